package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.CallLanes.Reply;
import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Charges sessions that end on PostgreSQL, each by a string of statements that does nothing if the session has moved since it was read, or if something has come due on its account. An account moves one
 * charge at a time, and each would wait for the commit of the one before: so charges of one account that are under way at once go together, in one string and one commit. A group waits for no session
 * that somebody else holds; a charge that finds its session held, or moved, has changed nothing and answers so.
 */
final class PostgresCharging
        implements CallLanes.Work<PostgresCharging.Account, PostgresCharging.Planned, Optional<SessionReading>> {

    /** Of a session that somebody else holds, this condition waits for nobody. */
    private static final String IF_NOT_HELD = """
            and exists (
                select 1 from ${schema}.session_usage held
                where held.tenant_id = :tenant_id and held.session_id = :session_id for no key update skip locked)
            """;

    private static final String CHARGE = charge("");
    private static final String CHARGE_IF_NOT_HELD = charge(IF_NOT_HELD);

    private static final String END_AND_CHARGE =
            PostgresSql.LOCK_USAGE + PostgresSql.LOCK_HOLD + PostgresSql.LOCK_ACCOUNT + CHARGE;

    private static final String END_AND_CHARGE_IF_NOT_HELD =
            PostgresSql.LOCK_USAGE_IF_NOT_HELD + PostgresSql.LOCK_HOLD + PostgresSql.LOCK_ACCOUNT + CHARGE_IF_NOT_HELD;

    private static final String END_AND_CHARGE_NEW_ACCOUNT = PostgresSql.LOCK_USAGE
            + PostgresSql.ENSURE_ACCOUNT
            + PostgresSql.LOCK_HOLD
            + PostgresSql.LOCK_ACCOUNT
            + CHARGE;

    private static final String LOCK_GROUP = """
            select 1 from ${schema}.session_usage where tenant_id = :tenant_id and session_id = any (cast(:sessions as uuid[]))
            order by session_id for no key update skip locked;
            select 1 from ${schema}.credit_holds
            where tenant_id = :tenant_id and counselor_id = :counselor_id and session_id = any (cast(:sessions as uuid[])) and status = 'active'
            order by id for no key update;
            """ + PostgresSql.LOCK_ACCOUNT;

    private static final RepeatedSql CHARGES = new RepeatedSql(LOCK_GROUP, CHARGE_IF_NOT_HELD);

    /** Locks of session, hold and account; or of all sessions of a group, all their holds and the account. */
    private static final int LOCKS = 3;

    /** The most charges that go together. They do so by powers of two, since the database has to prepare each number of them. */
    private static final int MOST_TOGETHER = 8;

    private final Door door;

    PostgresCharging(Door door) {
        this.door = door;
    }

    private static String charge(String furtherCondition) {
        return """
                with charged as (
                    update ${schema}.session_usage set %s, rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))
                    %s and %s %s
                    returning tenant_id, session_id, counselor_id, cast(:credits_delta as numeric(19, 4)) as credits_delta),
                """.formatted(
                        SessionSql.SETTLE, PostgresSql.IF_UNCHANGED, PostgresSql.ACCOUNT_IS_READY, furtherCondition)
                + PostgresSql.END_HOLD.formatted(HoldEnd.CAPTURED.code(), ":entry_at")
                + PostgresSql.takeCredits();
    }

    /** Carries out one plan on the connection at hand, in a transaction of its own or the host's, and waits for the session as long as somebody else holds it. Empty if it has changed nothing. */
    static Optional<SessionReading> charge(Handle handle, Planned planned) {
        boolean newAccount = planned.bill().account() == null;
        return charge(
                handle,
                planned,
                newAccount ? END_AND_CHARGE_NEW_ACCOUNT : END_AND_CHARGE,
                newAccount ? LOCKS + 1 : LOCKS);
    }

    /** The same, but a session that somebody else holds is left as it is. */
    static Optional<SessionReading> chargeIfNotHeld(Handle handle, Planned planned) {
        return charge(handle, planned, END_AND_CHARGE_IF_NOT_HELD, LOCKS);
    }

    private static Optional<SessionReading> charge(Handle handle, Planned planned, String sql, int locks) {
        Query query = handle.createQuery(sql);
        planned.bind(Parameters.of(query));
        return Results.ofLast(locks + 1, query, planned::moved);
    }

    @Override
    public Predicate<Planned> gate(Account account) {
        return new Predicate<>() {
            private int together;

            @Override
            public boolean test(Planned planned) {
                return together++ < MOST_TOGETHER;
            }
        };
    }

    @Override
    public List<Reply<Account, Optional<SessionReading>>> perform(Account account, List<Planned> group) {
        List<Reply<Account, Optional<SessionReading>>> replies = new ArrayList<>(group.size());
        while (replies.size() < group.size()) {
            List<Planned> left = group.subList(replies.size(), group.size());
            replies.addAll(together(left.subList(0, Integer.highestOneBit(left.size()))));
        }
        return replies;
    }

    /** If one of them may be to blame for a failure, each is tried by itself. What was carried out before, in a string of its own, stays so. */
    private List<Reply<Account, Optional<SessionReading>>> together(List<Planned> group) {
        if (group.size() == 1) {
            return List.of(alone(group.get(0)));
        }
        try {
            return door.string("end " + group.size() + " sessions", handle -> charge(handle, group)).stream()
                    .map(PostgresCharging::answer)
                    .toList();
        } catch (InvalidInputException | LedgerStoreException e) {
            boolean apart = SqlErrors.mayConcernOneRow(e);
            return group.stream()
                    .map(planned -> apart ? alone(planned) : failure(SqlErrors.ofOne(planned.verb(), e)))
                    .toList();
        }
    }

    private Reply<Account, Optional<SessionReading>> alone(Planned planned) {
        try {
            return answer(door.string(planned.verb(), handle -> chargeIfNotHeld(handle, planned)));
        } catch (RuntimeException e) {
            return failure(e);
        }
    }

    private static Reply<Account, Optional<SessionReading>> failure(RuntimeException e) {
        return new Reply.Answer<>(() -> {
            throw e;
        });
    }

    private static Reply<Account, Optional<SessionReading>> answer(Optional<SessionReading> after) {
        return new Reply.Answer<>(() -> after);
    }

    private static List<Optional<SessionReading>> charge(Handle handle, List<Planned> group) {
        Planned first = group.get(0);
        Query query =
                CHARGES.query(handle, group.size(), (part, i) -> group.get(i).bind(part));
        query.bind("tenant_id", first.tenant().value())
                .bind("counselor_id", first.bill().usage().counselorId().value())
                .bind(
                        "sessions",
                        Bind.array(
                                "uuid",
                                group.stream()
                                        .map(planned -> planned.sessionId().value())));
        return Results.ofLast(
                LOCKS, group.size(), query, (i, row) -> group.get(i).moved(row));
    }

    /** Whose charges go one after the other. */
    record Account(TenantId tenant, CounselorId counselorId) {}

    /**
     * What is to be done about a bill.
     *
     * @param bill as it was read
     * @param plan the decision on it
     * @param charged the part of the plan that moves the account
     */
    record Planned(TenantId tenant, SessionBill bill, SettlementPlan plan, Charged charged) {

        SessionId sessionId() {
            return bill.usage().sessionId();
        }

        Account account() {
            return new Account(tenant, bill.usage().counselorId());
        }

        String verb() {
            return "end session " + sessionId();
        }

        void bind(Parameters parameters) {
            EntrySql.bindUnplaced(parameters, tenant, charged.entry(), charged.charge());
            SessionSql.bindPlan(parameters, plan)
                    .bind("session_id", sessionId().value())
                    .bind("seen", bill.usage().revision())
                    .bind("alert_id", charged.alertId().toString());
        }

        /** The session as the plan leaves it: what {@link SessionSql#SETTLE} writes, on a row that has not changed since it was read. */
        private SessionUsage settled() {
            SessionUsage seen = bill.usage();
            return new SessionUsage(
                    seen.sessionId(),
                    seen.counselorId(),
                    plan.status(),
                    seen.startedAt(),
                    plan.endedAt(),
                    seen.counted(),
                    plan.statedDuration(),
                    plan.billed(),
                    charged.charge().credits(),
                    true,
                    plan.now(),
                    null,
                    seen.rateName(),
                    seen.rateId() == null ? charged.charge().rate().id() : seen.rateId(),
                    seen.revision() + 1);
        }

        SessionReading moved(Row row) throws SQLException {
            return PostgresSettling.moved(row, settled(), charged, bill.rate(), bill.uncovered());
        }
    }
}
