package io.sessionledger.report;

import io.sessionledger.InvalidInputException;
import java.math.BigDecimal;

/**
 * How a session's analyses split by safety level.
 *
 * @param redCount red analyses
 * @param yellowCount yellow analyses
 * @param greenCount green analyses
 */
public record SafetyDistribution(long redCount, long yellowCount, long greenCount) {

    private static final long MOST = 9_000_000_000_000_000L;

    /**
     * Checks the counts.
     *
     * @param redCount red analyses
     * @param yellowCount yellow analyses
     * @param greenCount green analyses
     * @throws InvalidInputException if one is negative or above 9 * 10^15
     */
    public SafetyDistribution {
        check("redCount", redCount);
        check("yellowCount", yellowCount);
        check("greenCount", greenCount);
    }

    private static void check(String field, long count) {
        InvalidInputException.unless(count >= 0 && count <= MOST, field, "0 to " + MOST, count);
    }

    /** {@return how many analyses there are} */
    public long total() {
        return redCount + yellowCount + greenCount;
    }

    /** {@return the share of red in percent, with one decimal} */
    public BigDecimal redPercentage() {
        return percent(0);
    }

    /** {@return the share of yellow in percent, with one decimal} */
    public BigDecimal yellowPercentage() {
        return percent(1);
    }

    /** {@return the share of green in percent, with one decimal} */
    public BigDecimal greenPercentage() {
        return percent(2);
    }

    /**
     * The largest remainder method: each share is cut to a tenth of a percent, and the tenths that are missing to 100.0 go to the shares
     * that lost most, the graver level first. The three always add up to 100.0, or are all 0.0 when there is no analysis.
     */
    private BigDecimal percent(int level) {
        long total = total();
        if (total == 0) {
            return BigDecimal.valueOf(0, 1);
        }
        long[] counts = {redCount, yellowCount, greenCount};
        long[] tenths = new long[3];
        long[] lost = new long[3];
        long missing = 1000;
        for (int i = 0; i < 3; i++) {
            long scaled = counts[i] * 1000;
            tenths[i] = scaled / total;
            lost[i] = scaled % total;
            missing -= tenths[i];
        }
        for (; missing > 0; missing--) {
            int most = 0;
            for (int i = 1; i < 3; i++) {
                if (lost[i] > lost[most]) {
                    most = i;
                }
            }
            tenths[most]++;
            lost[most] = -1;
        }
        return BigDecimal.valueOf(tenths[level], 1);
    }
}
