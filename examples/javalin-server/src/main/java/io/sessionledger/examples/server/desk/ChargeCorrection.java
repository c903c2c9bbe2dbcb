package io.sessionledger.examples.server.desk;

import io.sessionledger.credit.RepricedSession;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A session whose charge another rate changes, as it is answered.
 *
 * @param sessionId the session
 * @param counselorId whose account is charged
 * @param startedAt when it started
 * @param oldCharge what it was charged altogether
 * @param newCharge what it is charged by the other rate
 * @param difference what that takes from the account; negative if it gives back
 */
public record ChargeCorrection(
        UUID sessionId,
        UUID counselorId,
        Instant startedAt,
        BigDecimal oldCharge,
        BigDecimal newCharge,
        BigDecimal difference) {

    /**
     * {@return the session, as it is answered}
     *
     * @param session the session
     */
    public static ChargeCorrection of(RepricedSession session) {
        return new ChargeCorrection(
                session.sessionId().value(),
                session.counselorId().value(),
                session.startedAt(),
                session.oldCharge().value(),
                session.newCharge().value(),
                session.difference().value());
    }
}
