package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Writes sessions on PostgreSQL: a record is one statement; admissions, ends and charges are one read and one string of statements. */
final class PostgresSessionUsageTracker extends JdbcSessionUsageTracker {

    private static final String START =
            """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, started_at, last_recorded_at, rate_name, rate_id)
            select n.tenant_id, n.session_id, n.counselor_id, n.started_at, :now, n.rate_name, case when :charges then %s end
            from (select :tenant_id as tenant_id, :session_id as session_id, :counselor_id as counselor_id,
                      :started_at as started_at, :rate_name as rate_name) n
            on conflict (tenant_id, session_id) do nothing;
            insert into ${schema}.credit_accounts (tenant_id, counselor_id)
            select u.tenant_id, u.counselor_id from ${schema}.session_usage u
            where :charges and u.tenant_id = :tenant_id and u.session_id = :session_id
            on conflict (tenant_id, counselor_id) do nothing;
            select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id
            """.formatted(SessionSql.RATE_IN_FORCE.formatted("n"), SessionUsageRow.COLUMNS.from("u"));

    private final PostgresSettling settling;
    private final PostgresAdmission admission;

    PostgresSessionUsageTracker(Door door, ContentColumns content) {
        this(door, content, door instanceof OwnDoor ? Optional.of(new SessionBatches(door)) : Optional.empty());
    }

    /**
     * Writes sessions.
     *
     * @param batches where ends and admissions go together; empty in a host's transaction
     */
    PostgresSessionUsageTracker(Door door, ContentColumns content, Optional<SessionBatches> batches) {
        super(door, Database.POSTGRESQL, content);
        this.settling = new PostgresSettling(door, books, batches);
        this.admission = new PostgresAdmission(door, books, batches);
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
    RecordOutcome record(AnalysisInput input) {
        return door.call(input.verb(), handle -> decoded(input.tenant(), PostgresRecording.record(handle, input)));
    }

    /** Empty if somebody else holds the session's row, or if there is none. */
    Optional<RecordOutcome> recordUnlessLocked(AnalysisInput input) {
        return door.call(
                input.verb(),
                handle -> PostgresRecording.recordUnlessLocked(handle, input)
                        .map(outcome -> decoded(input.tenant(), outcome)));
    }

    /** Records in one statement, each analysis once, those whose session's row nobody else holds. */
    PostgresRecordBatch.Recorded recordUnlessLocked(List<AnalysisInput> inputs) {
        return door.call(
                "record " + inputs.size() + " analyses",
                handle -> PostgresRecordBatch.recordUnlessLocked(handle, inputs));
    }

    @Override
    List<RecordOutcome> recordAll(Handle handle, List<AnalysisInput> inputs) {
        return PostgresRecordAll.record(handle, inputs);
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return admission.admit(tenant, sessionId, PureDecision.of(decision), now);
    }

    @Override
    public SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        return settling.end(tenant, sessionId, PureDecision.of(decision), now);
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return settling.raise(tenant, sessionId, target);
    }
}
