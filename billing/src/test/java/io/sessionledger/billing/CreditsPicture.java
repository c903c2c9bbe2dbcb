package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.billing.CreditsRows.AccountRow;
import io.sessionledger.billing.CreditsRows.DebtRow;
import io.sessionledger.billing.CreditsRows.EntryRow;
import io.sessionledger.billing.CreditsRows.GrantRow;
import io.sessionledger.billing.CreditsRows.HoldRow;
import io.sessionledger.billing.CreditsRows.SessionRow;
import io.sessionledger.credit.TransactionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What can be said both of the model and of the database, in the same words: each thing that there is, and how it stands. */
final class CreditsPicture {

    private static final String NONE = "none";

    private final Map<String, String> things = new TreeMap<>();

    private CreditsPicture() {}

    static CreditsPicture of(CreditsModel model) {
        CreditsPicture picture = new CreditsPicture();
        for (int i = 0; i < model.accounts.size(); i++) {
            ModelAccount account = model.accounts.get(i);
            if (account.opened) {
                picture.addModelled(i, account);
            }
        }
        model.sessions.values().forEach(picture::addModelled);
        return picture;
    }

    private void addModelled(int counselor, ModelAccount account) {
        account(counselor, account.granted, account.used, account.held, account.overdraftLimit);
        for (int i = 0; i < account.entries.size(); i++) {
            entry(
                    counselor,
                    i + 1,
                    account.entries.get(i).type().code(),
                    account.entries.get(i).delta());
        }
        for (int i = 0; i < account.grants.size(); i++) {
            ModelGrant grant = account.grants.get(i);
            grant(counselor, i, grant.type, grant.amount, grant.remaining, grant.status.code());
        }
        for (ModelAccount.Debt debt : account.debts) {
            if (debt.unpaid.isPositive()) {
                debt(counselor, debt.entryNo, debt.unpaid);
            }
        }
    }

    private void addModelled(ModelSession session) {
        String end = session.lastHoldEnd.map(CreditsPicture::lowerCase).orElse(NONE);
        String hold = session.hold.map(Credits::toString).orElse(end);
        session(session.number, lowerCase(session.status), session.minutes * 60L, session.consumed, hold);
        if (session.isShort) {
            shortage(session.number);
        }
    }

    private static String lowerCase(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT);
    }

    static CreditsPicture of(CreditsRows rows) {
        CreditsPicture picture = new CreditsPicture();
        for (AccountRow row : rows.accounts()) {
            picture.account(row.counselor(), row.granted(), row.used(), row.held(), row.overdraftLimit());
        }
        for (EntryRow row : rows.entries()) {
            picture.entry(row.counselor(), row.number(), row.type(), row.delta());
        }
        picture.addGrants(rows.grants());
        for (DebtRow row : rows.debts()) {
            picture.debt(row.counselor(), row.entryNo(), row.unpaid());
        }
        picture.addSessions(rows);
        rows.shortages().forEach(picture::shortage);
        return picture;
    }

    private void addGrants(List<GrantRow> rows) {
        Map<Integer, Integer> given = new HashMap<>();
        for (GrantRow row : rows) {
            int index = given.merge(row.counselor(), 1, Integer::sum) - 1;
            grant(row.counselor(), index, type(row.type()), row.amount(), row.remaining(), row.status());
        }
    }

    private static TransactionType type(String code) {
        return TransactionType.valueOf(code.toUpperCase(Locale.ROOT));
    }

    /** A session's holds come in the order of age; the last one says how it stands. */
    private void addSessions(CreditsRows rows) {
        Map<Integer, String> holds = new HashMap<>();
        for (HoldRow row : rows.holds()) {
            holds.put(row.session(), row.isActive() ? row.amount().toString() : row.status());
        }
        for (SessionRow row : rows.sessions()) {
            String hold = holds.getOrDefault(row.session(), NONE);
            session(row.session(), row.status(), row.seconds(), row.consumed(), hold);
        }
    }

    private void account(int counselor, Credits granted, Credits used, Credits held, Optional<Credits> limit) {
        things.put(
                "account " + counselor,
                "granted " + granted + ", used " + used + ", held " + held + ", overdraft limit "
                        + limit.map(Credits::toString).orElse(NONE));
    }

    private void entry(int counselor, int number, String type, Credits delta) {
        things.put("entry " + counselor + "/" + number, type + " " + delta);
    }

    private void grant(
            int counselor, int index, TransactionType type, Credits amount, Credits remaining, String status) {
        things.put(
                "grant " + counselor + "/" + index,
                type.code() + " of " + amount + ", " + status + ", remaining " + remaining);
    }

    private void debt(int counselor, int entryNo, Credits unpaid) {
        things.put("debt " + counselor + "/" + entryNo, "unpaid " + unpaid);
    }

    private void session(int number, String status, long seconds, Credits consumed, String hold) {
        things.put("session " + number, status + ", " + seconds + " s, consumed " + consumed + ", hold " + hold);
    }

    private void shortage(int session) {
        things.put("shortage " + session, "alert");
    }

    /** Each thing that is not the same in the other picture. */
    List<String> differencesFrom(CreditsPicture actual) {
        if (things.equals(actual.things)) {
            return List.of();
        }
        TreeSet<String> names = new TreeSet<>(things.keySet());
        names.addAll(actual.things.keySet());
        List<String> differences = new ArrayList<>();
        for (String name : names) {
            String here = things.getOrDefault(name, NONE);
            String there = actual.things.getOrDefault(name, NONE);
            if (!here.equals(there)) {
                differences.add(name + ": the model has [" + here + "], the database [" + there + "]");
            }
        }
        return differences;
    }
}
