package io.sessionledger.examples.server.desk;

import io.sessionledger.Credits;
import io.sessionledger.credit.RepricedSession;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a correction of charges comes to.
 *
 * @param sessions those whose charge changes, the earliest started first
 * @param next where to look on, if the range holds more sessions than were looked at
 */
public record RepricedCharges(List<RepricedSession> sessions, Optional<String> next) {

    /** Copies what it is given. */
    public RepricedCharges {
        sessions = List.copyOf(sessions);
    }

    /** {@return of how many counselors they are} */
    public long counselors() {
        return sessions.stream().map(RepricedSession::counselorId).distinct().count();
    }

    /** {@return what they were charged altogether} */
    public Credits oldCharge() {
        return sum(RepricedSession::oldCharge);
    }

    /** {@return what they are charged by the other rate} */
    public Credits newCharge() {
        return sum(RepricedSession::newCharge);
    }

    /** {@return what that takes from the accounts; negative if it gives back} */
    public Credits difference() {
        return sum(RepricedSession::difference);
    }

    private Credits sum(Function<RepricedSession, Credits> figure) {
        return sessions.stream().map(figure).reduce(Credits.ZERO, Credits::plus);
    }
}
