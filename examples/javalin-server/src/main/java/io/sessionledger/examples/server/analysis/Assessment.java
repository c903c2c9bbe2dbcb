package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import java.util.List;
import java.util.Optional;

/**
 * What an analyzer says of a stretch of a conversation.
 *
 * @param safetyLevel how safe it is
 * @param severity 1 (mild) to 3 (severe)
 * @param displayText what to show to the counselor, one or two sentences in the language of the conversation
 * @param actionSuggestion what the counselor could do
 * @param articles what was retrieved for it, the best match first
 * @param model the model whose tokens were used, whether or not it was of use; otherwise the name of the rules
 * @param tokens what all attempts have used; empty if no model was asked
 * @param reasons why this level: for the rules, each phrase that counted and each that was set aside, in a few words without more of the
 *     conversation than the phrase
 */
public record Assessment(
        SafetyLevel safetyLevel,
        int severity,
        String displayText,
        String actionSuggestion,
        List<RetrievedArticle> articles,
        String model,
        Optional<TokenUsage> tokens,
        List<String> reasons) {

    /**
     * Copies the lists.
     *
     * @param safetyLevel how safe it is
     * @param severity 1 (mild) to 3 (severe)
     * @param displayText what to show to the counselor, one or two sentences in the language of the conversation
     * @param actionSuggestion what the counselor could do
     * @param articles what was retrieved for it, the best match first
     * @param model the model whose tokens were used, whether or not it was of use; otherwise the name of the rules
     * @param tokens what all attempts have used; empty if no model was asked
     * @param reasons why this level: for the rules, each phrase that counted and each that was set aside, in a few words without more of the
     *     conversation than the phrase
     */
    public Assessment {
        articles = List.copyOf(articles);
        reasons = List.copyOf(reasons);
    }
}
