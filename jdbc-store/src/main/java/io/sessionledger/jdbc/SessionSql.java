package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UnchargedReason;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** What the two session trackers have in common: the statements that both databases understand, and their parameters. */
final class SessionSql {

    /** The version of a rate in force at a session's start. */
    static final String RATE_IN_FORCE = """
            (select v.id from ${schema}.credit_rates v
             where v.tenant_id = %1$s.tenant_id and v.name = %1$s.rate_name and v.effective_from <= %1$s.started_at
             order by v.effective_from desc, v.version desc limit 1)
            """;

    /** A session's ledger entries. By their order PostgreSQL finds the index that they are in, even if it has no statistics yet. */
    static final String ENTRIES = entriesOf(":session_id");

    /** How much of a session's charges no grant covered when they were made. */
    static final String UNCOVERED = uncovered(ENTRIES);

    private static final Map<Database, String> READ_BILL = Map.of(
            Database.POSTGRESQL, readBill(Database.POSTGRESQL, UNCOVERED) + "= :session_id",
            Database.H2, readBill(Database.H2, UNCOVERED) + "= :session_id");

    /** Compares with several sessions on PostgreSQL. */
    static final String ANY_SESSION = ArraySql.anyOf("sessions", "uuid");

    /** The bills of several sessions on PostgreSQL. */
    static final String READ_BILLS =
            readBill(Database.POSTGRESQL, uncovered(entriesOf("u.session_id"))) + "= " + ANY_SESSION;

    /** Bills that say nothing of what no grant covered; to be followed by the sessions whose they are. */
    static String readBillsWithoutDebts(Database database) {
        return readBill(database, "0");
    }

    private static String entriesOf(String session) {
        return """
                (select o.* from ${schema}.credit_logs o
                 where o.tenant_id = :tenant_id and o.session_id = %s
                 order by o.entry_no offset 0 rows)
                """.formatted(session);
    }

    private static String uncovered(String entries) {
        return """
                coalesce((
                    select sum(d.amount) from %s e
                    join ${schema}.credit_debts d on d.tenant_id = e.tenant_id and d.entry_id = e.id), 0)
                """.formatted(entries);
    }

    private static String readBill(Database database, String uncovered) {
        return """
                select %s, %s, %s, %s, %s as uncovered
                from ${schema}.session_usage u
                %s
                %s
                %s
                where u.tenant_id = :tenant_id and u.session_id \
                """.formatted(
                SessionUsageRow.COLUMNS.prefixed("u"),
                CreditRateRow.COLUMNS.prefixed("r"),
                CreditAccountRow.COLUMNS.prefixed("a"),
                CreditLogRow.COLUMNS.prefixed("f"),
                uncovered,
                database.leftJoinOne(
                        "credit_rates",
                        "r",
                        "r.tenant_id = u.tenant_id and r.id = coalesce(u.rate_id, %s)"
                                .formatted(RATE_IN_FORCE.formatted("u"))),
                database.leftJoinOne(
                        "credit_accounts", "a", "a.tenant_id = u.tenant_id and a.counselor_id = u.counselor_id"),
                database.leftJoinOne("credit_logs", "f", """
                                f.tenant_id = u.tenant_id and f.id = (
                                    select x.id from ${schema}.credit_logs x
                                    where x.tenant_id = u.tenant_id and x.session_id = u.session_id and x.calculation is not null
                                    order by x.entry_no desc limit 1)"""));
    }

    /** The assignments of a usage row that a plan ends or settles. */
    static final String SETTLE = """
            status = :status, completed_at = :ended_at, stated_duration_seconds = :stated_duration_seconds,
            billed_duration_seconds = :billed_duration_seconds, billed_analysis_count = :billed_analysis_count,
            billed_prompt_tokens = :billed_prompt_tokens, billed_cached_tokens = :billed_cached_tokens,
            billed_completion_tokens = :billed_completion_tokens, billed_cost_usd = :billed_cost_usd,
            billed_unpriced_count = :billed_unpriced_count,
            credits_consumed = coalesce(cast(:credits_consumed as numeric(19, 4)), credits_consumed),
            credit_deducted = :credit_deducted,
            credit_deducted_at = case when :credit_deducted then cast(:decided_at as timestamp with time zone) end,
            uncharged_reason = :uncharged_reason, revision = revision + 1
            """;

    private SessionSql() {}

    static <S extends SqlStatement<S>> S bindKey(S statement, TenantId tenant, SessionId sessionId) {
        return statement.bind("tenant_id", tenant.value()).bind("session_id", sessionId.value());
    }

    static <S extends SqlStatement<S>> S bindStart(
            S statement, TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return bindKey(statement, tenant, start.sessionId())
                .bind("counselor_id", start.counselorId().value())
                .bind("started_at", Bind.instant(start.startedAt().orElse(now)))
                .bind("now", Bind.instant(now))
                .bind("rate_name", start.rateName().orElse(StartSession.STANDARD_RATE))
                .bind("charges", terms.charges());
    }

    @CanIgnoreReturnValue
    static Parameters bindPlan(Parameters parameters, SettlementPlan plan) {
        UnchargedReason uncharged = SessionPlans.unchargedReason(plan);
        Credits consumed = SessionPlans.consumed(plan);
        boolean frozen = plan.billed() != null;
        UsageFigures billed = plan.billed() == null ? UsageFigures.NONE : plan.billed();
        return parameters
                .bind("status", plan.status().code())
                .bind("ended_at", plan.endedAt())
                .bind("stated_duration_seconds", Bind.seconds(plan.statedDuration()))
                .bind("billed_duration_seconds", frozen ? Bind.seconds(billed.duration()) : null)
                .bind("billed_analysis_count", frozen ? (Long) billed.analysisCount() : null)
                .bind("billed_prompt_tokens", frozen ? (Long) billed.tokens().promptTokens() : null)
                .bind("billed_cached_tokens", frozen ? (Long) billed.tokens().cachedTokens() : null)
                .bind(
                        "billed_completion_tokens",
                        frozen ? (Long) billed.tokens().completionTokens() : null)
                .bind("billed_cost_usd", frozen ? billed.estimatedCost().value() : null)
                .bind("billed_unpriced_count", frozen ? (Long) billed.unpricedAnalysisCount() : null)
                .bind("credits_consumed", consumed == null ? null : consumed.value())
                .bind("credit_deducted", SessionPlans.settles(plan))
                .bind("decided_at", plan.now())
                .bind("uncharged_reason", uncharged == null ? null : uncharged.code());
    }

    static SessionReading read(Database database, Handle handle, TenantId tenant, SessionId sessionId) {
        return bindKey(handle.createQuery(READ_BILL.get(database)), tenant, sessionId)
                .map((result, context) -> reading(Row.of(result)))
                .findOne()
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }

    static SessionReading reading(Row row) throws SQLException {
        Row rate = row.of("r");
        Row account = row.of("a");
        Row fee = row.of("f");
        AccountHead head = account.has("counselor_id") ? CreditAccountRow.head(account) : null;
        SessionBill bill = new SessionBill(
                SessionUsageRow.map(row.of("u")),
                rate.has("id") ? CreditRateRow.map(rate) : null,
                head == null ? null : head.account(),
                fee.has("id") ? CreditLogRow.map(fee, null) : null,
                row.credits("uncovered"));
        return new SessionReading(bill, head);
    }

    /** A bill as it was read, with the head of its account; null if there is none. */
    record SessionReading(SessionBill bill, @Nullable AccountHead head) {

        /** Whether something has to be posted on the account before it moves. */
        boolean isDue(Instant now) {
            return head != null && head.isDue(now);
        }
    }
}
