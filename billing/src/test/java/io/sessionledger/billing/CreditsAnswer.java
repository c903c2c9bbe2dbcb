package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.Settlement.NotCharged.Reason;

/** What came of an operation, reduced to what a model can foretell. */
sealed interface CreditsAnswer {

    CreditsAnswer DONE = new Done();

    record Done() implements CreditsAnswer {}

    record Granted(GrantStatus status, Credits remaining) implements CreditsAnswer {}

    record Swept(int startedGrants, int expiredHolds) implements CreditsAnswer {}

    record Admitted(Credits held) implements CreditsAnswer {}

    record Refused(Credits missing, Credits available, Credits held) implements CreditsAnswer {}

    record Recorded(boolean late) implements CreditsAnswer {}

    record Charged(Credits credits, boolean replayed) implements CreditsAnswer {}

    record NotCharged(Reason reason, boolean replayed) implements CreditsAnswer {}

    record Refunded(Credits compensated) implements CreditsAnswer {}

    /** An exception of the ledger's own; the field only where the input was at fault. */
    record Thrown(String exception, String field) implements CreditsAnswer {

        static Thrown of(Class<? extends SessionLedgerException> exception) {
            return new Thrown(exception.getSimpleName(), "");
        }

        static Thrown invalid(String field) {
            return new Thrown(InvalidInputException.class.getSimpleName(), field);
        }

        static Thrown of(SessionLedgerException thrown) {
            return thrown instanceof InvalidInputException invalid ? invalid(invalid.field()) : of(thrown.getClass());
        }
    }
}
