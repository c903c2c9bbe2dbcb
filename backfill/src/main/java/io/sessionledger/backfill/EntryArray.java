package io.sessionledger.backfill;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.sql.SQLException;

/** A column's array, read entry by entry: only one of them is in memory, however many there are. */
final class EntryArray {

    /** Numbers stay as they are written: the host's documents hold some. */
    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build()
            .reader();

    private final Visitor visitor;
    private int position;

    private EntryArray(Visitor visitor) {
        this.visitor = visitor;
    }

    /** What is done with each entry. */
    interface Visitor {

        /**
         * Takes up an entry.
         *
         * @param characters how long it is as text, about
         */
        void entry(int position, JsonNode entry, long characters) throws SQLException;

        void refused(int position, Oddity oddity) throws SQLException;
    }

    static JsonNode parse(String json) throws JsonProcessingException {
        return JSON.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(json);
    }

    static void read(Reader text, Visitor visitor) throws IOException, SQLException {
        EntryArray array = new EntryArray(visitor);
        try (JsonParser parser = JSON.getFactory().createParser(text)) {
            parser.setCodec(JSON);
            array.read(parser, true);
        } catch (JsonProcessingException e) {
            // the parser's message quotes the text
            visitor.refused(array.position, Oddity.NOT_JSON);
        }
    }

    private void read(JsonParser parser, boolean mayBeText) throws IOException, SQLException {
        JsonToken token = parser.nextToken();
        if (token == null || token == JsonToken.VALUE_NULL) {
            return;
        }
        if (token == JsonToken.VALUE_STRING && mayBeText) {
            // an array that was put into its column as a text
            try (JsonParser inner = JSON.getFactory().createParser(new StringReader(parser.getText()))) {
                inner.setCodec(JSON);
                read(inner, false);
            }
        } else if (token == JsonToken.START_ARRAY) {
            readEntries(parser);
        } else {
            parser.skipChildren();
            visitor.refused(position, Oddity.NOT_AN_ARRAY);
        }
    }

    private void readEntries(JsonParser parser) throws IOException, SQLException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                long before = parser.currentLocation().getCharOffset();
                JsonNode entry = parser.readValueAsTree();
                visitor.entry(position, entry, parser.currentLocation().getCharOffset() - before);
            } else {
                parser.skipChildren();
                visitor.refused(position, Oddity.NOT_AN_OBJECT);
            }
            position++;
        }
        if (parser.nextToken() != null) {
            visitor.refused(position, Oddity.NOT_JSON);
        }
    }
}
