package io.sessionledger.credit;

import io.sessionledger.TenantId;

/**
 * Takes alerts to people: a log, a webhook, a mail. Called by maintenance, for one alert at a time, from the threads in which that runs; no database connection is held meanwhile, and no charge waits for it.
 *
 * <p>An alert comes at least once. It comes again, under the same id, where the delivery failed, where the process ended before it could note that it was delivered, and where the delivery took longer than it
 * may. So a channel limits the time it takes, and receivers tell repeats by the id.
 */
@FunctionalInterface
public interface AlertChannel {

    /**
     * Delivers an alert.
     *
     * @param tenant whose it is
     * @param alert the alert; {@code delivery().attempts()} counts this attempt
     * @throws Exception if it was not delivered; it is tried again later. The name of the exception's class is kept with the alert, its message is not
     */
    void deliver(TenantId tenant, CreditAlert alert) throws Exception;
}
