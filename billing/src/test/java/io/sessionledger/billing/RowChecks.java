package io.sessionledger.billing;

import static io.sessionledger.Credits.ZERO;

import io.sessionledger.Credits;
import io.sessionledger.billing.CreditsRows.AccountRow;
import io.sessionledger.billing.CreditsRows.DebtRow;
import io.sessionledger.billing.CreditsRows.EntryRow;
import io.sessionledger.billing.CreditsRows.GrantRow;
import io.sessionledger.billing.CreditsRows.HoldRow;
import io.sessionledger.billing.CreditsRows.LoggedRow;
import io.sessionledger.billing.CreditsRows.SessionRow;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What must hold for the rows as they are, whatever was done before, told from the rows alone. {@link Invariants} asks the same and more of the database; this is
 * quick enough to be asked after every operation.
 */
final class RowChecks {

    private RowChecks() {}

    static void hold(CreditsRows rows) {
        rows.sessions().forEach(session -> checkSession(rows, session));
        rows.accounts().forEach(account -> checkAccount(rows, account));
    }

    private static void checkSession(CreditsRows rows, SessionRow session) {
        int number = session.session();
        LoggedRow logged = rows.logged().stream()
                .filter(row -> row.session() == number)
                .findAny()
                .orElse(new LoggedRow(number, 0, 0));
        BrokenBooks.unless(
                logged.equals(new LoggedRow(number, session.seconds(), session.analyses())),
                "I1: counters are not the sums of the logs",
                session + " " + logged);
        Credits entries = sum(rows.entries(), entry -> entry.session() == number, EntryRow::delta);
        BrokenBooks.unless(
                entries.negated().equals(session.consumed()),
                "I2: the entries of a session are not what it consumed",
                session + " " + entries);
        Credits due = Credits.of((session.billedSeconds() + 59) / 60);
        BrokenBooks.unless(session.consumed().compareTo(due) <= 0, "I2: charged more than is due", session);
        boolean dropped =
                session.status().equals("cancelled") || session.status().equals("failed");
        BrokenBooks.unless(!dropped || session.consumed().isZero(), "I6: charged for what was called off", session);
        boolean ended = !session.status().equals("in_progress");
        BrokenBooks.unless(
                !ended || rows.activeHolds().stream().noneMatch(hold -> hold.session() == number),
                "I4: a session that is over holds credits",
                session);
    }

    private static void checkAccount(CreditsRows rows, AccountRow account) {
        int counselor = account.counselor();
        checkEntries(
                account,
                rows.entries().stream()
                        .filter(row -> row.counselor() == counselor)
                        .toList());
        Credits held = sum(rows.activeHolds(), row -> row.counselor() == counselor, HoldRow::amount);
        BrokenBooks.unless(held.equals(account.held()), "I4: held is not the sum of the holds", account + " " + held);
        Credits remaining = sum(
                rows.grants(),
                row -> row.counselor() == counselor && row.status().equals("active"),
                GrantRow::remaining);
        BrokenBooks.unless(
                remaining.equals(most(ZERO, account.balance())),
                "I10: what remains in grants is not the balance",
                account + " " + remaining);
        Credits owed = sum(rows.debts(), row -> row.counselor() == counselor, DebtRow::unpaid);
        BrokenBooks.unless(
                owed.equals(most(ZERO, account.balance().negated())),
                "I10: what is owed is not what the balance lacks",
                account + " " + owed);
    }

    private static void checkEntries(AccountRow account, List<EntryRow> entries) {
        Credits balance = ZERO;
        Instant last = Instant.MIN;
        int number = 0;
        for (EntryRow entry : entries) {
            balance = balance.plus(entry.delta());
            BrokenBooks.unless(entry.number() == ++number, "I3: entries are not numbered without a gap", entry);
            BrokenBooks.unless(entry.balanceAfter().equals(balance), "I3: an entry's balance is wrong", entry);
            BrokenBooks.unless(!entry.at().isBefore(last), "I3: an entry is older than the one before", entry);
            last = entry.at();
        }
        BrokenBooks.unless(
                account.entries() == number && account.balance().equals(balance),
                "I3: the account is not the sum of its entries",
                account + " " + balance);
    }

    /** A hold ends once: what has ended stays as it is. */
    static void endedHoldsStayEnded(CreditsRows before, CreditsRows after) {
        for (HoldRow hold : before.holds()) {
            BrokenBooks.unless(
                    hold.isActive() || after.holds().contains(hold), "I4: a hold that had ended has changed", hold);
        }
    }

    private static <R> Credits sum(List<R> rows, Predicate<R> which, Function<R, Credits> figure) {
        return rows.stream().filter(which).map(figure).reduce(ZERO, Credits::plus);
    }

    private static Credits most(Credits one, Credits other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
