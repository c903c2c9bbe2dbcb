package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Reads the files beside this package's classes. */
final class Yaml {

    private static final ObjectMapper MAPPER = YAMLMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private Yaml() {}

    static <T> T resource(String name, TypeReference<T> type) {
        try (InputStream file = Yaml.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalStateException("The file '" + name + "' is missing from the server");
            }
            return read(name, new String(file.readAllBytes(), StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads YAML.
     *
     * @throws IllegalArgumentException if it is not as it should be; the message names the file, the line and what was wrong
     */
    static <T> T read(String name, String yaml, TypeReference<T> type) {
        try {
            return MAPPER.readValue(yaml, type);
        } catch (JsonMappingException e) {
            throw new IllegalArgumentException(name + " cannot be read: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " is no YAML: " + e.getMessage(), e);
        }
    }
}
