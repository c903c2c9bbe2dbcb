package io.sessionledger.analysis;

import io.sessionledger.InvalidInputException;

/**
 * The tokens one analysis cost, in three buckets that never overlap, so that adding them up counts each token once. Providers
 * count differently; the factories named after them bring their figures into this form.
 *
 * @param promptTokens prompt tokens that no cache served, zero or more
 * @param cachedTokens prompt tokens read from a cache, zero or more
 * @param completionTokens tokens the model wrote, its reasoning included, zero or more
 */
public record TokenUsage(long promptTokens, long cachedTokens, long completionTokens) {

    /** No tokens: an analysis that no model made. */
    public static final TokenUsage NONE = new TokenUsage(0, 0, 0);

    /** The most tokens one bucket may have, so that sums stay far from overflowing. */
    private static final long MOST = 1_000_000_000_000_000_000L;

    /** The most tokens one bucket of one analysis may have; sums of a session may be larger. */
    public static final long MAX_TOKENS = 1_000_000_000_000L;

    /**
     * Checks the counts.
     *
     * @param promptTokens prompt tokens that no cache served, zero or more
     * @param cachedTokens prompt tokens read from a cache, zero or more
     * @param completionTokens tokens the model wrote, its reasoning included, zero or more
     * @throws InvalidInputException if one is negative or above 10^18
     */
    public TokenUsage {
        checkCount("promptTokens", promptTokens);
        checkCount("cachedTokens", cachedTokens);
        checkCount("completionTokens", completionTokens);
    }

    /**
     * Counts that do not overlap already.
     *
     * @param promptTokens prompt tokens that no cache served
     * @param cachedTokens prompt tokens read from a cache
     * @param completionTokens tokens the model wrote, its reasoning included
     * @return the usage
     * @throws InvalidInputException if a count is negative
     */
    public static TokenUsage of(long promptTokens, long cachedTokens, long completionTokens) {
        return new TokenUsage(promptTokens, cachedTokens, completionTokens);
    }

    /**
     * What Gemini reports in {@code usageMetadata}: the cached content counts inside the prompt, the thoughts beside the candidates.
     *
     * @param promptTokenCount {@code promptTokenCount}; add {@code toolUsePromptTokenCount} where tools were used
     * @param cachedContentTokenCount {@code cachedContentTokenCount}, at most {@code promptTokenCount}; 0 when absent
     * @param candidatesTokenCount {@code candidatesTokenCount}
     * @param thoughtsTokenCount {@code thoughtsTokenCount}; 0 when absent
     * @return the usage
     * @throws InvalidInputException if a count is negative, or more is cached than was prompted
     * @see <a href="https://ai.google.dev/api/generate-content#UsageMetadata">Gemini API: UsageMetadata</a>
     */
    public static TokenUsage ofGemini(
            long promptTokenCount, long cachedContentTokenCount, long candidatesTokenCount, long thoughtsTokenCount) {
        checkCount("candidatesTokenCount", candidatesTokenCount);
        checkCount("thoughtsTokenCount", thoughtsTokenCount);
        return cachedInsidePrompt(
                "promptTokenCount",
                promptTokenCount,
                "cachedContentTokenCount",
                cachedContentTokenCount,
                candidatesTokenCount + thoughtsTokenCount);
    }

    /**
     * What OpenAI reports in {@code usage}: cached tokens count inside the prompt, reasoning inside the completion.
     *
     * @param promptTokens {@code prompt_tokens} (chat completions) or {@code input_tokens} (responses)
     * @param cachedTokens {@code cached_tokens} of the prompt's details, at most {@code promptTokens}; 0 when absent
     * @param completionTokens {@code completion_tokens} or {@code output_tokens}
     * @return the usage
     * @throws InvalidInputException if a count is negative, or more is cached than was prompted
     * @see <a href="https://platform.openai.com/docs/guides/prompt-caching">OpenAI: prompt caching</a>
     */
    public static TokenUsage ofOpenAi(long promptTokens, long cachedTokens, long completionTokens) {
        return cachedInsidePrompt("promptTokens", promptTokens, "cachedTokens", cachedTokens, completionTokens);
    }

    /**
     * What Anthropic reports in {@code usage}: tokens read from and written to the cache count beside the input tokens. Tokens
     * written to the cache are prompt tokens that no cache served; providers charge more for them than for other prompt tokens, so state such an
     * analysis' cost rather than have it estimated from these counts.
     *
     * @param inputTokens {@code input_tokens}
     * @param cacheReadInputTokens {@code cache_read_input_tokens}; 0 when absent
     * @param cacheCreationInputTokens {@code cache_creation_input_tokens}; 0 when absent
     * @param outputTokens {@code output_tokens}, thinking included
     * @return the usage
     * @throws InvalidInputException if a count is negative
     * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">Anthropic: prompt caching</a>
     */
    public static TokenUsage ofAnthropic(
            long inputTokens, long cacheReadInputTokens, long cacheCreationInputTokens, long outputTokens) {
        checkCount("inputTokens", inputTokens);
        checkCount("cacheReadInputTokens", cacheReadInputTokens);
        checkCount("cacheCreationInputTokens", cacheCreationInputTokens);
        checkCount("outputTokens", outputTokens);
        return new TokenUsage(inputTokens + cacheCreationInputTokens, cacheReadInputTokens, outputTokens);
    }

    private static TokenUsage cachedInsidePrompt(
            String promptField, long prompt, String cachedField, long cached, long completion) {
        checkCount(promptField, prompt);
        InvalidInputException.unless(
                cached >= 0 && cached <= prompt,
                cachedField,
                "0 to " + promptField + " (" + prompt + "), of which it is a part",
                cached);
        return new TokenUsage(prompt - cached, cached, completion);
    }

    private static void checkCount(String field, long tokens) {
        InvalidInputException.unless(
                tokens >= 0 && tokens <= MOST, field, "zero or more tokens, at most " + MOST, tokens);
    }

    /** {@return all tokens: prompt, cached and completion} */
    public long totalTokens() {
        return promptTokens + cachedTokens + completionTokens;
    }

    /**
     * Adds up, for example the attempts that were retried within one analysis.
     *
     * @param other what is added
     * @return the sum, bucket by bucket
     * @throws InvalidInputException if a bucket exceeds 10^18
     */
    public TokenUsage plus(TokenUsage other) {
        return new TokenUsage(
                promptTokens + other.promptTokens,
                cachedTokens + other.cachedTokens,
                completionTokens + other.completionTokens);
    }
}
