package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.session.SessionUsage;
import java.time.Instant;
import java.util.Optional;

/** Whether work on a running session may go on. */
public sealed interface AdmitOutcome {

    /** {@return the session as it stood} */
    SessionUsage usage();

    /** {@return whether the work may go on} */
    boolean admitted();

    /** {@return what is set aside for the session, if anything is} */
    Optional<CreditHold> hold();

    /**
     * The work may go on.
     *
     * @param usage the session as it stood
     * @param hold what is set aside for it; empty under terms that only warn, and where nothing is due or the price is not known
     */
    record Admitted(SessionUsage usage, Optional<CreditHold> hold) implements AdmitOutcome {

        @Override
        public boolean admitted() {
            return true;
        }
    }

    /**
     * The credits do not cover the work. Nothing was changed; what was set aside before still is.
     *
     * @param usage the session as it stood
     * @param hold what is set aside for it; empty if nothing is
     * @param missing how many credits more it would have taken
     * @param available what the account can spend; neither overdraft nor what this session already holds is in it; negative if it is overdrawn
     * @param moreAt when more credits come, as far as that is known: when the next grant takes effect that is announced; empty if none is
     */
    record Refused(
            SessionUsage usage, Optional<CreditHold> hold, Credits missing, Credits available, Optional<Instant> moreAt)
            implements AdmitOutcome {

        @Override
        public boolean admitted() {
            return false;
        }
    }
}
