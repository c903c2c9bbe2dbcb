package io.sessionledger.benchmarks;

import io.sessionledger.CounselorId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.SplittableRandom;

/** What hosts read, through the ledger, each time of another session or counselor. */
final class LargeReads {

    private static final PageRequest FIRST_PAGE = PageRequest.first(50);
    private static final TimeRange YEAR = days(LocalDate.of(2025, 1, 1), LocalDate.of(2025, 12, 31));
    private static final TimeRange QUARTER = days(LocalDate.of(2025, 8, 1), LocalDate.of(2025, 10, 29));
    private static final double QUICK = 5;
    private static final double OVERVIEW = 50;

    private LargeReads() {}

    /**
     * One kind of reading.
     *
     * @param name as it stands in the table
     * @param boundMillis what 95 of 100 must be within; 0 if they are only printed
     * @param operation reads once, and fails if what it finds cannot be right
     */
    record Read(String name, double boundMillis, Operation operation) {}

    static List<Read> of(SessionLedger ledger, LargeData data) {
        TenantLedger large = ledger.tenant(LargeData.LARGE_TENANT);
        TenantLedger small = ledger.tenant(LargeData.SMALL_TENANT);
        return List.of(
                new Read("first page of a session", QUICK, caller -> {
                    SessionId session = one(data.some(), caller.random());
                    require(large.analysisLogs(session, FIRST_PAGE).items().size() >= 30);
                }),
                new Read("safety distribution of 1,200 logs", QUICK, caller -> {
                    SessionId session = one(data.longest(), caller.random());
                    require(large.safetyDistribution(session).total() == 1200);
                }),
                new Read("statistics of a counselor's year", QUICK, caller -> {
                    CounselorId counselor = counselor(caller.random());
                    require(large.usageStats(counselor, YEAR).totalSessions() > 0);
                }),
                new Read(
                        "overview of the large tenant, 90 days",
                        OVERVIEW,
                        caller -> require(large.usageStats(QUARTER).totalSessions() > 0)),
                new Read(
                        "overview of a small tenant, a year",
                        0,
                        caller -> require(small.usageStats(YEAR).totalSessions() > 0)),
                new Read("first page of a session's red logs", 0, caller -> {
                    SessionId session = one(data.longest(), caller.random());
                    AnalysisLogQuery red = AnalysisLogQuery.ofSession(session).level(SafetyLevel.RED);
                    require(!large.analysisLogs(red, FIRST_PAGE).items().isEmpty());
                }),
                new Read("first page of a session's green logs", 0, caller -> {
                    SessionId session = one(data.some(), caller.random());
                    AnalysisLogQuery green = AnalysisLogQuery.ofSession(session).level(SafetyLevel.GREEN);
                    require(!large.analysisLogs(green, FIRST_PAGE).items().isEmpty());
                }),
                new Read("the large tenant's latest red logs", 0, caller -> {
                    AnalysisLogQuery red =
                            AnalysisLogQuery.ofTenant().level(SafetyLevel.RED).newestFirst();
                    require(large.analysisLogs(red, FIRST_PAGE).items().size() == 50);
                }),
                new Read("a small tenant's latest red logs", 0, caller -> {
                    AnalysisLogQuery red =
                            AnalysisLogQuery.ofTenant().level(SafetyLevel.RED).newestFirst();
                    require(!small.analysisLogs(red, FIRST_PAGE).items().isEmpty());
                }),
                new Read(
                        "the large tenant's unsettled sessions",
                        0,
                        caller -> require(
                                !large.unsettledSessions(FIRST_PAGE).items().isEmpty())),
                new Read("first page of an account's year", 0, caller -> {
                    CounselorId counselor = counselor(caller.random());
                    require(!large.credits()
                            .statement(counselor, YEAR, FIRST_PAGE)
                            .entries()
                            .items()
                            .isEmpty());
                }));
    }

    private static void require(boolean right) {
        if (!right) {
            throw new IllegalStateException("what was read cannot be right");
        }
    }

    private static SessionId one(List<SessionId> sessions, SplittableRandom random) {
        return sessions.get(random.nextInt(sessions.size()));
    }

    private static CounselorId counselor(SplittableRandom random) {
        return Counselors.id(random.nextInt(LargeData.COUNSELORS));
    }

    private static TimeRange days(LocalDate first, LocalDate lastIncluded) {
        return TimeRange.ofDays(first, lastIncluded, ZoneOffset.UTC);
    }
}
