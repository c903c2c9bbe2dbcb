package io.sessionledger.session;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.analysis.AnalysisLog;

/**
 * What recording an analysis did. Its facts are stored, once, in every case but {@link Lost}, which only a host that chose best-effort recording ever
 * sees.
 */
public sealed interface RecordOutcome {

    /**
     * {@return the stored log}
     *
     * @throws AnalysisLostException if the analysis is {@link Lost}
     */
    AnalysisLog log();

    /**
     * {@return the session's usage, this analysis included}
     *
     * @throws AnalysisLostException if the analysis is {@link Lost}
     */
    SessionUsage usage();

    /**
     * {@return the same, with the usage as it was a step later}
     *
     * @param later the session's usage; ignored by what is {@link Lost}
     */
    RecordOutcome withUsage(SessionUsage later);

    /** {@return whether the analysis had been recorded before, so that this call changed nothing} */
    default boolean replayed() {
        return this instanceof Duplicate;
    }

    /** {@return whether the store failed, so that there is neither a log nor a usage to ask for} */
    default boolean lost() {
        return this instanceof Lost;
    }

    /**
     * Stored, counted, and part of the bill.
     *
     * @param log the stored log
     * @param usage the session's usage, this analysis included
     */
    record Recorded(AnalysisLog log, SessionUsage usage) implements RecordOutcome {

        @Override
        public RecordOutcome withUsage(SessionUsage later) {
            return new Recorded(log, later);
        }
    }

    /**
     * An analysis of this id was recorded before. Nothing changed, even if this one had other content.
     *
     * @param log the log as it was stored then
     * @param usage the session's usage as it is now
     */
    record Duplicate(AnalysisLog log, SessionUsage usage) implements RecordOutcome {

        @Override
        public RecordOutcome withUsage(SessionUsage later) {
            return new Duplicate(log, later);
        }
    }

    /**
     * The session had ended: stored, counted and marked late, since its cost was incurred, but never billed.
     *
     * @param log the stored log
     * @param usage the session's usage, this analysis included
     */
    record Late(AnalysisLog log, SessionUsage usage) implements RecordOutcome {

        @Override
        public RecordOutcome withUsage(SessionUsage later) {
            return new Late(log, later);
        }
    }

    /**
     * The store failed, and the host prefers that to a failed answer: see {@link io.sessionledger.store.SessionUsageTracker#bestEffort}. It is
     * not known to be stored, and not known not to be: where the connection broke during the commit it may be. Recording it again under its id is
     * therefore safe, and the only way to know.
     *
     * @param sessionId the session
     * @param id the analysis
     * @param cause what the store reported
     */
    record Lost(SessionId sessionId, AnalysisId id, SessionLedgerException cause) implements RecordOutcome {

        /**
         * Nobody knows.
         *
         * @return never
         * @throws AnalysisLostException always
         */
        @Override
        public AnalysisLog log() {
            throw new AnalysisLostException(this);
        }

        /**
         * Nobody knows.
         *
         * @return never
         * @throws AnalysisLostException always
         */
        @Override
        public SessionUsage usage() {
            throw new AnalysisLostException(this);
        }

        @Override
        public RecordOutcome withUsage(SessionUsage later) {
            return this;
        }
    }
}
