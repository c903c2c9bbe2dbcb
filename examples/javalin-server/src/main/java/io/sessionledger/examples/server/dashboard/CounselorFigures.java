package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A counselor in a list.
 *
 * @param id the counselor
 * @param name what to call them
 * @param account where their credits stand
 * @param sessions how many they started in the time that the list is about
 * @param duration how long those were
 * @param credits what those took, net of refunds
 * @param lastSession when the last of those started
 */
record CounselorFigures(
        CounselorId id,
        String name,
        CreditAccount account,
        long sessions,
        Duration duration,
        Credits credits,
        @Nullable Instant lastSession) {

    /** The days over which the pace is taken that says for how long credits last. */
    static final int PACE_DAYS = 30;

    /** Credits that last for less than this are low. */
    static final int LOW_DAYS = 7;

    /** For how many days the credits last at the pace of these sessions; unknown where nothing is used. */
    OptionalLong daysLeft() {
        if (!account.available().isPositive()) {
            return OptionalLong.of(0);
        }
        if (!credits.isPositive()) {
            return OptionalLong.empty();
        }
        BigDecimal days = account.available()
                .value()
                .multiply(BigDecimal.valueOf(PACE_DAYS))
                .divide(credits.value(), 0, RoundingMode.DOWN);
        return OptionalLong.of(days.longValue());
    }

    /** Below zero, used up, low or fine. */
    Standing standing() {
        if (account.available().isNegative()) {
            return Standing.NEGATIVE;
        }
        if (account.available().isZero()) {
            return Standing.EMPTY;
        }
        OptionalLong left = daysLeft();
        return left.isPresent() && left.getAsLong() < LOW_DAYS ? Standing.LOW : Standing.FINE;
    }

    Optional<Instant> findLastSession() {
        return Optional.ofNullable(lastSession);
    }
}
