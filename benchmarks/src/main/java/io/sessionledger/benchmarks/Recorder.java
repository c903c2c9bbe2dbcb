package io.sessionledger.benchmarks;

import io.sessionledger.session.SessionUsage;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores one analysis of a session, counts it once, and says what that did. */
@FunctionalInterface
interface Recorder {

    Answer record(UUID session, Sample sample) throws SQLException;

    /**
     * What recording did.
     *
     * @param outcome which of the four
     * @param usage the session's, with this analysis; null only if the session is unknown
     */
    record Answer(Outcome outcome, @Nullable SessionUsage usage) {}

    /** What may become of an analysis. */
    enum Outcome {
        RECORDED,
        DUPLICATE,
        LATE,
        UNKNOWN
    }
}
