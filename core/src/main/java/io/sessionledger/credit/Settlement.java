package io.sessionledger.credit;

import static java.util.Objects.requireNonNull;

import io.sessionledger.Credits;
import io.sessionledger.session.SessionUsage;
import java.util.Optional;

/** How a session's bill stands after a verb that ends or settles it. */
public sealed interface Settlement {

    /** {@return the session's usage row} */
    SessionUsage usage();

    /** {@return whether this is the answer of an earlier call, and this one changed nothing} */
    boolean replayed();

    /**
     * {@return the ledger entry of the charge, if there is one; of a session charged as it went the last one, whose delta is only the last step, or what was
     * given back, while its {@link CreditLog#charge()} is the whole}
     */
    default Optional<CreditLog> receipt() {
        return Optional.empty();
    }

    /** {@return what the account did not cover of the charge, if anything} */
    default Optional<Shortage> shortage() {
        return Optional.empty();
    }

    /**
     * The session was charged.
     *
     * @param usage the session's usage row
     * @param entry the ledger entry of the charge; if it was charged in steps, the last one, whose charge is the whole
     * @param account the account as it is now
     * @param uncovered how much of what it was charged the account did not cover at the time, whatever has been repaid or refunded since
     * @param replayed whether an earlier call charged it
     */
    record Charged(SessionUsage usage, CreditLog entry, CreditAccount account, Credits uncovered, boolean replayed)
            implements Settlement {

        /** {@return what the session was charged altogether, and how that came about} */
        public Charge charge() {
            return requireNonNull(entry.charge(), "the entry of a charge says how it came about");
        }

        @Override
        public Optional<CreditLog> receipt() {
            return Optional.of(entry);
        }

        @Override
        public Optional<Shortage> shortage() {
            if (!uncovered.isPositive()) {
                return Optional.empty();
            }
            Credits charged = charge().credits();
            // of a session charged as it went, which its end made cheaper, more may have been uncovered than was
            // charged
            return Optional.of(new Shortage(charged, uncovered.compareTo(charged) < 0 ? uncovered : charged));
        }
    }

    /**
     * The session is over and nothing is charged for it.
     *
     * @param usage the session's usage row
     * @param reason why not
     * @param replayed whether an earlier call settled it
     */
    record NotCharged(SessionUsage usage, Reason reason, boolean replayed) implements Settlement {

        /** Why nothing is charged. */
        public enum Reason {
            /** The rate makes nothing of what was used. */
            NOTHING_DUE,
            /** The policy charges nothing. */
            USAGE_ONLY,
            /** The session was cancelled or failed. */
            NOT_COMPLETED
        }
    }

    /**
     * The session is over, but could not be rated; it stays unsettled, and an alert was written.
     *
     * @param usage the session's usage row
     * @param reason why not
     * @param replayed whether the session had been over before this call
     */
    record Unrated(SessionUsage usage, UnratedReason reason, boolean replayed) implements Settlement {}
}
