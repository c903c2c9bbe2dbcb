package io.sessionledger.examples.server.dashboard;

import io.sessionledger.SessionId;
import java.util.List;

/** Which of the analyses are looked at for those of a period's sessions. */
sealed interface Reach {

    Reach NEAR = new Near();
    Reach ALL = new All();

    /** Those made from a day before the period to a week after it, which are nearly always all. */
    record Near() implements Reach {}

    /**
     * Those that are not near, of a few sessions.
     *
     * @param sessions which
     */
    record Far(List<SessionId> sessions) implements Reach {}

    /** Whenever they were made. */
    record All() implements Reach {}
}
