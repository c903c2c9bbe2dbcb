package io.sessionledger.examples.server.http;

/** No valid token was shown. It does not say whether one was missing, malformed or unknown: there is nothing to learn by trying. */
class UnauthorizedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnauthorizedException() {
        super("Send a valid token: Authorization: Bearer <token>.");
    }
}
