package io.sessionledger.credit;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How far an alert has come on its way to somebody.
 *
 * @param status where it stands
 * @param attempts how often its delivery was begun
 * @param nextAttemptAt from when on it is to be tried (again); while somebody delivers it, when he is given up; null once it is over
 * @param endedAt when it was delivered or given up; null until then
 * @param lastError what kind of error the last failed attempt was, as the name of its class; null if none has failed
 */
public record AlertDelivery(
        Status status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant endedAt,
        @Nullable String lastError) {

    /** Where a delivery stands. */
    public enum Status {
        /** It is to be delivered, or delivered again. */
        PENDING,
        /** The channel has taken it. */
        DELIVERED,
        /** It was tried for long enough; nobody has got it. */
        GIVEN_UP;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** {@return the status as databases and JSON spell it, such as "given_up"} */
        public String code() {
            return code;
        }
    }
}
