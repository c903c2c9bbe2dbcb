package io.sessionledger.store;

import static java.util.Objects.requireNonNullElse;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import io.sessionledger.credit.Statement;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** See {@link LedgerStore#noop()}. */
final class NoopLedgerStore implements LedgerStore {

    static final LedgerStore NOOP = new NoopLedgerStore();

    private final SessionUsageTracker sessions = new NoopSessionUsageTracker();
    private final UsageRepository usage = new NoUsage();
    private final AnalysisLogRepository analysisLogs = new NoAnalysisLogs();
    private final CreditLedger credits = new NoCredits();
    private final CreditRepository accounts = new NoAccounts();
    private final CreditRates rates = new NoRates();
    private final CreditAlerts alerts = new NoAlerts();
    private final DueWork due = new NoDueWork();
    private final RecurringGrants recurringGrants = new NoRecurringGrants();

    private NoopLedgerStore() {}

    @Override
    public SessionUsageTracker sessions() {
        return sessions;
    }

    @Override
    public UsageRepository usage() {
        return usage;
    }

    @Override
    public AnalysisLogRepository analysisLogs() {
        return analysisLogs;
    }

    @Override
    public CreditLedger credits() {
        return credits;
    }

    @Override
    public CreditRepository accounts() {
        return accounts;
    }

    @Override
    public CreditRates rates() {
        return rates;
    }

    @Override
    public CreditAlerts alerts() {
        return alerts;
    }

    @Override
    public DueWork due() {
        return due;
    }

    @Override
    public RecurringGrants recurringGrants() {
        return recurringGrants;
    }

    @Override
    public void close() {}

    private static <T> Page<T> empty() {
        return new Page<>(List.of(), Optional.empty());
    }

    private static final class NoUsage implements UsageRepository {

        private static final UsageStats NONE = new UsageStats(0, UsageFigures.NONE, Credits.ZERO);

        @Override
        public Optional<SessionUsage> find(TenantId tenant, SessionId sessionId) {
            return Optional.empty();
        }

        @Override
        public Page<SessionUsage> listUnsettled(TenantId tenant, PageRequest page) {
            return empty();
        }

        @Override
        public Page<SessionBill> listSettled(TenantId tenant, TimeRange range, PageRequest page) {
            return empty();
        }

        @Override
        public UsageStats stats(TenantId tenant, TimeRange range) {
            return NONE;
        }

        @Override
        public UsageStats stats(TenantId tenant, CounselorId counselorId, TimeRange range) {
            return NONE;
        }
    }

    private static final class NoAnalysisLogs implements AnalysisLogRepository {

        @Override
        public Optional<AnalysisLog> find(TenantId tenant, SessionId sessionId, AnalysisId id) {
            return Optional.empty();
        }

        @Override
        public Page<AnalysisLog> list(TenantId tenant, AnalysisLogQuery query, PageRequest page) {
            return empty();
        }

        @Override
        public Stream<AnalysisLog> export(TenantId tenant, AnalysisLogQuery query) {
            return Stream.empty();
        }

        @Override
        public SafetyDistribution safetyDistribution(TenantId tenant, SessionId sessionId) {
            return new SafetyDistribution(0, 0, 0);
        }

        @Override
        public int eraseContent(TenantId tenant, SessionId sessionId) {
            return 0;
        }
    }

    private static final class NoCredits implements CreditLedger {

        @Override
        public CreditReceipt.Granted grant(TenantId tenant, NewGrant grant) {
            NewEntry entry = grant.entry();
            CreditGrant given = new CreditGrant(
                    grant.id(),
                    entry.counselorId(),
                    entry.type(),
                    entry.delta(),
                    entry.delta(),
                    grant.priority(),
                    requireNonNullElse(grant.effectiveFrom(), entry.at()),
                    grant.expiresAt(),
                    GrantStatus.ACTIVE,
                    entry.at());
            return new CreditReceipt.Granted(given, Optional.of(first(entry)), accountOf(entry), false);
        }

        @Override
        public CreditReceipt.Adjusted adjust(TenantId tenant, NewEntry entry) {
            return new CreditReceipt.Adjusted(first(entry), accountOf(entry), false);
        }

        @Override
        public CreditReceipt.Refunded refund(
                TenantId tenant, SessionId sessionId, Optional<Credits> amount, NewEntry entry) {
            throw new SessionNotFoundException(tenant, sessionId);
        }

        @Override
        public Optional<SessionBill> reprice(
                TenantId tenant,
                SessionId sessionId,
                Function<SessionBill, Optional<SettlementPlan.Charged>> decision) {
            throw new SessionNotFoundException(tenant, sessionId);
        }

        @Override
        public CreditReceipt.Voided voidGrant(TenantId tenant, GrantId grantId, NewEntry entry) {
            throw new GrantNotFoundException(tenant, grantId);
        }

        @Override
        public AccountSweep sweep(TenantId tenant, CounselorId counselorId, Instant now) {
            return AccountSweep.NOTHING;
        }

        @Override
        public CreditAccount limitOverdraft(
                TenantId tenant, CounselorId counselorId, Optional<Credits> limit, Instant now) {
            return new CreditAccount(counselorId, Credits.ZERO, Credits.ZERO, Credits.ZERO, limit.orElse(null));
        }

        @Override
        public int eraseReasons(TenantId tenant, CounselorId counselorId) {
            return 0;
        }

        private static CreditLog first(NewEntry entry) {
            return new CreditLog(
                    entry.id(),
                    entry.counselorId(),
                    1,
                    entry.type(),
                    entry.delta(),
                    entry.delta(),
                    entry.sessionId(),
                    null,
                    entry.idempotencyKey(),
                    entry.actor(),
                    entry.reasonCode(),
                    entry.reason(),
                    entry.at());
        }

        private static CreditAccount accountOf(NewEntry entry) {
            return new CreditAccount(entry.counselorId(), entry.delta(), Credits.ZERO, Credits.ZERO, null);
        }
    }

    private static final class NoAccounts implements CreditRepository {

        @Override
        public Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId, Instant now) {
            return Optional.empty();
        }

        @Override
        public Credits balanceAt(TenantId tenant, CounselorId counselorId, Instant at) {
            return Credits.ZERO;
        }

        @Override
        public Page<CreditLog> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
            return empty();
        }

        @Override
        public Statement statement(TenantId tenant, CounselorId counselorId, TimeRange range, PageRequest page) {
            return new Statement(range, Credits.ZERO, Credits.ZERO, empty());
        }

        @Override
        public Optional<CreditGrant> findGrant(TenantId tenant, GrantId grantId, Instant now) {
            return Optional.empty();
        }

        @Override
        public Page<CreditGrant> listGrants(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now) {
            return empty();
        }

        @Override
        public Page<CreditHold> listHolds(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now) {
            return empty();
        }

        @Override
        public List<GrantPayment> paymentsOf(TenantId tenant, SessionId sessionId) {
            return List.of();
        }

        @Override
        public Page<CreditAlert> listAlerts(TenantId tenant, PageRequest page) {
            return empty();
        }
    }

    private static final class NoRates implements CreditRates {

        @Override
        public CreditRate publish(TenantId tenant, RateId id, PublishRate rate, Instant now) {
            return new CreditRate(
                    id, rate.name(), 1, rate.effectiveFrom(), rate.method(), rate.rounding(), rate.minimum(), now);
        }

        @Override
        public Optional<CreditRate> find(TenantId tenant, RateId id) {
            return Optional.empty();
        }

        @Override
        public Optional<CreditRate> findInForce(TenantId tenant, String name, Instant at) {
            return Optional.empty();
        }

        @Override
        public List<CreditRate> versions(TenantId tenant, String name) {
            return List.of();
        }
    }

    private static final class NoAlerts implements CreditAlerts {

        @Override
        public AlertRules rules(TenantId tenant) {
            return AlertRules.NONE;
        }

        @Override
        public AlertRules rules(TenantId tenant, CounselorId counselorId) {
            return AlertRules.NONE;
        }

        @Override
        public Optional<AlertRules> ownRules(TenantId tenant, CounselorId counselorId) {
            return Optional.empty();
        }

        @Override
        public void setRules(TenantId tenant, AlertRules rules) {}

        @Override
        public void setRules(TenantId tenant, CounselorId counselorId, Optional<AlertRules> rules) {}

        @Override
        public Optional<CreditAlert> claim(TenantId tenant, Instant now, Duration lease) {
            return Optional.empty();
        }

        @Override
        public boolean delivered(TenantId tenant, UUID id, int attempt, Instant now) {
            return false;
        }

        @Override
        public boolean failed(
                TenantId tenant, UUID id, int attempt, String error, Optional<Instant> retryAt, Instant now) {
            return false;
        }

        @Override
        public int giveUp(TenantId tenant, Instant createdBefore, Instant now) {
            return 0;
        }
    }

    private static final class NoDueWork implements DueWork {

        @Override
        public List<TenantId> listTenants(Optional<TenantId> after, int limit, Instant now, Instant silentSince) {
            return List.of();
        }

        @Override
        public Page<SilentSession> listSilentSessions(TenantId tenant, Instant silentSince, PageRequest page) {
            return empty();
        }

        @Override
        public Page<CounselorId> listAccounts(TenantId tenant, Instant now, PageRequest page) {
            return empty();
        }
    }

    private static final class NoRecurringGrants implements RecurringGrants {

        @Override
        public Started start(TenantId tenant, RecurringGrant grant, NewEntry request) {
            return new Started(grant, false);
        }

        @Override
        public Started end(TenantId tenant, RecurringGrantId id, Instant now) {
            throw new RecurringGrantNotFoundException(tenant, id);
        }

        @Override
        public int advance(TenantId tenant, RecurringGrantId id, Instant now) {
            return 0;
        }

        @Override
        public Optional<RecurringGrant> find(TenantId tenant, RecurringGrantId id) {
            return Optional.empty();
        }

        @Override
        public Page<RecurringGrant> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
            return empty();
        }

        @Override
        public Page<RecurringGrantId> listDue(TenantId tenant, Instant now, PageRequest page) {
            return empty();
        }
    }
}
