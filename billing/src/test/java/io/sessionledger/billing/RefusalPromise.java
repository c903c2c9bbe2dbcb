package io.sessionledger.billing;

import static io.sessionledger.Credits.ZERO;

import io.sessionledger.Credits;
import io.sessionledger.billing.CreditsRows.AccountRow;
import io.sessionledger.billing.CreditsRows.HoldRow;
import io.sessionledger.billing.CreditsRows.SessionRow;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * I5, what terms that refuse promise: a hold covers its session as long as this keeps to what was admitted, and an account is overdrawn beyond its limit only by
 * what nobody asked about before.
 */
final class RefusalPromise {

    private final CreditsTestTerms terms;

    /** Up to how many credits in all each hold's session was admitted. */
    private final Map<UUID, Credits> admitted = new HashMap<>();

    RefusalPromise(CreditsTestTerms terms) {
        this.terms = terms;
    }

    void check(CreditsRows before, CreditsOperation operation, CreditsAnswer answer, CreditsRows after) {
        if (!terms.refuses) {
            return;
        }
        if (operation instanceof CreditsOperation.Admit admit && answer instanceof CreditsAnswer.Admitted) {
            noteAdmission(after, admit);
        }
        after.activeHolds().forEach(hold -> checkHold(after, hold));
        if (!mayOverdraw(before, operation, after)) {
            after.accounts().forEach(account -> checkLimit(before, operation, account));
        }
    }

    private void noteAdmission(CreditsRows rows, CreditsOperation.Admit admit) {
        SessionRow session = rows.session(admit.session()).orElseThrow();
        Credits due = due(session).plus(Credits.of(admit.minutes()));
        for (HoldRow hold : rows.activeHolds()) {
            if (hold.session() == admit.session()) {
                admitted.merge(hold.id(), due, (one, other) -> one.compareTo(other) >= 0 ? one : other);
            }
        }
    }

    private void checkHold(CreditsRows rows, HoldRow hold) {
        SessionRow session = rows.session(hold.session()).orElseThrow();
        Credits due = due(session);
        boolean within = due.compareTo(admitted.getOrDefault(hold.id(), ZERO)) <= 0;
        BrokenBooks.unless(
                !within || session.consumed().plus(hold.amount()).compareTo(due) >= 0,
                "I5: a hold does not cover what was admitted",
                session + " " + hold);
    }

    private void checkLimit(CreditsRows before, CreditsOperation operation, AccountRow account) {
        Credits was = before.account(account.counselor()).map(this::beyondLimit).orElse(ZERO);
        BrokenBooks.unless(
                was.isPositive() || !beyondLimit(account).isPositive(),
                "I5: an account was overdrawn by " + operation.getClass().getSimpleName(),
                "by " + beyondLimit(account) + " of " + account);
    }

    private Credits beyondLimit(AccountRow account) {
        Credits limit = account.overdraftLimit().orElse(terms.overdraftLimit());
        return account.held().minus(account.balance()).minus(limit);
    }

    private static boolean mayOverdraw(CreditsRows before, CreditsOperation operation, CreditsRows after) {
        if (operation instanceof CreditsOperation.Work work) {
            return chargedBeyondHold(before, work.session(), after);
        }
        if (operation instanceof CreditsOperation.Complete complete) {
            return chargedBeyondHold(before, complete.session(), after);
        }
        return operation instanceof CreditsOperation.VoidAt
                || operation instanceof CreditsOperation.LimitOverdraft
                || (operation instanceof CreditsOperation.Adjust adjust
                        && adjust.amount().isNegative());
    }

    private static boolean chargedBeyondHold(CreditsRows before, int session, CreditsRows after) {
        Credits charged = consumed(after, session).minus(consumed(before, session));
        Credits held = before.activeHolds().stream()
                .filter(hold -> hold.session() == session)
                .map(HoldRow::amount)
                .reduce(ZERO, Credits::plus);
        return charged.compareTo(held) > 0;
    }

    private static Credits consumed(CreditsRows rows, int session) {
        return rows.session(session).map(SessionRow::consumed).orElse(ZERO);
    }

    private static Credits due(SessionRow session) {
        return Credits.of((session.seconds() + 59) / 60);
    }
}
