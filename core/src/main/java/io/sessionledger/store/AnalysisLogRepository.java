package io.sessionledger.store;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.report.SafetyDistribution;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads, exports and erases analysis logs. Thread-safe. */
public interface AnalysisLogRepository {

    /**
     * {@return one log, if there is one}
     *
     * @param tenant whose it is
     * @param sessionId its session
     * @param id its id
     */
    Optional<AnalysisLog> find(TenantId tenant, SessionId sessionId, AnalysisId id);

    /**
     * One page of logs, by the time they were made and then by id. Any page costs what the first costs.
     *
     * @param tenant whose they are
     * @param query which, and in what order
     * @param page how many, after which
     * @return the page; empty if nothing matches
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<AnalysisLog> list(TenantId tenant, AnalysisLogQuery query, PageRequest page);

    /**
     * All logs of a query, however many, in constant memory: they are fetched page by page as the stream is read. No transaction stays open meanwhile,
     * so rows recorded during the export may or may not be part of it. The stream holds no resource and need not be closed.
     *
     * @param tenant whose they are
     * @param query which, and in what order
     * @return a sequential stream, to be read once, by one thread
     */
    Stream<AnalysisLog> export(TenantId tenant, AnalysisLogQuery query);

    /**
     * {@return how a session's analyses split by safety level; all zero if there are none}
     *
     * @param tenant whose they are
     * @param sessionId the session
     */
    SafetyDistribution safetyDistribution(TenantId tenant, SessionId sessionId);

    /**
     * Erases what a session's logs say about the conversation. The figures stay, so that usage and bill remain explained.
     *
     * @param tenant whose they are
     * @param sessionId the session
     * @return how many logs had content
     */
    int eraseContent(TenantId tenant, SessionId sessionId);
}
