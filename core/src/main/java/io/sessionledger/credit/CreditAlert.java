package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something about credits that a person should look at. Written in the same step as what caused it, and delivered afterwards.
 *
 * @param id the alert; the same however often it is delivered
 * @param kind what happened
 * @param counselorId whose account or session it is about
 * @param sessionId the session; null if none caused it
 * @param threshold what was crossed: the level of the balance, or the large charge; null for kinds that cross none
 * @param amount what crossed it: the balance after, or what the session was charged; of a shortage the balance after; null for other kinds
 * @param model the model that has no price; null for other kinds
 * @param createdAt when
 * @param delivery how far it has come on its way to somebody
 */
public record CreditAlert(
        UUID id,
        Kind kind,
        CounselorId counselorId,
        @Nullable SessionId sessionId,
        @Nullable Credits threshold,
        @Nullable Credits amount,
        @Nullable String model,
        Instant createdAt,
        AlertDelivery delivery) {

    /** What an alert is about. */
    public enum Kind {
        /** A charge was not covered; the balance is negative. Once for each session. */
        SHORTAGE,
        /** A completed session could not be rated and waits to be settled. Once for each session. */
        UNRATED_SESSION,
        /** The balance has sunk below a level of more than zero. Once for each time it does. */
        LOW_BALANCE,
        /** The balance has sunk below a level of zero or less. Once for each time it does. */
        NEGATIVE_BALANCE,
        /** A session was charged as much as is called large, or more. Once for each session. */
        LARGE_CHARGE,
        /** A session that completed has used a model that the ledger's prices do not know. Once for each model and day (UTC). */
        UNPRICED_MODEL;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** {@return the kind as databases and JSON spell it, such as "unrated_session"} */
        public String code() {
            return code;
        }

        /**
         * {@return the kind of an alert about a level of the balance}
         *
         * @param level the level
         */
        public static Kind below(Credits level) {
            return level.isPositive() ? LOW_BALANCE : NEGATIVE_BALANCE;
        }
    }
}
