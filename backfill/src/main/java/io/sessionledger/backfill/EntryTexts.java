package io.sessionledger.backfill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The texts of an entry, made storable. */
record EntryTexts(Entry entry, int maxBytes) {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** A text; an object or an array as JSON. */
    @Nullable
    String text(AnalysisField field) {
        JsonNode value = entry.value(field);
        if (value == null) {
            return null;
        }
        if (value.isContainerNode()) {
            entry.odd(Oddity.TEXT_IS_JSON, field);
            return fitting(field, repairedTree(field, value).toString());
        }
        String text = value.asText();
        String repaired = repaired(text);
        if (!repaired.equals(text)) {
            entry.odd(Oddity.TEXT_REPAIRED, field);
        }
        return fitting(field, repaired);
    }

    /** A JSON value; of a text the JSON that it holds, else a JSON string. */
    @Nullable
    String json(AnalysisField field) {
        JsonNode value = entry.value(field);
        if (value == null) {
            return null;
        }
        if (value.isTextual()) {
            if (value.asText().isBlank()) {
                return null;
            }
            entry.odd(Oddity.JSON_AS_TEXT, field);
            value = held(value);
        }
        return fitting(field, repairedTree(field, value).toString());
    }

    private static JsonNode held(JsonNode text) {
        try {
            JsonNode held = EntryArray.parse(text.asText());
            return held.isContainerNode() ? held : text;
        } catch (JsonProcessingException e) {
            return text;
        }
    }

    private JsonNode repairedTree(AnalysisField field, JsonNode value) {
        if (isWell(value)) {
            return value;
        }
        entry.odd(Oddity.TEXT_REPAIRED, field);
        return repaired(value);
    }

    /** Whether there is nothing to repair, as there hardly ever is. */
    private static boolean isWell(JsonNode value) {
        if (value.isTextual()) {
            return isWell(value.asText());
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            if (!isWell(field.getKey())) {
                return false;
            }
        }
        for (JsonNode child : value) {
            if (!isWell(child)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWell(String text) {
        return repaired(text).equals(text);
    }

    private static JsonNode repaired(JsonNode value) {
        if (value.isTextual()) {
            String text = value.asText();
            String repaired = repaired(text);
            return repaired.equals(text) ? value : NODES.textNode(repaired);
        } else if (value.isObject()) {
            ObjectNode copy = NODES.objectNode();
            value.properties().forEach(field -> copy.set(repaired(field.getKey()), repaired(field.getValue())));
            return copy;
        } else if (value.isArray()) {
            ArrayNode copy = NODES.arrayNode(value.size());
            value.forEach(element -> copy.add(repaired(element)));
            return copy;
        }
        return value;
    }

    private String fitting(AnalysisField field, String text) {
        boolean fits = text.length() <= maxBytes / 3 || text.getBytes(StandardCharsets.UTF_8).length <= maxBytes;
        InvalidInputException.unless(fits, field.code(), "at most " + maxBytes + " bytes of UTF-8", "more");
        return text;
    }

    /** The text without NUL, and with U+FFFD for each half of a surrogate pair. */
    static String repaired(String text) {
        try {
            return Storable.text("text", text);
        } catch (InvalidInputException e) {
            StringBuilder repaired = new StringBuilder(text.length());
            text.codePoints().filter(character -> character != 0).forEach(character -> {
                boolean half = character <= 0xFFFF && Character.isSurrogate((char) character);
                repaired.appendCodePoint(half ? 0xFFFD : character);
            });
            return repaired.toString();
        }
    }
}
