package io.sessionledger.analysis;

import org.jspecify.annotations.Nullable;

/**
 * What an analysis says about the conversation. These four are the only places where the ledger keeps text about people;
 * {@code toString()} does not show them.
 *
 * @param displayText the text shown to the counselor
 * @param actionSuggestion what the counselor is advised to do
 * @param ragDocuments the documents that retrieval gave the model, as JSON
 * @param ragSources where those documents came from, as JSON
 */
public record AnalysisContent(
        @Nullable String displayText,
        @Nullable String actionSuggestion,
        @Nullable String ragDocuments,
        @Nullable String ragSources) {

    /** No content: an analysis of figures alone, or one whose texts were erased. */
    public static final AnalysisContent NONE = new AnalysisContent(null, null, null, null);

    @Override
    public String toString() {
        return equals(NONE) ? "AnalysisContent[none]" : "AnalysisContent[not shown]";
    }
}
