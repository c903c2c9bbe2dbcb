package io.sessionledger.analysis;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.Usd;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One finished analysis, as the host hands it in. Only the level and the severity are required; what is not stated stays
 * absent in the log, it is not turned into zero.
 *
 * <pre>{@code
 * Analysis.builder(SafetyLevel.YELLOW, 2)
 *         .id(analysisId)
 *         .duration(Duration.ofSeconds(60))
 *         .model("gemini-2.5-flash", tokens)
 *         .estimatedCost(Usd.of("0.0012085"))
 *         .build();
 * }</pre>
 *
 * Immutable. {@code toString()} shows no text of the conversation.
 */
public final class Analysis {

    /** The most characters a model's name may have. */
    public static final int MAX_MODEL_LENGTH = 100;

    private final @Nullable AnalysisId id;
    private final SafetyLevel safetyLevel;
    private final int severity;
    private final AnalysisContent content;
    private final @Nullable Integer transcriptLength;
    private final @Nullable Duration duration;
    private final @Nullable String model;
    private final @Nullable TokenUsage tokens;
    private final @Nullable Usd estimatedCost;
    private final @Nullable Instant analyzedAt;

    private Analysis(Builder builder) {
        this.id = builder.id;
        this.safetyLevel = builder.safetyLevel;
        this.severity = builder.severity;
        this.content = new AnalysisContent(
                builder.displayText, builder.actionSuggestion, builder.ragDocuments, builder.ragSources);
        this.transcriptLength = builder.transcriptLength;
        this.duration = builder.duration;
        this.model = builder.model;
        this.tokens = builder.tokens;
        this.estimatedCost = builder.estimatedCost;
        this.analyzedAt = builder.analyzedAt;
    }

    /**
     * Starts an analysis.
     *
     * @param safetyLevel the level found
     * @param severity 1 (slight) to 3 (grave)
     * @return a builder
     * @throws InvalidInputException if the severity is out of range
     */
    public static Builder builder(SafetyLevel safetyLevel, int severity) {
        return new Builder(safetyLevel, severity);
    }

    /**
     * The same analysis under an id.
     *
     * @param id the id
     * @return a copy with that id
     */
    public Analysis withId(AnalysisId id) {
        return toBuilder().id(id).build();
    }

    /**
     * The same analysis at a time.
     *
     * @param analyzedAt when it was made
     * @return a copy with that time
     */
    public Analysis withAnalyzedAt(Instant analyzedAt) {
        return toBuilder().analyzedAt(analyzedAt).build();
    }

    /**
     * The same analysis at a cost.
     *
     * @param estimatedCost what it cost
     * @return a copy with that cost
     */
    public Analysis withEstimatedCost(Usd estimatedCost) {
        return toBuilder().estimatedCost(estimatedCost).build();
    }

    private Builder toBuilder() {
        Builder copy = new Builder(safetyLevel, severity);
        copy.id = id;
        copy.displayText = content.displayText();
        copy.actionSuggestion = content.actionSuggestion();
        copy.ragDocuments = content.ragDocuments();
        copy.ragSources = content.ragSources();
        copy.transcriptLength = transcriptLength;
        copy.duration = duration;
        copy.model = model;
        copy.tokens = tokens;
        copy.estimatedCost = estimatedCost;
        copy.analyzedAt = analyzedAt;
        return copy;
    }

    /** {@return the id, or null if the ledger is to make one} */
    public @Nullable AnalysisId id() {
        return id;
    }

    /** {@return the level found} */
    public SafetyLevel safetyLevel() {
        return safetyLevel;
    }

    /** {@return 1 (slight) to 3 (grave)} */
    public int severity() {
        return severity;
    }

    /** {@return what was said about the conversation; its parts may be absent} */
    public AnalysisContent content() {
        return content;
    }

    /** {@return how many characters of transcript were read, or null if not stated} */
    public @Nullable Integer transcriptLength() {
        return transcriptLength;
    }

    /** {@return the recorded time this analysis adds, in whole milliseconds, or null if not stated} */
    public @Nullable Duration duration() {
        return duration;
    }

    /** {@return the model's name, or null if not stated} */
    public @Nullable String model() {
        return model;
    }

    /** {@return the tokens used, or null if not stated} */
    public @Nullable TokenUsage tokens() {
        return tokens;
    }

    /** {@return the cost, or null if unknown} */
    public @Nullable Usd estimatedCost() {
        return estimatedCost;
    }

    /** {@return when it was made, in whole microseconds, or null if the ledger's clock is to say} */
    public @Nullable Instant analyzedAt() {
        return analyzedAt;
    }

    @Override
    public String toString() {
        return "Analysis[id=" + id + ", safetyLevel=" + safetyLevel + ", severity=" + severity + "]";
    }

    /** Collects the parts of an {@link Analysis}; each is checked when it is given, null takes it back. Not thread-safe. */
    public static final class Builder {

        private final SafetyLevel safetyLevel;
        private final int severity;
        private @Nullable AnalysisId id;
        private @Nullable String displayText;
        private @Nullable String actionSuggestion;
        private @Nullable String ragDocuments;
        private @Nullable String ragSources;
        private @Nullable Integer transcriptLength;
        private @Nullable Duration duration;
        private @Nullable String model;
        private @Nullable TokenUsage tokens;
        private @Nullable Usd estimatedCost;
        private @Nullable Instant analyzedAt;

        private Builder(SafetyLevel safetyLevel, int severity) {
            InvalidInputException.unless(severity >= 1 && severity <= 3, "severity", "1 to 3", severity);
            this.safetyLevel = Objects.requireNonNull(safetyLevel, "safetyLevel");
            this.severity = severity;
        }

