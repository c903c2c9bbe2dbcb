package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Page;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.Statement;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.report.UsageStats;
import java.util.List;

/**
 * One counselor.
 *
 * @param counselor who
 * @param account where the credits stand
 * @param period what the rest is about
 * @param stats what was used in it
 * @param chart by day
 * @param grants the latest
 * @param statement of the period
 * @param sessions the latest of the period
 */
record CounselorView(
        Counselor counselor,
        CreditAccount account,
        Period period,
        UsageStats stats,
        Chart chart,
        List<CreditGrant> grants,
        Statement statement,
        Page<SessionFigures> sessions) {}
