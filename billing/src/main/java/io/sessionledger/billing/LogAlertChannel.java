package io.sessionledger.billing;

import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.CreditAlert;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes alerts to the log, as warnings. There is nothing in an alert that a log may not show. */
final class LogAlertChannel implements AlertChannel {

    private static final Logger LOG = LoggerFactory.getLogger(LogAlertChannel.class);

    @Override
    public void deliver(TenantId tenant, CreditAlert alert) {
        LOG.warn(
                "Alert {}: {} of tenant {}, counselor {}, session {}, threshold {}, amount {}, model {}, at {}",
                alert.id(),
                alert.kind().code(),
                tenant,
                alert.counselorId(),
                alert.sessionId(),
                alert.threshold(),
                alert.amount(),
                alert.model(),
                alert.createdAt());
    }
}
