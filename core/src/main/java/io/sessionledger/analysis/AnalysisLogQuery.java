package io.sessionledger.analysis;

import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import java.util.Optional;

/**
 * Which analysis logs are wanted. Start from one of the factories and narrow it:
 *
 * <pre>{@code
 * AnalysisLogQuery.ofTenant().level(SafetyLevel.RED).in(lastWeek).newestFirst()
 * }</pre>
 *
 * @param sessionId only this session's
 * @param safetyLevel only this level
 * @param range only those made in this range
 * @param order by the time they were made
 */
public record AnalysisLogQuery(
        Optional<SessionId> sessionId, Optional<SafetyLevel> safetyLevel, Optional<TimeRange> range, Order order) {

    /** In which direction of time a list runs. */
    public enum Order {
        /** As it happened. */
        OLDEST_FIRST,
        /** The latest on top. */
        NEWEST_FIRST
    }

    /** {@return all logs of the tenant, oldest first} */
    public static AnalysisLogQuery ofTenant() {
        return new AnalysisLogQuery(Optional.empty(), Optional.empty(), Optional.empty(), Order.OLDEST_FIRST);
    }

    /**
     * {@return all logs of one session, oldest first}
     *
     * @param sessionId the session
     */
    public static AnalysisLogQuery ofSession(SessionId sessionId) {
        return new AnalysisLogQuery(Optional.of(sessionId), Optional.empty(), Optional.empty(), Order.OLDEST_FIRST);
    }

    /**
     * {@return the same query for one level only}
     *
     * @param level the level
     */
    public AnalysisLogQuery level(SafetyLevel level) {
        return new AnalysisLogQuery(sessionId, Optional.of(level), range, order);
    }

    /**
     * {@return the same query for analyses made in a range only}
     *
     * @param range the range
     */
    public AnalysisLogQuery in(TimeRange range) {
        return new AnalysisLogQuery(sessionId, safetyLevel, Optional.of(range), order);
    }

    /** {@return the same query with the latest on top} */
    public AnalysisLogQuery newestFirst() {
        return new AnalysisLogQuery(sessionId, safetyLevel, range, Order.NEWEST_FIRST);
    }
}
