package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.session.SessionStatus;
import java.util.Optional;

/**
 * Which sessions to list, the latest started first.
 *
 * @param range when they started
 * @param status in which state they are
 * @param level a level that one of their analyses has
 * @param counselor who runs them
 */
record SessionQuery(
        TimeRange range,
        Optional<SessionStatus> status,
        Optional<SafetyLevel> level,
        Optional<CounselorId> counselor) {}
