package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.TokenUsage;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of an analysis as far as they are still known; what is not known is absent, not zero.
 *
 * @param prompt prompt tokens that no cache served; null if not known
 * @param cached prompt tokens read from a cache; null if not known
 * @param completion tokens the model wrote; null if not known
 * @param total all tokens, at least the sum of the others; null if not known, then it is that sum
 */
public record PastTokens(
        @Nullable Long prompt,
        @Nullable Long cached,
        @Nullable Long completion,
        @Nullable Long total) {

    /** Nothing is known. */
    public static final PastTokens NONE = new PastTokens(null, null, null, null);

    /**
     * Checks the figures, and adds them up where no total is stated.
     *
     * @param prompt prompt tokens that no cache served; null if not known
     * @param cached prompt tokens read from a cache; null if not known
     * @param completion tokens the model wrote; null if not known
     * @param total all tokens, at least the sum of the others; null if not known
     * @throws InvalidInputException if a figure is negative or above {@value TokenUsage#MAX_TOKENS}, or the total is less than the sum of the others
     */
    public PastTokens {
        check("promptTokens", prompt);
        check("cachedTokens", cached);
        check("completionTokens", completion);
        long sum = LongStream.of(orZero(prompt), orZero(cached), orZero(completion))
                .sum();
        if (total != null) {
            // three buckets at most
            InvalidInputException.unless(
                    total >= sum && total <= 3 * TokenUsage.MAX_TOKENS,
                    "totalTokens",
                    "at least the sum of the others (" + sum + ") and at most " + 3 * TokenUsage.MAX_TOKENS,
                    total);
        } else if (Stream.of(prompt, cached, completion).anyMatch(Objects::nonNull)) {
            total = sum;
        }
    }

    private static void check(String field, @Nullable Long tokens) {
        InvalidInputException.unless(
                tokens == null || (tokens >= 0 && tokens <= TokenUsage.MAX_TOKENS),
                field,
                "0 to " + TokenUsage.MAX_TOKENS + " tokens",
                String.valueOf(tokens));
    }

    private static long orZero(@Nullable Long tokens) {
        return tokens == null ? 0 : tokens;
    }
}
