package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Shortage;
import io.sessionledger.session.SessionUsage;
import java.math.BigDecimal;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a session's bill stands after its end.
 *
 * @param sessionId the session
 * @param status completed, cancelled or failed
 * @param durationSeconds what was billed, or would have been
 * @param creditsConsumed net of refunds
 * @param creditDeducted whether the bill is settled
 * @param availableCredits what the counselor has left, which may be negative
 * @param warning what to tell the counselor, if anything
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record SessionBill(
        UUID sessionId,
        String status,
        BigDecimal durationSeconds,
        BigDecimal creditsConsumed,
        boolean creditDeducted,
        BigDecimal availableCredits,
        @Nullable String warning) {

    static SessionBill of(Settlement settlement, CreditAccount account) {
        SessionUsage usage = settlement.usage();
        return new SessionBill(
                usage.sessionId().value(),
                usage.status().code(),
                Figures.seconds(usage.billable().duration()),
                usage.creditsConsumed().value(),
                usage.creditDeducted(),
                account.available().value(),
                warning(settlement));
    }

    private static @Nullable String warning(Settlement settlement) {
        if (settlement instanceof Settlement.Unrated unrated) {
            return switch (unrated.reason()) {
                case NO_RATE_IN_FORCE ->
                    "No credit rate was in force when the session started. It will be charged once there is one.";
                case UNPRICED_ANALYSES ->
                    "The cost of some analyses is not known. The session will be charged once it is.";
            };
        }
        return settlement.shortage().map(SessionBill::shortage).orElse(null);
    }

    private static String shortage(Shortage shortage) {
        return "The credits did not cover this session: " + shortage.missing() + " of " + shortage.charged()
                + " charged credits are owed.";
    }
}
