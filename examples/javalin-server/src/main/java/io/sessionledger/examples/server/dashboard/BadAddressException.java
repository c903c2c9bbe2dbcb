package io.sessionledger.examples.server.dashboard;

/** The address, or a form, says something that no page of ours would. */
final class BadAddressException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String key;

    /** With the key of the text that says what would be right. */
    BadAddressException(String key) {
        super(key);
        this.key = key;
    }

    String key() {
        return key;
    }
}
