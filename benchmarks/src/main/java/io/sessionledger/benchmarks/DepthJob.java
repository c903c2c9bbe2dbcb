package io.sessionledger.benchmarks;

import java.sql.SQLException;
import java.util.UUID;

/** Records into sessions that have logs already, a few into each, so that all of them stay about as long as they were. For one caller. */
final class DepthJob implements Operation {

    /** So few that a session of ten logs stays a short one, and one of ten thousand has no better caches. */
    private static final int A_SESSION = 10;

    private final Recorder recorder;
    private final SessionSupply sessions;
    private UUID session;
    private int records;

    DepthJob(Recorder recorder, SessionSupply sessions) throws SQLException {
        this.recorder = recorder;
        this.sessions = sessions;
        this.session = sessions.next();
    }

    @Override
    public void by(Caller caller) throws SQLException {
        if (records == A_SESSION) {
            session = sessions.next();
            records = 0;
        }
        records++;
        Recorder.Answer answer = recorder.record(session, Sample.next(caller.random()));
        if (answer.outcome() != Recorder.Outcome.RECORDED) {
            throw new IllegalStateException("a new analysis of an open session was not recorded: " + answer);
        }
    }
}
