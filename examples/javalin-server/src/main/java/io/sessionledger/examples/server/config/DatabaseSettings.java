package io.sessionledger.examples.server.config;

import java.util.Optional;

/**
 * Where the tables are.
 *
 * @param jdbcUrl of PostgreSQL or H2; may carry user and password
 * @param user whom to connect as, unless the URL says so
 * @param password the user's
 */
public record DatabaseSettings(String jdbcUrl, Optional<String> user, Optional<String> password) {

    static final String H2 = "jdbc:h2:";
    static final String POSTGRESQL = "jdbc:postgresql:";

    /** {@return whether this is H2, which runs inside this process} */
    public boolean isH2() {
        return jdbcUrl.startsWith(H2);
    }

    /** {@return the URL without its parameters, among which a password may be} */
    public String place() {
        String place = jdbcUrl.split("[?;]", 2)[0];
        int credentials = place.lastIndexOf('@');
        return credentials < 0 ? place : place.substring(0, place.indexOf("//") + 2) + place.substring(credentials + 1);
    }

    /** Never shows the password. */
    @Override
    public String toString() {
        return place();
    }
}
