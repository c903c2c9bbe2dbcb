package io.sessionledger.jdbc;

import org.jspecify.annotations.Nullable;

/**
 * Rows in the text format of PostgreSQL's COPY: values apart by tabs, rows by line feeds, an absent value as {@code \N}.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-copy.html">PostgreSQL: COPY, text format</a>
 */
final class CopyText {

    private final StringBuilder text = new StringBuilder();
    private boolean inRow;

    /** Adds a value to the row. */
    CopyText add(@Nullable Object value) {
        if (inRow) {
            text.append('\t');
        }
        inRow = true;
        if (value == null) {
            text.append("\\N");
        } else if (value instanceof String string) {
            addEscaped(string);
        } else {
            // numbers, uuids, times and booleans have nothing to escape
            text.append(value);
        }
        return this;
    }

    private void addEscaped(String value) {
        int copied = 0;
        for (int i = 0; i < value.length(); i++) {
            char escape = switch (value.charAt(i)) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (escape != 0) {
                text.append(value, copied, i).append('\\').append(escape);
                copied = i + 1;
            }
        }
        text.append(value, copied, value.length());
    }

    void endRow() {
        text.append('\n');
        inRow = false;
    }

    int length() {
        return text.length();
    }

    /** What was added since the last time. */
    String take() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }
}
