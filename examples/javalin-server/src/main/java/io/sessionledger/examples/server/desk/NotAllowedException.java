package io.sessionledger.examples.server.desk;

/** The caller's token does not reach that far. */
public class NotAllowedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports what is not allowed.
     *
     * @param message what was asked, and which token could
     */
    public NotAllowedException(String message) {
        super(message);
    }
}
