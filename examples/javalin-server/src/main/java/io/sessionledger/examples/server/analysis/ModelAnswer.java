package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.genai.types.Schema;
import com.google.genai.types.Type;
import io.sessionledger.analysis.SafetyLevel;
import java.util.Map;

/**
 * The model's answer in the form in which it was asked for. A schema goes with the question; that the answer keeps to it is checked all the same.
 *
 * @param level the level
 * @param severity 1 to 3; green is always 1
 * @param displayText what to show
 * @param actionSuggestion what to do
 */
record ModelAnswer(SafetyLevel level, int severity, String displayText, String actionSuggestion) {

    /** The longest text that is kept; the model is asked for far less. */
    static final int MOST_CHARACTERS = 1_000;

    /** What the model is held to. */
    static final Schema SCHEMA = Schema.builder()
            .type(Type.Known.OBJECT)
            .properties(Map.of(
                    "safety_level",
                            Schema.builder()
                                    .type(Type.Known.STRING)
                                    .enum_("red", "yellow", "green")
                                    .build(),
                    "severity",
                            Schema.builder()
                                    .type(Type.Known.INTEGER)
                                    .minimum(1.0)
                                    .maximum(3.0)
                                    .build(),
                    "display_text", Schema.builder().type(Type.Known.STRING).build(),
                    "action_suggestion",
                            Schema.builder().type(Type.Known.STRING).build()))
            .propertyOrdering("safety_level", "severity", "display_text", "action_suggestion")
            .required("safety_level", "severity", "display_text", "action_suggestion")
            .build();

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** An answer that is not as it was asked for. The message says what is wrong by the name of the field, not by what is in it. */
    static final class MalformedAnswerException extends Exception {
        MalformedAnswerException(String message) {
            super(message);
        }
    }

    static ModelAnswer parse(String json) throws MalformedAnswerException {
        JsonNode answer = tree(json);
        SafetyLevel level = level(answer.path("safety_level").asText());
        JsonNode severity = answer.path("severity");
        if (!severity.isIntegralNumber() || severity.intValue() < 1 || severity.intValue() > 3) {
            throw new MalformedAnswerException("severity is no whole number from 1 to 3");
        }
        return new ModelAnswer(
                level,
                level == SafetyLevel.GREEN ? 1 : severity.intValue(),
                text(answer, "display_text"),
                text(answer, "action_suggestion"));
    }

    private static JsonNode tree(String json) throws MalformedAnswerException {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException unusedSinceItQuotesTheAnswer) {
            throw new MalformedAnswerException("it is no JSON");
        }
    }

    private static SafetyLevel level(String code) throws MalformedAnswerException {
        for (SafetyLevel level : SafetyLevel.values()) {
            if (level.code().equals(code)) {
                return level;
            }
        }
        throw new MalformedAnswerException("safety_level is none of red, yellow, green");
    }

    private static String text(JsonNode answer, String field) throws MalformedAnswerException {
        String text =
                answer.path(field).isTextual() ? answer.path(field).asText().strip() : "";
        if (text.isEmpty()) {
            throw new MalformedAnswerException(field + " is empty or no text");
        }
        int end = Math.min(text.length(), MOST_CHARACTERS);
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }
}
