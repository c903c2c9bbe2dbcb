package io.sessionledger.examples.server.alert;

import java.io.IOException;

/** The receiver of a webhook has answered, but not that it has taken it. */
final class WebhookRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    WebhookRefusedException(int status) {
        super("the receiver answered " + status + ", not 2xx");
    }
}
