package io.sessionledger.jdbc;

import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Charges a session that ends on PostgreSQL, by a string of statements that does nothing if the session has moved since it was read, or if something has come due on its account. */
final class PostgresCharging {

    private static final String CHARGE =
            """
            with charged as (
                update ${schema}.session_usage set %s, rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))
                %s and %s
                returning tenant_id, session_id, counselor_id, credits_consumed, cast(:credits_delta as numeric(19, 4)) as credits_delta),
            """.formatted(SessionSql.SETTLE, PostgresSql.IF_UNCHANGED, PostgresSql.ACCOUNT_IS_READY)
                    + PostgresSql.END_HOLD.formatted(HoldEnd.CAPTURED.code(), ":entry_at")
                    + PostgresSql.takeCredits();

    private static final Work END_AND_CHARGE =
            Work.of(PostgresSql.LOCK_USAGE, PostgresSql.LOCK_HOLD, PostgresSql.LOCK_ACCOUNT, CHARGE);

    private static final Work END_AND_CHARGE_NEW_ACCOUNT = Work.of(
            PostgresSql.LOCK_USAGE,
            PostgresSql.ENSURE_ACCOUNT,
            PostgresSql.LOCK_HOLD,
            PostgresSql.LOCK_ACCOUNT,
            CHARGE);

    private PostgresCharging() {}

    /** Carries out one plan, in a transaction of its own or the host's, and waits for the session as long as somebody else holds it. Empty if it has changed nothing. */
    static Optional<SessionReading> charge(Handle handle, SessionCharge charge) {
        boolean newAccount = charge.bill().account() == null;
        Work work = newAccount ? END_AND_CHARGE_NEW_ACCOUNT : END_AND_CHARGE;
        boolean alertsUnpriced = charge.plan().alertsUnpriced();
        Query query = handle.createQuery(alertsUnpriced ? work.alertingUnpriced() : work.sql());
        Parameters parameters = Parameters.of(query);
        EntrySql.bindUnplaced(
                parameters,
                charge.tenant(),
                charge.charged().entry(),
                charge.charged().charge());
        SessionSql.bindPlan(parameters, charge.plan())
                .bind("session_id", charge.sessionId().value())
                .bind("seen", (Long) charge.bill().usage().revision())
                .bind("alert_id", charge.charged().alertId().toString());
        if (alertsUnpriced) {
            parameters.bind("unpriced_day", AlertSql.unpricedDay(charge.plan()));
        }
        return Results.ofLast(
                alertsUnpriced ? work.statements() + 1 : work.statements(),
                query,
                row -> PostgresSettling.moved(
                        row,
                        charge.settled(),
                        charge.charged(),
                        charge.bill().rate(),
                        charge.bill().uncovered()));
    }

    /** A string of statements, and the same with one more before the last, which alerts of models without a price. */
    private record Work(String sql, String alertingUnpriced, int statements) {

        static Work of(String... statements) {
            String last = statements[statements.length - 1];
            String locks = String.join("", List.of(statements).subList(0, statements.length - 1));
            return new Work(locks + last, locks + AlertSql.UNPRICED_OF_UNCHANGED + last, statements.length);
        }
    }
}
