package io.sessionledger.billing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.sessionledger.InvalidInputException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A price file as it was written. Numbers stay text, because a double would change them. */
sealed interface JsonValue {

    /** An object. */
    record Fields(Map<String, JsonValue> byName) implements JsonValue {}

    /** An array. */
    record Items(List<JsonValue> inOrder) implements JsonValue {}

    /** A number, or a string: prices are written either way. */
    record Scalar(String text) implements JsonValue {}

    /** True, false or null. */
    record Literal(boolean isNull) implements JsonValue {}

    /**
     * Reads one object, and nothing after it. A byte order mark before it is skipped. Files come from elsewhere, so their depth and the length of their
     * parts are limited far above what price files need.
     *
     * @throws InvalidInputException if it is anything else
     */
    static Fields read(Reader file) {
        BufferedReader text = new BufferedReader(file);
        try (JsonParser parser = Parsing.JSON.createParser(text)) {
            skipByteOrderMark(text);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidInputException(Parsing.FILE, "expected a JSON object");
            }
            Fields fields = Parsing.fields(parser);
            if (parser.nextToken() != null) {
                throw new InvalidInputException(Parsing.FILE, "expected nothing after the object, but there is more");
            }
            return fields;
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(Parsing.FILE, "expected JSON, but it cannot be read" + Parsing.place(e));
        } catch (IOException e) {
            throw new UncheckedIOException("the price file cannot be read", e);
        }
    }

    private static void skipByteOrderMark(BufferedReader text) throws IOException {
        text.mark(1);
        if (text.read() != '\uFEFF') {
            text.reset();
        }
    }

    /** The parser, and how values are made of its tokens. */
    final class Parsing {

        private static final String FILE = "priceFile";

        /** Names in hostile files must not stay in memory, so they are not interned. */
        private static final JsonFactory JSON = JsonFactory.builder()
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(30)
                        .maxNameLength(1_000)
                        .maxNumberLength(100)
                        .maxStringLength(100_000)
                        .maxDocumentLength(100_000_000)
                        .build())
                .build();

        private Parsing() {}

        private static Fields fields(JsonParser parser) throws IOException {
            Map<String, JsonValue> byName = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                JsonValue value = value(parser);
                if (byName.put(name, value) != null) {
                    throw new InvalidInputException(
                            FILE,
                            "expected each field once, but "
                                    + parser.getParsingContext().pathAsPointer() + " is there twice");
                }
            }
            return new Fields(byName);
        }

        private static JsonValue value(JsonParser parser) throws IOException {
            @Nullable JsonToken token = parser.currentToken();
            if (token == JsonToken.START_OBJECT) {
                return fields(parser);
            }
            if (token == JsonToken.START_ARRAY) {
                List<JsonValue> items = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    items.add(value(parser));
                }
                return new Items(items);
            }
            if (token != null && (token.isNumeric() || token == JsonToken.VALUE_STRING)) {
                return new Scalar(parser.getText());
            }
            return new Literal(token == JsonToken.VALUE_NULL);
        }

        /** Where the parser stopped; its own message would quote the file. */
        private static String place(JsonProcessingException e) {
            return e.getLocation() == null
                    ? ""
                    : " near line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
        }
    }
}
