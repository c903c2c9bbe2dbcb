package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.core.type.TypeReference;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.knowledge.Language;
import io.sessionledger.examples.server.knowledge.Script;
import java.util.Map;

/** What the counselor is shown, by category and level, in the language of the conversation: {@code responses.yaml}. */
final class Responses {

    private final Map<String, Map<String, Response>> texts;

    private Responses(Map<String, Map<String, Response>> texts) {
        this.texts = texts;
    }

    /**
     * A response.
     *
     * @param display what was seen
     * @param suggestion what to do
     */
    record Response(String display, String suggestion) {

        private Response simplified() {
            return new Response(Script.simplified(display), Script.simplified(suggestion));
        }
    }

    static Responses bundled() {
        return new Responses(Yaml.resource("responses.yaml", new TypeReference<>() {}));
    }

    /**
     * Looks a response up.
     *
     * @throws IllegalArgumentException if the file has none for the category and level
     */
    Response get(String category, SafetyLevel level, Language language) {
        Map<String, Response> languages = texts.get(category + " " + level.code());
        Response response = languages == null ? null : languages.get(language == Language.ENGLISH ? "en" : "zh");
        if (response == null) {
            throw new IllegalArgumentException(
                    "responses.yaml has no '" + category + " " + level.code() + "' in the language " + language.tag());
        }
        return language == Language.SIMPLIFIED ? response.simplified() : response;
    }
}
