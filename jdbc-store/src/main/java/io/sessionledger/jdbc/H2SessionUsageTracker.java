package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Refunded;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * Writes sessions on H2, which has neither {@code on conflict} nor {@code returning}: each verb is a short transaction that
 * locks the usage row, then the account, and works on what it read under the lock.
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

    private static final String LOCK_USAGE = """
            select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id for update
            """.formatted(SessionUsageRow.COLUMNS.from("u"));

    private static final String ADD_LOG = AnalysisInput.insert(
            Database.H2, "${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id");

    private static final String ADD_USAGE = "update ${schema}.session_usage s set " + SessionSql.ADD_ANALYSIS
            + " where s.tenant_id = :tenant_id and s.session_id = :session_id";

    private static final String SETTLE = "update ${schema}.session_usage set " + SessionSql.SETTLE
            + ", rate_id = coalesce(rate_id, cast(:entry_rate_id as uuid))"
            + " where tenant_id = :tenant_id and session_id = :session_id";

    private static final String RAISE = """
            update ${schema}.session_usage
            set credits_consumed = cast(:target as numeric(19, 4)), revision = revision + 1
            where tenant_id = :tenant_id and session_id = :session_id
            """;

    private static final String ADD_ALERT_ONCE = SessionSql.ADD_ALERT + """
            select u.tenant_id, :alert_id, :kind, u.counselor_id, u.session_id, :now
            from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id = :session_id
                and not exists (select 1 from ${schema}.credit_alerts x where x.tenant_id = u.tenant_id
                    and x.session_id = u.session_id and x.kind = :kind)
            """;

    H2SessionUsageTracker(Door door, ContentColumns content) {
        super(door, content);
    }

    @Override
    public StartOutcome start(TenantId tenant, StartSession start, CreditTerms terms, Instant now) {
        return door.transaction("start session " + start.sessionId(), handle -> {
            boolean created =
                    H2Inserts.ifAbsent(SessionSql.bindStart(handle.createUpdate(START), tenant, start, terms, now));
            SessionUsage usage = JdbcUsageRepository.find(handle, tenant, start.sessionId())
                    .orElseThrow(() -> new SessionNotFoundException(tenant, start.sessionId()));
            if (terms.charges()) {
                H2Inserts.account(handle, tenant, usage.counselorId());
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
        SessionUsage locked = lock(handle, tenant, sessionId);
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
    public SettledBill end(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<SettlementPlan>> decision) {
        return door.transaction("end session " + sessionId, handle -> {
            SessionUsage locked = lock(handle, tenant, sessionId);
            SessionBill bill = bill(handle, tenant, sessionId);
            Optional<SettlementPlan> plan = decision.apply(bill);
            if (plan.isEmpty()) {
                return new SettledBill(bill, false);
            }
            apply(handle, tenant, locked, plan.get());
            return new SettledBill(bill(handle, tenant, sessionId), true);
        });
    }

    private static void apply(Handle handle, TenantId tenant, SessionUsage usage, SettlementPlan plan) {
        var settle =
                SessionSql.bindPlan(SessionSql.bindKey(handle.createUpdate(SETTLE), tenant, usage.sessionId()), plan);
        if (plan.billing() instanceof Charged charged) {
            settle.bind("entry_rate_id", charged.charge().rate().id().toString())
                    .execute();
            charge(handle, tenant, usage, charged, plan.now());
            return;
        }
        settle.bind("entry_rate_id", (String) null).execute();
        if (plan.billing() instanceof Refunded refunded) {
            H2Inserts.account(handle, tenant, usage.counselorId());
            var unused = H2Inserts.entry(handle, tenant, refunded.entry(), null);
        } else if (plan.billing() instanceof Unrated unrated) {
            addAlert(handle, tenant, usage, CreditAlert.Kind.UNRATED_SESSION, unrated.alertId(), plan.now());
        }
    }

    private static void charge(Handle handle, TenantId tenant, SessionUsage usage, Charged charged, Instant now) {
        H2Inserts.account(handle, tenant, usage.counselorId());
        CreditAccount account = H2Inserts.entry(handle, tenant, charged.entry(), charged.charge());
        if (charged.entry().delta().isNegative() && account.balance().isNegative()) {
            addAlert(handle, tenant, usage, CreditAlert.Kind.SHORTAGE, charged.alertId(), now);
        }
    }

    @Override
    public Optional<SessionBill> raise(TenantId tenant, SessionId sessionId, Charged target) {
        return door.transaction("raise the charge of session " + sessionId, handle -> {
            Optional<SessionUsage> found = findLocked(handle, tenant, sessionId);
            if (found.isEmpty() || found.get().status().ended()) {
                return Optional.empty();
            }
            SessionUsage locked = found.get();
            Credits missing = target.charge().credits().minus(locked.creditsConsumed());
            // entries of a session to which nothing was charged are those of a usage row that was deleted
            boolean chargedBefore = locked.creditsConsumed().isZero()
                    && bill(handle, tenant, sessionId).fee() != null;
            boolean hasAccount = JdbcCreditLedger.findAccount(handle, tenant, locked.counselorId())
                    .isPresent();
            if (missing.isNegative() || missing.isZero() || chargedBefore || !hasAccount) {
                return Optional.empty();
            }
            SessionSql.bindKey(handle.createUpdate(RAISE), tenant, sessionId)
                    .bind("target", target.charge().credits().value())
                    .execute();
            NewEntry entry = target.entry().withDelta(missing.negated());
            charge(handle, tenant, locked, new Charged(target.charge(), entry, target.alertId()), entry.at());
            return Optional.of(bill(handle, tenant, sessionId));
        });
    }

    private static void addAlert(
            Handle handle, TenantId tenant, SessionUsage usage, CreditAlert.Kind kind, UUID id, Instant now) {
        SessionSql.bindKey(handle.createUpdate(ADD_ALERT_ONCE), tenant, usage.sessionId())
                .bind("alert_id", id)
                .bind("kind", kind.code())
                .bind("now", Bind.instant(now))
                .execute();
    }

    private static SessionUsage lock(Handle handle, TenantId tenant, SessionId sessionId) {
        return findLocked(handle, tenant, sessionId).orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }

    private static Optional<SessionUsage> findLocked(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.bindKey(handle.createQuery(LOCK_USAGE), tenant, sessionId)
                .map((result, context) -> SessionUsageRow.map(Row.of(result)))
                .findOne();
    }

    private static SessionBill bill(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.readBill(handle, tenant, sessionId)
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }
}
