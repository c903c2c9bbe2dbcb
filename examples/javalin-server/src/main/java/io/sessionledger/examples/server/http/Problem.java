package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * An error as RFC 9457 writes it.
 *
 * @param type names the kind of problem, for programs
 * @param title the kind of problem, for people
 * @param status of HTTP
 * @param detail what happened this time, and what would be right
 * @param field which field or parameter was wrong
 * @param missing how many credits are missing, where they do not cover an analysis
 * @param available how many there are then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @Nullable BigDecimal missing,
        @Nullable BigDecimal available) {

    private static final String TYPE_PREFIX = "urn:session-ledger:problem:";

    static Problem of(Kind kind, String detail) {
        return new Problem(TYPE_PREFIX + kind.code, kind.title, kind.status, detail, null, null, null);
    }

    /** What Jetty answers by itself, before the request has come to any route. */
    static Problem ofStatus(int status) {
        if (status == Kind.BUSY.status) {
            return of(Kind.BUSY, "The server is stopping. Nothing was changed; try again.");
        }
        if (status >= Kind.INTERNAL.status) {
            return of(Kind.INTERNAL, "The request could not be done.");
        }
        Kind kind = Kind.BAD_REQUEST;
        return new Problem(
                TYPE_PREFIX + kind.code,
                kind.title,
                status,
                "This is no HTTP request that the server takes.",
                null,
                null,
                null);
    }

    Problem at(@Nullable String field) {
        return new Problem(type, title, status, detail, field, missing, available);
    }

    Problem lacking(BigDecimal missing, BigDecimal available) {
        return new Problem(type, title, status, detail, field, missing, available);
    }

    /** The kinds of problems. */
    enum Kind {
        BAD_REQUEST(400, "bad-request", "The request cannot be read"),
        UNAUTHORIZED(401, "unauthorized", "No valid token"),
        NOT_ALLOWED(403, "not-allowed", "The token does not allow this"),
        CREDITS_SHORT(403, "credits-short", "The credits do not cover this"),
        NOT_FOUND(404, "not-found", "There is no such thing"),
        METHOD_NOT_ALLOWED(405, "method-not-allowed", "Not by this method"),
        CONFLICT(409, "conflict", "This contradicts what is there"),
        FIRST_TRY_RUNNING(409, "first-try-running", "The first try is still running"),
        BODY_TOO_SLOW(408, "body-too-slow", "The body came too slowly"),
        BODY_TOO_LARGE(413, "body-too-large", "The body is too large"),
        INVALID(422, "invalid", "A value cannot be taken"),
        TOO_MANY_REQUESTS(429, "too-many-requests", "Too many requests"),
        INTERNAL(500, "internal", "The server failed"),
        BUSY(503, "busy", "The server is busy"),
        UNAVAILABLE(503, "unavailable", "The database cannot be reached");

        private final int status;
        private final String code;
        private final String title;

        Kind(int status, String code, String title) {
            this.status = status;
            this.code = code;
            this.title = title;
        }
    }
}
