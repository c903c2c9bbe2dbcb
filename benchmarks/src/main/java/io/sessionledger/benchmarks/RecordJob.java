package io.sessionledger.benchmarks;

import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** Records on and on: each caller has a session of its own, and takes the next one after so many records, as counsellors do. */
final class RecordJob implements Operation {

    /** An hour, one analysis a minute. */
    static final int RECORDS_A_SESSION = 60;

    private final Recorder recorder;
    private final OpenSessions sessions;
    private final Course[] courses;
    private final LongAdder acknowledged = new LongAdder();

    RecordJob(Recorder recorder, OpenSessions sessions, int callers) {
        this.recorder = recorder;
        this.sessions = sessions;
        this.courses = new Course[callers];
    }

    @Override
    public void by(Caller caller) throws SQLException {
        Course course = courses[caller.number()];
        if (course == null || course.records == RECORDS_A_SESSION) {
            course = new Course(sessions.next());
            courses[caller.number()] = course;
        }
        course.records++;
        Recorder.Answer answer = recorder.record(course.session, Sample.next(caller.random()));
        if (answer.outcome() != Recorder.Outcome.RECORDED || answer.usage() == null) {
            throw new IllegalStateException("a new analysis of an open session was not recorded: " + answer);
        }
        acknowledged.increment();
    }

    /** How many were recorded, warm-ups included; the tables have to hold as many. */
    long acknowledged() {
        return acknowledged.sum();
    }

    private static final class Course {

        private final UUID session;
        private int records;

        private Course(UUID session) {
            this.session = session;
        }
    }
}
