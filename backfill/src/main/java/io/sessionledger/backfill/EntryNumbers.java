package io.sessionledger.backfill;

import static io.sessionledger.backfill.AnalysisField.CACHED_TOKENS;
import static io.sessionledger.backfill.AnalysisField.COMPLETION_TOKENS;
import static io.sessionledger.backfill.AnalysisField.COST_USD;
import static io.sessionledger.backfill.AnalysisField.DURATION_SECONDS;
import static io.sessionledger.backfill.AnalysisField.PROMPT_TOKENS;
import static io.sessionledger.backfill.AnalysisField.TOTAL_TOKENS;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.jdbc.PastTokens;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The numbers of an entry. One that cannot be what it should be is absent, never zero. */
final class EntryNumbers {

    /** What nobody writes in earnest; numbers beyond take minutes to write out. */
    private static final int MOST_DIGITS = 100;

    private static final BigDecimal TOO_LONG = BigDecimal.valueOf(1_000_000_000L);

    private EntryNumbers() {}

    static PastTokens tokens(Entry entry, boolean cachedInsidePrompt) {
        Long prompt = count(entry, PROMPT_TOKENS, TokenUsage.MAX_TOKENS);
        Long cached = count(entry, CACHED_TOKENS, TokenUsage.MAX_TOKENS);
        Long completion = count(entry, COMPLETION_TOKENS, TokenUsage.MAX_TOKENS);
        Long total = count(entry, TOTAL_TOKENS, TokenUsage.MAX_TOKENS);
        if (cachedInsidePrompt && prompt != null && cached != null) {
            if (cached > prompt) {
                entry.odd(Oddity.CACHED_ABOVE_PROMPT, CACHED_TOKENS);
                cached = null;
            } else {
                prompt -= cached;
            }
        }
        long sum = orZero(prompt) + orZero(cached) + orZero(completion);
        // where a part is absent the total may say what the parts do not
        boolean whole = prompt != null && completion != null;
        if (total != null && (total < sum || (whole && total != sum))) {
            entry.odd(Oddity.TOTAL_NOT_SUM, TOTAL_TOKENS);
            total = null;
        }
        return new PastTokens(prompt, cached, completion, total);
    }

    private static long orZero(@Nullable Long number) {
        return number == null ? 0 : number;
    }

    /** A whole number from 0 on. */
    static @Nullable Long count(Entry entry, AnalysisField field, long most) {
        JsonNode value = entry.value(field);
        if (value == null) {
            return null;
        }
        BigDecimal number = number(value);
        if (number == null || number.signum() < 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
            entry.odd(Oddity.COUNT_UNUSABLE, field);
            return null;
        }
        try {
            long count = number.longValueExact();
            if (value.isTextual()) {
                entry.odd(Oddity.COUNT_AS_TEXT, field);
            }
            return count;
        } catch (ArithmeticException e) {
            entry.odd(Oddity.COUNT_UNUSABLE, field);
            return null;
        }
    }

    static @Nullable Duration duration(Entry entry) {
        JsonNode value = entry.value(DURATION_SECONDS);
        if (value == null) {
            return null;
        }
        BigDecimal seconds = number(value);
        if (seconds == null || seconds.signum() < 0 || seconds.compareTo(TOO_LONG) >= 0) {
            entry.odd(Oddity.DURATION_UNUSABLE, DURATION_SECONDS);
            return null;
        }
        return Duration.ofMillis(
                seconds.movePointRight(3).setScale(0, RoundingMode.DOWN).longValueExact());
    }

    static @Nullable Usd cost(Entry entry) {
        JsonNode value = entry.value(COST_USD);
        if (value == null) {
            return null;
        }
        try {
            BigDecimal number = number(value);
            if (number != null && number.signum() >= 0) {
                // sums of floats have more decimals than the column, and mean less
                return Usd.of(number.scale() > Usd.SCALE ? number.setScale(Usd.SCALE, RoundingMode.HALF_UP) : number);
            }
        } catch (InvalidInputException e) {
            // as any other that does not fit
        }
        entry.odd(Oddity.COST_UNUSABLE, COST_USD);
        return null;
    }

    /** A number, also one written as text; null if it is none, or has more digits than anybody writes in earnest. */
    private static @Nullable BigDecimal number(JsonNode value) {
        if (value.isTextual()) {
            try {
                return inBounds(Storable.decimal("number", value.asText().strip()));
            } catch (InvalidInputException e) {
                return null;
            }
        }
        return value.isNumber() ? inBounds(value.decimalValue()) : null;
    }

    private static @Nullable BigDecimal inBounds(BigDecimal number) {
        return Math.abs((long) number.scale()) <= MOST_DIGITS && number.precision() <= MOST_DIGITS ? number : null;
    }
}
