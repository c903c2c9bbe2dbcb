package io.sessionledger.store;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.Statement;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** See {@link LedgerStore#noop()}. */
final class NoopLedgerStore implements LedgerStore {

    static final LedgerStore NOOP = new NoopLedgerStore();

    private final SessionUsageTracker sessions = new NoopSessionUsageTracker();
    private final UsageRepository usage = new NoUsage();
    private final AnalysisLogRepository analysisLogs = new NoAnalysisLogs();
    private final CreditLedger credits = new NoCredits();
    private final CreditRates rates = new NoRates();

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
    public CreditRates rates() {
        return rates;
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
        public GrantReceipt grant(TenantId tenant, NewEntry entry) {
            CreditLog stored = new CreditLog(
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
            CreditAccount account = new CreditAccount(entry.counselorId(), entry.delta(), Credits.ZERO, Credits.ZERO);
            return new GrantReceipt(stored, account, false);
        }

        @Override
        public Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId) {
            return Optional.empty();
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
}
