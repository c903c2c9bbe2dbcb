package io.sessionledger.backfill;

import java.util.List;
import java.util.Locale;

/** A fact that an entry may state, and the names under which hosts usually have it. */
public enum AnalysisField {
    /** The entry's own id. */
    ID("id", "analysis_id"),
    /** When the analysis was made: a text in ISO 8601, or seconds or milliseconds since 1970. */
    ANALYZED_AT("analyzed_at", "created_at", "timestamp"),
    /** Its safety level. */
    SAFETY_LEVEL("safety_level"),
    /** Its severity: 1 to 3, or low, medium or high. */
    SEVERITY("severity"),
    /** The text shown to the counselor. */
    DISPLAY_TEXT("display_text"),
    /** What the counselor was advised to do. */
    ACTION_SUGGESTION("action_suggestion", "suggestion"),
    /** The documents that retrieval gave the model. */
    RAG_DOCUMENTS("rag_documents"),
    /** Where those came from. */
    RAG_SOURCES("rag_sources"),
    /** How many characters of transcript were read. */
    TRANSCRIPT_LENGTH("transcript_length"),
    /** The recorded time that the analysis added, in seconds. */
    DURATION_SECONDS("duration_seconds"),
    /** The model's name. */
    MODEL("model", "model_used", "model_name"),
    /** Prompt tokens. */
    PROMPT_TOKENS("token_usage.prompt_tokens", "prompt_tokens"),
    /** Tokens that the model wrote. */
    COMPLETION_TOKENS("token_usage.completion_tokens", "completion_tokens"),
    /** Prompt tokens read from a cache. */
    CACHED_TOKENS("token_usage.cached_tokens", "cached_tokens"),
    /** All tokens. */
    TOTAL_TOKENS("token_usage.total_tokens", "total_tokens"),
    /** What the analysis cost, in US dollars. */
    COST_USD("estimated_cost_usd", "cost_usd");

    /** Apart by spaces. */
    private final String usualNames;

    AnalysisField(String... usualNames) {
        this.usualNames = String.join(" ", usualNames);
    }

    List<String> usualNames() {
        return List.of(usualNames.split(" "));
    }

    /** {@return the field as options and reports spell it, such as "safety_level"} */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
