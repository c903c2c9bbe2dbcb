package io.sessionledger.examples.server.http;

import java.util.Optional;

/** A request that cannot be read: no JSON, a field that is missing or of another type, a parameter that is no number. */
class BadRequestException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Optional<String> field;

    BadRequestException(String message) {
        super(message);
        this.field = Optional.empty();
    }

    BadRequestException(String field, String expectation) {
        super(field + ": expected " + expectation + ".");
        this.field = Optional.of(field);
    }

    Optional<String> field() {
        return field;
    }
}
