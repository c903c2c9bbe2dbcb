package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.session.SessionUsage;
import java.util.List;
import java.util.Optional;

/** What a request about credits did. A repeat under the same key gets the first entry, with grant, session and account as they are now. */
public sealed interface CreditReceipt {

    /** {@return the ledger entry; empty if no credits have moved yet, or ever will} */
    Optional<CreditLog> receipt();

    /** {@return the account as it is now} */
    CreditAccount account();

    /** {@return whether the key had been used before, for the same request, so that nothing changed} */
    boolean replayed();

    /**
     * Credits were granted.
     *
     * @param grant the grant as it is now
     * @param entry its ledger entry; empty until it takes effect
     * @param account the account as it is now
     * @param replayed whether it had been given before
     */
    record Granted(CreditGrant grant, Optional<CreditLog> entry, CreditAccount account, boolean replayed)
            implements CreditReceipt {

        @Override
        public Optional<CreditLog> receipt() {
            return entry;
        }
    }

    /**
     * An account was corrected.
     *
     * @param entry its ledger entry
     * @param account the account as it is now
     * @param replayed whether it had been corrected before
     */
    record Adjusted(CreditLog entry, CreditAccount account, boolean replayed) implements CreditReceipt {

        @Override
        public Optional<CreditLog> receipt() {
            return Optional.of(entry);
        }
    }

    /**
     * A session's charge was given back.
     *
     * @param entry its ledger entry
     * @param usage the session as it is now
     * @param returned where the credits went, which may at once have repaid debts of other sessions; less than the refund by what was forgiven because no grant had paid it yet
     * @param account the account as it is now
     * @param replayed whether it had been given back before
     */
    record Refunded(
            CreditLog entry, SessionUsage usage, List<Returned> returned, CreditAccount account, boolean replayed)
            implements CreditReceipt {

        /**
         * Copies the list.
         *
         * @param entry its ledger entry
         * @param usage the session as it is now
         * @param returned where the credits went
         * @param account the account as it is now
         * @param replayed whether it had been given back before
         */
        public Refunded {
            returned = List.copyOf(returned);
        }

        @Override
        public Optional<CreditLog> receipt() {
            return Optional.of(entry);
        }

        /** {@return how much could not go back to the grants that had paid, since these have ended, and was given as a grant that never expires} */
        public Credits compensated() {
            return returned.stream()
                    .filter(Returned::compensation)
                    .map(Returned::amount)
                    .reduce(Credits.ZERO, Credits::plus);
        }
    }

    /**
     * Some credits that a refund gave back.
     *
     * @param grantId where they went
     * @param amount how many
     * @param compensation whether that is a new grant, in place of one that has ended
     */
    record Returned(GrantId grantId, Credits amount, boolean compensation) {}

    /**
     * A recurring grant was set up, or ended.
     *
     * @param grant the recurring grant as it is now
     * @param account the account as it is now
     * @param replayed whether it had been so before
     */
    record Recurring(RecurringGrant grant, CreditAccount account, boolean replayed) implements CreditReceipt {

        /** {@return nothing: each period's grant has an entry of its own} */
        @Override
        public Optional<CreditLog> receipt() {
            return Optional.empty();
        }
    }

    /**
     * A grant was ended.
     *
     * @param grant the grant as it is now
     * @param entry the ledger entry that took what was left; empty if it had not taken effect
     * @param account the account as it is now
     * @param replayed whether it had been ended before
     */
    record Voided(CreditGrant grant, Optional<CreditLog> entry, CreditAccount account, boolean replayed)
            implements CreditReceipt {

        @Override
        public Optional<CreditLog> receipt() {
            return entry;
        }
    }
}
