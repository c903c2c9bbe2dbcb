package io.sessionledger.examples.server.desk;

/** The server cannot do it now and will be able to soon. Nothing was changed. */
public class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports that there was no room.
     *
     * @param message what there is too much of
     */
    public BusyException(String message) {
        super(message);
    }
}
