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
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Writes sessions on H2, which has neither {@code on conflict} nor {@code returning}: each verb is a short transaction that
 * locks the usage row, then hold and account, and works on what it read under the lock.
 */
final class H2SessionUsageTracker extends JdbcSessionUsageTracker {

    private static final String START = """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, started_at, rate_name, rate_id)
            select n.tenant_id, n.session_id, n.counselor_id, n.started_at, n.rate_name,
                case when cast(:charges as boolean) then %s end
            from (select cast(:tenant_id as varchar(50)) as tenant_id, cast(:session_id as uuid) as session_id,
                      cast(:counselor_id as uuid) as counselor_id,
                      cast(:started_at as timestamp with time zone) as started_at,
                      cast(:rate_name as varchar(50)) as rate_name) n
            """.formatted(SessionSql.RATE_IN_FORCE.formatted("n"));

    private static final String ADD_LOG = AnalysisInput.insert(
            Database.H2, "${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id");

    private static final String ADD_USAGE = "update ${schema}.session_usage s set " + SessionSql.ADD_ANALYSIS
            + " where s.tenant_id = :tenant_id and s.session_id = :session_id";

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
    boolean recordsInSteps() {
        return true;
    }

    @Override
    RecordOutcome record(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input) {
        SessionUsage locked = books.lock(handle, tenant, sessionId);
        Optional<AnalysisLog> stored = JdbcAnalysisLogRepository.find(handle, tenant, sessionId, input.id());
        if (stored.isPresent()) {
            return new RecordOutcome.Duplicate(stored.get(), locked);
        }
        boolean late = locked.status().ended();
        input.bind(handle.createUpdate(ADD_LOG), tenant, sessionId).execute();
        input.bindFigures(SessionSql.bindKey(handle.createUpdate(ADD_USAGE), tenant, sessionId))
                .execute();
        SessionUsage usage = JdbcUsageRepository.find(handle, tenant, sessionId)
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
        AnalysisLog log = input.stored(sessionId, usage.counselorId(), late);
        return late ? new RecordOutcome.Late(log, usage) : new RecordOutcome.Recorded(log, usage);
    }

    @Override
    public AdmitOutcome admit(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<HoldPlan>> decision, Instant now) {
        return door.transaction("admit work on session " + sessionId, handle -> {
            SessionUsage locked = books.lock(handle, tenant, sessionId);
            Optional<HoldPlan> plan =
                    decision.apply(SessionSql.read(handle, tenant, sessionId).bill());
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
            SessionReading reading = SessionSql.read(handle, tenant, sessionId);
            Optional<SettlementPlan> plan = decision.apply(reading.bill());
            if (plan.isEmpty()) {
                return new SettledBill(books.current(handle, tenant, reading, now), false);
            }
            books.settle(handle, tenant, locked, plan.get());
            return new SettledBill(
                    books.current(handle, tenant, SessionSql.read(handle, tenant, sessionId), now), true);
        });
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return door.transaction(
                "raise the charge of session " + sessionId, handle -> books.raise(handle, tenant, sessionId, target));
    }
}
