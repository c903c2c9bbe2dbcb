package io.sessionledger.examples.server.host;

import io.sessionledger.CounselorId;
import io.sessionledger.TimeRange;
import io.sessionledger.session.SessionStatus;
import java.util.Optional;

/**
 * Which sessions to list.
 *
 * @param counselorId those of one counselor
 * @param status those in one state
 * @param startedIn those that started in a range
 */
public record SessionFilter(
        Optional<CounselorId> counselorId, Optional<SessionStatus> status, Optional<TimeRange> startedIn) {}
