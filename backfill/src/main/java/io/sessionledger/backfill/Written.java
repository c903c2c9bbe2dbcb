package io.sessionledger.backfill;

import io.sessionledger.jdbc.PastOutcome;
import io.sessionledger.jdbc.PastOutcome.State;
import org.jspecify.annotations.Nullable;

/**
 * What has become of a part of a session.
 *
 * @param outcome null if the ledger could not take it
 * @param refusedField which field could not be stored, if so
 * @param balanced whether the session's usage is the sum of its logs
 */
record Written(Part part, @Nullable PastOutcome outcome, String refusedField, boolean balanced) {

    Written balanced(boolean balanced) {
        return new Written(part, outcome, refusedField, balanced);
    }

    void countInto(Tally tally) {
        if (!balanced) {
            tally.odd(part.key(), OddEntry.WHOLE_SESSION, Oddity.UNBALANCED, "");
        }
        if (outcome == null) {
            refuse(tally, Oddity.UNSTORABLE, refusedField);
        } else if (outcome.state() == State.RUNNING) {
            refuse(tally, Oddity.RUNNING, "");
        } else {
            tally.sessionsTaken += part.isFirst() ? 1 : 0;
            tally.taken += part.analyses().size();
            tally.written += outcome.written();
            tally.alreadyThere += outcome.alreadyThere();
            outcome.different().forEach(id -> tally.odd(part.key(), part.position(id), Oddity.DIFFERENT, ""));
            countCredits(tally, outcome);
        }
    }

    private void refuse(Tally tally, Oddity why, String field) {
        part.analyses().forEach(analysis -> tally.odd(part.key(), part.position(analysis.id()), why, field));
    }

    private void countCredits(Tally tally, PastOutcome outcome) {
        switch (outcome.credits()) {
            case NONE, ALREADY_THERE -> {}
            case ENTERED -> {
                tally.settledSessions++;
                tally.creditsEntered = tally.creditsEntered.plus(part.credits());
            }
            case LEFT -> tally.odd(part.key(), OddEntry.WHOLE_SESSION, Oddity.CREDITS_LEFT, "credits");
        }
    }
}
