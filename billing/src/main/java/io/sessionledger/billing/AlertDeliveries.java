package io.sessionledger.billing;

import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.store.CreditAlerts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers alerts, one after the other. Each is claimed in a short transaction, delivered while no connection is held, and noted in another. A channel that fails several times in a row is left alone until the next run, so that one that
 * hangs costs a run a few of its time-outs and not as many as there are alerts.
 */
final class AlertDeliveries {

    private static final Logger LOG = LoggerFactory.getLogger(AlertDeliveries.class);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final int MOST_FAILURES_IN_A_ROW = 3;

    private final Workplace workplace;
    private final MaintenanceTerms terms;
    private final AlertChannel channel;
    private final MaintenanceTally tally;
    private int failuresInARow;

    AlertDeliveries(Workplace workplace, MaintenanceTerms terms, AlertChannel channel, MaintenanceTally tally) {
        this.workplace = workplace;
        this.terms = terms;
        this.channel = channel;
        this.tally = tally;
    }

    void deliver(TenantId tenant) {
        CreditAlerts alerts = workplace.store().alerts();
        Instant began = workplace.now();
        tally.givenUpAlerts += alerts.giveUp(tenant, began.minus(terms.giveUpAlertsAfter()), began);
        for (int i = 0; i < terms.limit() && !isChannelDown(); i++) {
            Optional<CreditAlert> claimed = alerts.claim(tenant, workplace.now(), terms.alertLease());
            if (claimed.isEmpty()) {
                return;
            }
            deliver(alerts, tenant, claimed.get());
        }
        tally.more |= !isChannelDown();
    }

    boolean isChannelDown() {
        return failuresInARow >= MOST_FAILURES_IN_A_ROW;
    }

    private void deliver(CreditAlerts alerts, TenantId tenant, CreditAlert alert) {
        int attempt = alert.delivery().attempts();
        try {
            channel.deliver(tenant, alert);
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            noteFailure(alerts, tenant, alert, e);
            return;
        }
        failuresInARow = 0;
        if (alerts.delivered(tenant, alert.id(), attempt, workplace.now())) {
            tally.deliveredAlerts++;
        }
    }

    /** The message of an exception may hold what a channel keeps to itself, such as an address with a key in it: only its kind is passed on. */
    private void noteFailure(CreditAlerts alerts, TenantId tenant, CreditAlert alert, Exception thrown) {
        failuresInARow++;
        Instant now = workplace.now();
        boolean givenUp = !alert.createdAt().plus(terms.giveUpAlertsAfter()).isAfter(now);
        int attempt = alert.delivery().attempts();
        String error = shortened(thrown.getClass().getName());
        Optional<Instant> retryAt = givenUp ? Optional.empty() : Optional.of(now.plus(pauseAfter(attempt)));
        LOG.warn(
                "Alert {} ({}) of tenant {} was not delivered at attempt {}: {}. {}",
                alert.id(),
                alert.kind().code(),
                tenant,
                attempt,
                error,
                givenUp ? "It is given up." : "It is tried again.");
        if (alerts.failed(tenant, alert.id(), attempt, error, retryAt, now)) {
            if (givenUp) {
                tally.givenUpAlerts++;
            } else {
                tally.failedDeliveries++;
            }
        }
    }

    /** Twice as long each time: 10 s, 20 s, 40 s, and so on to an hour. */
    static Duration pauseAfter(int attempt) {
        int doublings = Math.min(attempt - 1, 20);
        Duration pause = FIRST_PAUSE.multipliedBy(1L << doublings);
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static String shortened(String name) {
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return simple.substring(0, Math.min(simple.length(), 100));
    }
}
