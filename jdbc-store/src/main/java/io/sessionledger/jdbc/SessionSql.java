package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/** What the two session trackers have in common: the statements that both databases understand, and their parameters. */
final class SessionSql {

    /** The version of a rate in force at a session's start. */
    static final String RATE_IN_FORCE = """
            (select v.id from credit_rates v
             where v.tenant_id = %1$s.tenant_id and v.name = %1$s.rate_name and v.effective_from <= %1$s.started_at
             order by v.effective_from desc, v.version desc limit 1)
            """;

    private static final String READ_BILL = """
            select %s, %s, %s, %s
            from session_usage u
            left join credit_rates r
                on r.tenant_id = u.tenant_id and r.id = coalesce(u.rate_id, %s)
            left join credit_accounts a on a.tenant_id = u.tenant_id and a.counselor_id = u.counselor_id
            left join credit_logs f on f.tenant_id = u.tenant_id and f.idempotency_key = :fee_key
            where u.tenant_id = :tenant_id and u.session_id = :session_id
            """.formatted(
                    SessionUsageRow.COLUMNS.prefixed("u"),
                    CreditRateRow.COLUMNS.prefixed("r"),
                    CreditAccountRow.COLUMNS.prefixed("a"),
                    CreditLogRow.COLUMNS.prefixed("f"),
                    RATE_IN_FORCE.formatted("u"));

    /** The assignments of a usage row to which one analysis is added. Without the casts H2 takes a figure beside 0 for an integer. */
    static final String ADD_ANALYSIS = """
            duration_seconds = s.duration_seconds + coalesce(cast(:duration_seconds as numeric(12, 3)), 0),
            analysis_count = s.analysis_count + 1,
            total_prompt_tokens = s.total_prompt_tokens + coalesce(cast(:prompt_tokens as bigint), 0),
            total_cached_tokens = s.total_cached_tokens + coalesce(cast(:cached_tokens as bigint), 0),
            total_completion_tokens = s.total_completion_tokens + coalesce(cast(:completion_tokens as bigint), 0),
            total_tokens = s.total_tokens + coalesce(cast(:total_tokens as bigint), 0),
            estimated_cost_usd = s.estimated_cost_usd + coalesce(cast(:estimated_cost_usd as numeric(18, 10)), 0),
            unpriced_analysis_count = s.unpriced_analysis_count + case when :unpriced then 1 else 0 end,
            revision = s.revision + 1
            """;

    /** The assignments of a usage row that a plan ends or settles. */
    static final String SETTLE = """
            status = :status, completed_at = :ended_at, stated_duration_seconds = :stated_duration_seconds,
            billed_duration_seconds = :billed_duration_seconds, billed_analysis_count = :billed_analysis_count,
            billed_prompt_tokens = :billed_prompt_tokens, billed_cached_tokens = :billed_cached_tokens,
            billed_completion_tokens = :billed_completion_tokens, billed_cost_usd = :billed_cost_usd,
            billed_unpriced_count = :billed_unpriced_count, credits_consumed = :credits_consumed,
            credit_deducted = :credit_deducted, credit_deducted_at = :credit_deducted_at,
            uncharged_reason = :uncharged_reason, revision = revision + 1
            """;

    static final String ADD_ALERT = """
            insert into credit_alerts (tenant_id, id, kind, counselor_id, session_id, created_at)
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
                .bind("rate_name", start.rateName().orElse(StartSession.STANDARD_RATE))
                .bind("charges", terms.charges());
    }

    static <S extends SqlStatement<S>> S bindPlan(S statement, SettlementPlan plan) {
        boolean settled = plan.billing() instanceof Charged || plan.billing() instanceof NothingDue;
        Credits consumed =
                plan.billing() instanceof Charged charged ? charged.charge().credits() : Credits.ZERO;
        String uncharged = plan.billing() instanceof Uncharged never && never.reason() != null
                ? never.reason().code()
                : null;
        boolean frozen = plan.billed() != null;
        UsageFigures billed = plan.billed() == null ? UsageFigures.NONE : plan.billed();
        return statement
                .bind("status", plan.status().code())
                .bind("ended_at", Bind.instant(plan.endedAt()))
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
                .bind("credits_consumed", consumed.value())
                .bind("credit_deducted", settled)
                .bind("credit_deducted_at", Bind.instant(settled ? plan.now() : null))
                .bind("uncharged_reason", uncharged);
    }

    static Optional<SessionBill> readBill(Handle handle, TenantId tenant, SessionId sessionId) {
        return bindKey(handle.createQuery(READ_BILL), tenant, sessionId)
                .bind("fee_key", NewEntry.sessionFeeKey(sessionId))
                .map((result, context) -> bill(Row.of(result)))
                .findOne();
    }

    private static SessionBill bill(Row row) throws SQLException {
        Row rate = row.of("r");
        Row account = row.of("a");
        Row fee = row.of("f");
        return new SessionBill(
                SessionUsageRow.map(row.of("u")),
                rate.has("id") ? CreditRateRow.map(rate) : null,
                account.has("counselor_id") ? CreditAccountRow.map(account) : null,
                fee.has("id") ? CreditLogRow.map(fee, null) : null);
    }
}
