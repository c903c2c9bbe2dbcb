package io.sessionledger.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A text that holds several values so that no two lists of values give the same text: each value is the number of its UTF-8 bytes, a colon, and itself; an
 * absent one is a hyphen.
 */
final class Canonical {

    private static final String ABSENT = "-";

    private final StringBuilder text = new StringBuilder();

    Canonical(String version) {
        add(version);
    }

    Canonical add(@Nullable Object value) {
        if (value == null) {
            text.append(ABSENT);
            return this;
        }
        String field = value.toString();
        text.append(field.getBytes(StandardCharsets.UTF_8).length).append(':').append(field);
        return this;
    }

    /** The number of leaves of a JSON tree, then each one's path and value. */
    Canonical addTree(@Nullable Map<String, String> leaves) {
        if (leaves == null) {
            return add(null);
        }
        add(leaves.size());
        leaves.forEach((path, value) -> add(path).add(value));
        return this;
    }

    String digest() {
        return Sha256.of(text.toString());
    }

    /** The same for one value, in SQL; for text of ASCII characters. */
    static String sql(String expression) {
        return "length(" + expression + ") || ':' || " + expression;
    }
}
