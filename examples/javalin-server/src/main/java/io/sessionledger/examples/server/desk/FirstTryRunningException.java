package io.sessionledger.examples.server.desk;

/** The same request is being worked on already, or its process has died and its claim has not yet run out. */
public class FirstTryRunningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Reports a repeat that came too early. */
    public FirstTryRunningException() {
        super("The first request with this Idempotency-Key is still being worked on. Repeat it a little later.");
    }
}
