package io.sessionledger.examples.server.http;

/** A body of more bytes than the server reads. */
class BodyTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BodyTooLargeException(int mostBytes) {
        super("The body has more than " + mostBytes + " bytes, the most that this server takes.");
    }
}
