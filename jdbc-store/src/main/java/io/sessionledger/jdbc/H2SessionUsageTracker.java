package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
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

/**
 * Writes sessions on H2, which has neither {@code on conflict} nor {@code returning}: each verb is a short transaction that
 * locks the usage row, then hold and account, and works on what it read under the lock.
 */
final class H2SessionUsageTracker extends JdbcSessionUsageTracker {

    private static final String START = """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, started_at, last_recorded_at, rate_name, rate_id)
            select n.tenant_id, n.session_id, n.counselor_id, n.started_at, cast(:now as timestamp with time zone), n.rate_name,
                case when cast(:charges as boolean) then %s end
            from (select cast(:tenant_id as varchar(50)) as tenant_id, cast(:session_id as uuid) as session_id,
                      cast(:counselor_id as uuid) as counselor_id,
                      cast(:started_at as timestamp with time zone) as started_at,
                      cast(:rate_name as varchar(50)) as rate_name) n
            """.formatted(SessionSql.RATE_IN_FORCE.formatted("n"));

    private static final String ADD_LOG = AnalysisInput.insert(
            Database.H2, "${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id");

    /** Without the casts H2 takes a figure beside 0 for an integer. */
    private static final String ADD_USAGE = """
            update ${schema}.session_usage s set
                duration_seconds = s.duration_seconds + coalesce(cast(:duration_seconds as numeric(12, 3)), 0),
                analysis_count = s.analysis_count + 1,
                total_prompt_tokens = s.total_prompt_tokens + coalesce(cast(:prompt_tokens as bigint), 0),
                total_cached_tokens = s.total_cached_tokens + coalesce(cast(:cached_tokens as bigint), 0),
                total_completion_tokens = s.total_completion_tokens + coalesce(cast(:completion_tokens as bigint), 0),
                total_tokens = s.total_tokens + coalesce(cast(:total_tokens as bigint), 0),
                estimated_cost_usd = s.estimated_cost_usd + coalesce(cast(:estimated_cost_usd as numeric(18, 10)), 0),
                unpriced_analysis_count = s.unpriced_analysis_count + case when :unpriced then 1 else 0 end,
                last_recorded_at = greatest(coalesce(s.last_recorded_at, cast(:now as timestamp with time zone)),
                    cast(:now as timestamp with time zone)),
                revision = s.revision + 1
            where s.tenant_id = :tenant_id and s.session_id = :session_id
            """;

    H2SessionUsageTracker(Door door, ContentColumns content) {
        super(door, Database.H2, content);
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return door.transaction("start session " + start.sessionId(), handle -> {
            boolean created =
                    Database.H2.ifAbsent(SessionSql.bindStart(handle.createUpdate(START), tenant, start, terms, now));
            SessionUsage usage = JdbcUsageRepository.find(handle, tenant, start.sessionId())
                    .orElseThrow(() -> new SessionNotFoundException(tenant, start.sessionId()));
            if (terms.charges()) {
                books.ensureAccount(handle, tenant, usage.counselorId());
            }
            return new StartOutcome(usage, !created);
        });
    }

    @Override
    RecordOutcome record(AnalysisInput input) {
        return door.transaction(input.verb(), handle -> decoded(input.tenant(), record(handle, input)));
    }

    /** One by one; each says the usage with all of them, as it does on PostgreSQL. */
    @Override
    List<RecordOutcome> recordAll(Handle handle, List<AnalysisInput> inputs) {
        List<RecordOutcome> outcomes =
                inputs.stream().map(input -> record(handle, input)).toList();
        SessionUsage usage = outcomes.get(outcomes.size() - 1).usage();
        return outcomes.stream().map(outcome -> outcome.withUsage(usage)).toList();
    }

    private RecordOutcome record(Handle handle, AnalysisInput input) {
        TenantId tenant = input.tenant();
        SessionId sessionId = input.sessionId();
        SessionUsage locked = books.lock(handle, tenant, sessionId);
        Optional<AnalysisLog> stored = JdbcAnalysisLogRepository.find(handle, tenant, sessionId, input.id());
        if (stored.isPresent()) {
            return new RecordOutcome.Duplicate(stored.get(), locked);
        }
        input.bind(handle.createUpdate(ADD_LOG)).execute();
        input.bindFigures(handle.createUpdate(ADD_USAGE)).execute();
        SessionUsage usage = JdbcUsageRepository.find(handle, tenant, sessionId)
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
        return input.outcome(usage, locked.status().ended());
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return door.transaction("admit work on session " + sessionId, handle -> {
            SessionUsage locked = books.lock(handle, tenant, sessionId);
            Optional<HoldPlan> plan = PureDecision.of(decision)
                    .apply(SessionSql.read(Database.H2, handle, tenant, sessionId)
                            .bill());
            return plan.isPresent()
                    ? books.admit(handle, tenant, locked, plan.get(), now)
                    : new AdmitOutcome.Admitted(locked, Optional.empty());
        });
    }

    @Override
    public SettledBill end(
            TenantId tenant,
            SessionId sessionId,
            Function<SessionBill, Optional<SettlementPlan>> decision,
            Instant now) {
        return door.transaction("end session " + sessionId, handle -> {
            SessionUsage locked = books.lock(handle, tenant, sessionId);
            SessionReading reading = SessionSql.read(Database.H2, handle, tenant, sessionId);
            Optional<SettlementPlan> plan = PureDecision.of(decision).apply(reading.bill());
            if (plan.isEmpty()) {
                return new SettledBill(books.current(handle, tenant, reading, now), false);
            }
            books.settle(handle, tenant, locked, plan.get());
            return new SettledBill(
                    books.current(handle, tenant, SessionSql.read(Database.H2, handle, tenant, sessionId), now), true);
        });
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return door.transaction(
                "raise the charge of session " + sessionId, handle -> books.raise(handle, tenant, sessionId, target));
    }
}
