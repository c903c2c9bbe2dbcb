package io.sessionledger.examples.server.http;

import io.javalin.security.RouteRole;
import io.sessionledger.examples.server.security.Role;
import java.util.Optional;

/** What a route asks of its caller. A route that says nothing is open to nobody. */
public enum Needs implements RouteRole {
    /** Open to everybody, without a token. */
    NOTHING(Optional.empty()),
    /** A token that may read. */
    VIEWER(Optional.of(Role.VIEWER)),
    /** A token that may run sessions. */
    APP(Optional.of(Role.APP)),
    /** A token that may move credits. */
    ADMIN(Optional.of(Role.ADMIN));

    @SuppressWarnings("ImmutableEnumChecker") // an Optional of an enum is immutable
    private final Optional<Role> role;

    Needs(Optional<Role> role) {
        this.role = role;
    }

    /** {@return the least role, if one is needed} */
    public Optional<Role> role() {
        return role;
    }
}
