package io.sessionledger.session;

import io.sessionledger.analysis.AnalysisLog;

/** What recording an analysis did. In every case its facts are stored, once. */
public sealed interface RecordOutcome {

    /** {@return the stored log} */
    AnalysisLog log();

    /** {@return the session's usage, this analysis included} */
    SessionUsage usage();

    /** {@return whether the analysis had been recorded before, so that this call changed nothing} */
    default boolean replayed() {
        return this instanceof Duplicate;
    }

    /**
     * Stored, counted, and part of the bill.
     *
     * @param log the stored log
     * @param usage the session's usage, this analysis included
     */
    record Recorded(AnalysisLog log, SessionUsage usage) implements RecordOutcome {}

    /**
     * An analysis of this id was recorded before. Nothing changed, even if this one had other content.
     *
     * @param log the log as it was stored then
     * @param usage the session's usage as it is now
     */
    record Duplicate(AnalysisLog log, SessionUsage usage) implements RecordOutcome {}

    /**
     * The session had ended: stored, counted and marked late, since its cost was incurred, but never billed.
     *
     * @param log the stored log
     * @param usage the session's usage, this analysis included
     */
    record Late(AnalysisLog log, SessionUsage usage) implements RecordOutcome {}
}
