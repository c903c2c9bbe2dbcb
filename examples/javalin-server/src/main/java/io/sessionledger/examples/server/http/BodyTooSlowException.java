package io.sessionledger.examples.server.http;

import java.time.Duration;

/** A body that did not arrive in time. */
class BodyTooSlowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooSlowException(Duration patience) {
        super("The body did not arrive within " + patience.toSeconds() + " s. Nothing was changed; send it again.");
    }
}
