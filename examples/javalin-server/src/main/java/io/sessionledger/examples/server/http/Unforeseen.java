package io.sessionledger.examples.server.http;

/** A copy of an error, for the log, with its classes and stack traces but without its messages. */
public final class Unforeseen extends Exception {

    private static final long serialVersionUID = 1L;

    private Unforeseen(Throwable original) {
        super(original.getClass().getName(), original.getCause() == null ? null : withoutMessages(original.getCause()));
        setStackTrace(original.getStackTrace());
    }

    /**
     * {@return the copy}
     *
     * @param original the error
     */
    public static Unforeseen withoutMessages(Throwable original) {
        return new Unforeseen(original);
    }
}
