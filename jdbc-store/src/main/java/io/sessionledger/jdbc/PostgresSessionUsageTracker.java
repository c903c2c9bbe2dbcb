package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Writes sessions on PostgreSQL: a record is one statement; admissions, ends and charges are one read and one string of statements. */
final class PostgresSessionUsageTracker extends JdbcSessionUsageTracker {

    private static final String START =
            """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, started_at, rate_name, rate_id)
            select n.tenant_id, n.session_id, n.counselor_id, n.started_at, n.rate_name, case when :charges then %s end
            from (select :tenant_id as tenant_id, :session_id as session_id, :counselor_id as counselor_id,
                      :started_at as started_at, :rate_name as rate_name) n
            on conflict (tenant_id, session_id) do nothing;
            insert into ${schema}.credit_accounts (tenant_id, counselor_id)
            select u.tenant_id, u.counselor_id from ${schema}.session_usage u
            where :charges and u.tenant_id = :tenant_id and u.session_id = :session_id
            on conflict (tenant_id, counselor_id) do nothing;
            select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id
            """.formatted(SessionSql.RATE_IN_FORCE.formatted("n"), SessionUsageRow.COLUMNS.from("u"));

    /**
     * The usage row is locked first, the log hangs on the locked row, the counters on the log that was really inserted. In any other order either
     * duplicates count twice or the late mark is taken from a row that is about to change.
     */
    private static final String RECORD = """
            with u as (
                select tenant_id, session_id, counselor_id, status from ${schema}.session_usage
                where tenant_id = :tenant_id and session_id = :session_id
                for no key update),
            i as (
                %s
                on conflict (tenant_id, session_id, id) do nothing
                returning tenant_id, session_id, late),
            w as (
                update ${schema}.session_usage s set %s
                from i where s.tenant_id = i.tenant_id and s.session_id = i.session_id
                returning %s, i.late)
            select %s, w.late from u left join w on true
            """.formatted(
                    AnalysisInput.insert(Database.POSTGRESQL, "u"),
                    SessionSql.ADD_ANALYSIS,
                    SessionUsageRow.COLUMNS.from("s"),
                    SessionUsageRow.COLUMNS.from("w"));

    private final PostgresSettling settling;
    private final PostgresAdmission admission;

    PostgresSessionUsageTracker(Door door, ContentColumns content) {
        super(door, Database.POSTGRESQL, content);
        this.settling = new PostgresSettling(door, books);
        this.admission = new PostgresAdmission(door, books);
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return door.string("start session " + start.sessionId(), handle -> {
            Query query = SessionSql.bindStart(handle.createQuery(START), tenant, start, terms, now);
            return Results.ofLast(
                            3, query, (inserted, row) -> new StartOutcome(SessionUsageRow.map(row), inserted == 0))
                    .orElseThrow(() -> new SessionNotFoundException(tenant, start.sessionId()));
        });
    }

    @Override
    boolean recordsInSteps() {
        return false;
    }

    @Override
    RecordOutcome record(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input) {
        return input.bind(handle.createQuery(RECORD), tenant, sessionId)
                .map((result, context) -> recorded(Row.of(result), sessionId, input))
                .findOne()
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId))
                .orElseGet(() -> duplicate(handle, tenant, sessionId, input));
    }

    /** Empty if the log was there already: this statement cannot see it, the next one can. */
    private static Optional<RecordOutcome> recorded(Row row, SessionId sessionId, AnalysisInput input)
            throws SQLException {
        if (!row.has("session_id")) {
            return Optional.empty();
        }
        SessionUsage usage = SessionUsageRow.map(row);
        boolean late = row.flag("late");
        var log = input.stored(sessionId, usage.counselorId(), late);
        return Optional.of(late ? new RecordOutcome.Late(log, usage) : new RecordOutcome.Recorded(log, usage));
    }

    private static RecordOutcome duplicate(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input) {
        return new RecordOutcome.Duplicate(
                JdbcAnalysisLogRepository.find(handle, tenant, sessionId, input.id())
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)),
                JdbcUsageRepository.find(handle, tenant, sessionId)
                        .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId)));
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return admission.admit(tenant, sessionId, decision, now);
    }

    @Override
    public SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        return settling.end(tenant, sessionId, decision, now);
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return settling.raise(tenant, sessionId, target);
    }
}
