package io.sessionledger.event;

import io.sessionledger.TenantId;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.Settlement;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartOutcome;

/**
 * Hears of each verb's outcome after it is durable, in the thread that called the verb. Called at most once for a call: a process that
 * dies between the commit and the listener has told nobody, so a listener is for metrics and caches, never for money. Exceptions of a listener are
 * logged and go no further. Implementations must be thread-safe and quick.
 */
public interface LedgerListener {

    /** Hears nothing. */
    LedgerListener NONE = new LedgerListener() {};

    /**
     * A session was started, or found started.
     *
     * @param tenant whose it is
     * @param outcome what the start did
     */
    default void started(TenantId tenant, StartOutcome outcome) {}

    /**
     * An analysis was recorded, or found recorded.
     *
     * @param tenant whose it is
     * @param outcome what recording did
     */
    default void recorded(TenantId tenant, RecordOutcome outcome) {}

    /**
     * A session was completed, cancelled, failed or settled, or found so.
     *
     * @param tenant whose it is
     * @param settlement how the bill stands
     */
    default void settled(TenantId tenant, Settlement settlement) {}

    /**
     * Credits were granted, or found granted.
     *
     * @param tenant whose they are
     * @param receipt what the grant did
     */
    default void granted(TenantId tenant, GrantReceipt receipt) {}
}
