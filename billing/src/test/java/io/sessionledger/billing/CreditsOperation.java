package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.credit.GrantType;
import java.time.Duration;
import java.util.Optional;

/**
 * One thing that a host does with a tenant's credits. Counselors and sessions go by number, and a session starts when it is first named, so that an operation
 * keeps its meaning when others are left out.
 */
sealed interface CreditsOperation {

    CreditsAnswer doneBy(CreditsVerbs verbs);

    /** Time passes. */
    record Jump(Duration by) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.jump(this);
        }
    }

    /** Credits come, perhaps later and perhaps for a while only; both are counted from now. */
    record Grant(
            int counselor,
            GrantType type,
            Credits amount,
            int priority,
            Optional<Duration> startsIn,
            Optional<Duration> expiresIn)
            implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.grant(this);
        }
    }

    record Sweep(int counselor) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.sweep(this);
        }
    }

    record Admit(int session, int minutes) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.admit(this);
        }
    }

    /** An analysis of some minutes is recorded. */
    record Work(int session, int minutes) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.work(this);
        }
    }

    /** With the recorded time that the host states, if it states one. */
    record Complete(int session, Optional<Integer> statedMinutes) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.complete(this);
        }
    }

    record Cancel(int session) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.cancel(this);
        }
    }

    record Fail(int session) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.fail(this);
        }
    }

    /** Of the whole charge, unless an amount is stated. */
    record Refund(int session, Optional<Credits> amount) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.refund(this);
        }
    }

    record Adjust(int counselor, Credits amount) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.adjust(this);
        }
    }

    /** Of the account's grants in the order in which they were given the one at an index, counted round and round. */
    record VoidAt(int counselor, int index) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.voidAt(this);
        }
    }

    record LimitOverdraft(int counselor, Optional<Credits> limit) implements CreditsOperation {
        @Override
        public CreditsAnswer doneBy(CreditsVerbs verbs) {
            return verbs.limitOverdraft(this);
        }
    }
}
