package io.sessionledger.examples.server.desk;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import java.util.Optional;
import java.util.stream.Stream;

/** Shows what was analysed and what it used. */
public final class ReportDesk {

    private final HostDatabase database;

    ReportDesk(HostDatabase database) {
        this.database = database;
    }

    /**
     * {@return one page of a session's analyses, in the order of time}
     *
     * @param caller who asks
     * @param session the session
     * @param level if present, those of one level
     * @param page how many, after which
     */
    public Page<AnalysisLog> analysisLogs(
            Caller caller, SessionId session, Optional<SafetyLevel> level, PageRequest page) {
        requireSession(caller, session);
        return database.ledger(caller.tenant()).analysisLogs(ofSession(session, level), page);
    }

    /**
     * {@return all of a session's analyses, fetched as they are read}
     *
     * @param caller who asks
     * @param session the session
     * @param level if present, those of one level
     */
    public Stream<AnalysisLog> exportAnalysisLogs(Caller caller, SessionId session, Optional<SafetyLevel> level) {
        requireSession(caller, session);
        return database.ledger(caller.tenant()).exportAnalysisLogs(ofSession(session, level));
    }

    /**
     * {@return all of the tenant's analyses of a range, fetched as they are read}
     *
     * @param caller who asks
     * @param range when they were made
     * @param level if present, those of one level
     */
    public Stream<AnalysisLog> exportAnalysisLogs(Caller caller, TimeRange range, Optional<SafetyLevel> level) {
        Access.wholeTenant(caller, "an export of all analyses");
        AnalysisLogQuery all = AnalysisLogQuery.ofTenant().in(range);
        return database.ledger(caller.tenant())
                .exportAnalysisLogs(level.map(all::level).orElse(all));
    }

    /**
     * {@return an analysis, if the caller reaches the session and the session has it}
     *
     * @param caller who asks
     * @param session the session
     * @param analysis the analysis
     */
    public Optional<AnalysisLog> findAnalysis(Caller caller, SessionId session, AnalysisId analysis) {
        boolean reached = database.transaction(
                caller.tenant(),
                transaction -> Access.findSession(transaction, caller, session).isPresent());
        return reached ? database.ledger(caller.tenant()).findAnalysisLog(session, analysis) : Optional.empty();
    }

    private static AnalysisLogQuery ofSession(SessionId session, Optional<SafetyLevel> level) {
        AnalysisLogQuery all = AnalysisLogQuery.ofSession(session);
        return level.map(all::level).orElse(all);
    }

    /**
     * {@return how a session's analyses split by safety level}
     *
     * @param caller who asks
     * @param session the session
     */
    public SafetyDistribution safetyDistribution(Caller caller, SessionId session) {
        requireSession(caller, session);
        return database.ledger(caller.tenant()).safetyDistribution(session);
    }

    /**
     * {@return what a counselor's sessions used that started in a range}
     *
     * @param caller who asks
     * @param counselor the counselor
     * @param range when they started
     */
    public UsageStats usageStats(Caller caller, CounselorId counselor, TimeRange range) {
        var unused =
                database.transaction(caller.tenant(), transaction -> Access.counselor(transaction, caller, counselor));
        return database.ledger(caller.tenant()).usageStats(counselor, range);
    }

    /**
     * {@return what all the tenant's sessions used that started in a range}
     *
     * @param caller who asks
     * @param range when they started
     */
    public UsageStats usageStats(Caller caller, TimeRange range) {
        Access.wholeTenant(caller, "the tenant's usage");
        return database.ledger(caller.tenant()).usageStats(range);
    }

    private void requireSession(Caller caller, SessionId session) {
        var unused = database.transaction(caller.tenant(), transaction -> Access.session(transaction, caller, session));
    }
}
