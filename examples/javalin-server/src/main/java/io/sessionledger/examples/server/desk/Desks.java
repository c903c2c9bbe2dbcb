package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.host.HostDatabase;
import java.time.Clock;

/**
 * All desks. Whoever serves them, by HTTP or otherwise, needs nothing else.
 *
 * @param counselors registers and finds counselors
 * @param sessions starts and ends sessions
 * @param analyses has conversations judged
 * @param credits moves and shows credits
 * @param rates publishes rates
 * @param recurring sets up credits that come again and again
 * @param repricing corrects charges to another rate
 * @param alerts says what is to be alerted
 * @param upkeep shows sessions that were left open, and runs maintenance
 * @param reports shows what was analysed and used
 * @param documents reads what an analysis retrieved
 */
public record Desks(
        CounselorDesk counselors,
        SessionDesk sessions,
        AnalysisDesk analyses,
        CreditDesk credits,
        RateDesk rates,
        RecurringGrantDesk recurring,
        RepricingDesk repricing,
        AlertDesk alerts,
        UpkeepDesk upkeep,
        ReportDesk reports,
        RetrievedDocuments documents) {

    /**
     * Opens all desks.
     *
     * @param database the host's transactions
     * @param analyzer judges conversations
     * @param json how answers to be repeated, and retrieved documents, are written down
     * @param clock what time it is
     * @param mostAnalysesAtOnce how many analyses may be under way
     * @return the desks
     */
    public static Desks open(
            HostDatabase database,
            TranscriptAnalyzer analyzer,
            ObjectMapper json,
            Clock clock,
            int mostAnalysesAtOnce) {
        OnceOnly onceOnly = new OnceOnly(database, json, clock);
        RetrievedDocuments documents = new RetrievedDocuments(json);
        return new Desks(
                new CounselorDesk(database, onceOnly, clock),
                new SessionDesk(database, onceOnly, clock),
                new AnalysisDesk(
                        database,
                        analyzer,
                        new AnalysisClaims(database, onceOnly, clock),
                        documents,
                        mostAnalysesAtOnce),
                new CreditDesk(database, onceOnly),
                new RateDesk(database, onceOnly),
                new RecurringGrantDesk(database, onceOnly, clock),
                new RepricingDesk(database, onceOnly, RepricingDesk.Bounds.DEFAULT),
                new AlertDesk(database, onceOnly),
                new UpkeepDesk(database, onceOnly, clock),
                new ReportDesk(database),
                documents);
    }
}