        /**
         * States the id, which makes a repeat safe: the same id is stored and counted once. Without it the ledger makes a
         * new one for each call.
         *
         * @param id unique within the session
         * @return this builder
         */
        public Builder id(@Nullable AnalysisId id) {
            this.id = id;
            return this;
        }

        /**
         * States the text shown to the counselor.
         *
         * @param displayText well-formed text
         * @return this builder
         * @throws InvalidInputException if the text holds NUL or half of a surrogate pair
         */
        public Builder displayText(@Nullable String displayText) {
            this.displayText = storable("displayText", displayText);
            return this;
        }

        /**
         * States what the counselor is advised to do.
         *
         * @param actionSuggestion well-formed text
         * @return this builder
         * @throws InvalidInputException if the text holds NUL or half of a surrogate pair
         */
        public Builder actionSuggestion(@Nullable String actionSuggestion) {
            this.actionSuggestion = storable("actionSuggestion", actionSuggestion);
            return this;
        }

        /**
         * States the documents that retrieval gave the model.
         *
         * @param ragDocuments a JSON text; its form is the host's
         * @return this builder
         * @throws InvalidInputException if the text holds NUL or half of a surrogate pair; what is no JSON is refused when it
         *     is recorded
         */
        public Builder ragDocuments(@Nullable String ragDocuments) {
            this.ragDocuments = storable("ragDocuments", ragDocuments);
            return this;
        }

        /**
         * States where those documents came from.
         *
         * @param ragSources a JSON text; its form is the host's
         * @return this builder
         * @throws InvalidInputException if the text holds NUL or half of a surrogate pair; what is no JSON is refused when it
         *     is recorded
         */
        public Builder ragSources(@Nullable String ragSources) {
            this.ragSources = storable("ragSources", ragSources);
            return this;
        }

        /**
         * States how much transcript was read.
         *
         * @param characters zero or more
         * @return this builder
         * @throws InvalidInputException if it is negative
         */
        public Builder transcriptLength(int characters) {
            InvalidInputException.unless(characters >= 0, "transcriptLength", "zero or more characters", characters);
            this.transcriptLength = characters;
            return this;
        }

        /**
         * States the recorded time that this analysis adds to the session: 60 s where the session is analysed every minute, 3 s where it is
         * analysed every 3 seconds. Not the length of the window that was read; windows overlap, and what overlaps would be billed twice.
         *
         * @param duration zero or more; cut to whole milliseconds
         * @return this builder
         * @throws InvalidInputException if it is negative or 1,000,000,000 seconds or longer
         */
        public Builder duration(@Nullable Duration duration) {
            this.duration = duration == null ? null : Storable.duration("duration", duration);
            return this;
        }

        /**
         * States which model answered and what it used.
         *
         * @param model its name, 1 to {@value Analysis#MAX_MODEL_LENGTH} characters
         * @param tokens the tokens it used, those of retried attempts included
         * @return this builder
         * @throws InvalidInputException as {@link #model(String)} and {@link #tokens(TokenUsage)}
         */
        public Builder model(String model, TokenUsage tokens) {
            return model(model).tokens(tokens);
        }

        /**
         * States which model answered.
         *
         * @param model its name, 1 to {@value Analysis#MAX_MODEL_LENGTH} characters
         * @return this builder
         * @throws InvalidInputException if the name is blank or too long
         */
        public Builder model(@Nullable String model) {
            this.model = model == null ? null : Storable.label("model", model, MAX_MODEL_LENGTH);
            return this;
        }

        /**
         * States the tokens used.
         *
         * @param tokens those of retried attempts included
         * @return this builder
         * @throws InvalidInputException if a bucket holds more than {@value TokenUsage#MAX_TOKENS} tokens
         */
        public Builder tokens(@Nullable TokenUsage tokens) {
            if (tokens != null) {
                atMost("promptTokens", tokens.promptTokens());
                atMost("cachedTokens", tokens.cachedTokens());
                atMost("completionTokens", tokens.completionTokens());
            }
            this.tokens = tokens;
            return this;
        }

        /**
         * States the cost, which is then kept as it is. Left out, it is estimated from model and tokens where the ledger was given {@link ModelPrices};
         * otherwise the analysis counts as unpriced. Pass {@link Usd#ZERO} for one that truly cost nothing.
         *
         * @param estimatedCost the provider's own figure, or the host's estimate
         * @return this builder
         */
        public Builder estimatedCost(@Nullable Usd estimatedCost) {
            this.estimatedCost = estimatedCost;
            return this;
        }

        /**
         * States when the analysis was made. Left out, the ledger's clock says.
         *
         * @param analyzedAt an instant of the years 1 to 9999; cut to whole microseconds
         * @return this builder
         * @throws InvalidInputException if it lies outside those years
         */
        public Builder analyzedAt(@Nullable Instant analyzedAt) {
            this.analyzedAt = analyzedAt == null ? null : Storable.instant("analyzedAt", analyzedAt);
            return this;
        }

        /** {@return the analysis} */
        public Analysis build() {
            return new Analysis(this);
        }

        private static @Nullable String storable(String field, @Nullable String text) {
            return text == null ? null : Storable.text(field, text);
        }

        private static void atMost(String field, long tokens) {
            InvalidInputException.unless(
                    tokens <= TokenUsage.MAX_TOKENS, field, "at most " + TokenUsage.MAX_TOKENS + " tokens", tokens);
        }
    }
}
