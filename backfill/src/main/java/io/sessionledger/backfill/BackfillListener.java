package io.sessionledger.backfill;

/** Hears how a backfill goes, in the thread that runs it. What it throws ends the run. */
public interface BackfillListener {

    /** Hears nothing. */
    BackfillListener NONE = new BackfillListener() {};

    /**
     * Something odd was found; each is told of, as often as it is met.
     *
     * @param odd what and where
     */
    default void odd(OddEntry odd) {}

    /**
     * A page of sessions was read.
     *
     * @param progress how far it is
     */
    default void progress(BackfillProgress progress) {}
}
