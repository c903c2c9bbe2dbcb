package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The document and the server know the same operations. */
class RoutesTest {

    @Test
    void every_route_is_documented_and_everything_documented_is_a_route() throws Exception {
        JsonNode paths =
                new ObjectMapper(new YAMLFactory()).readTree(ApiDocument.TEXT).get("paths");
        Set<String> documented = new TreeSet<>();
        paths.properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method ->
                                documented.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));

        try (TestServer server = TestServer.on(ServerDatabase.H2)) {
            assertThat(server.routes()).containsExactlyElementsOf(documented);
        }
    }
}
