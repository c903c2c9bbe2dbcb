package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Something about credits that a person should look at. Written in the same step as what caused it.
 *
 * @param id the alert
 * @param kind what happened
 * @param counselorId whose session it was
 * @param sessionId the session; there is one alert of a kind for each
 * @param createdAt when
 */
public record CreditAlert(UUID id, Kind kind, CounselorId counselorId, SessionId sessionId, Instant createdAt) {

    /** What an alert is about. */
    public enum Kind {
        /** A charge was not covered; the balance is negative. */
        SHORTAGE,
        /** A completed session could not be rated and waits to be settled. */
        UNRATED_SESSION;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** {@return the kind as databases and JSON spell it, such as "unrated_session"} */
        public String code() {
            return code;
        }
    }
}
