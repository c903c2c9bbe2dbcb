package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name as a host writes it in SQL: folded as its database folds names, unless it stands in quotation marks.
 *
 * @param text the name, without quotation marks
 * @param exact whether it stood in quotation marks
 */
record SqlName(String text, boolean exact) {

    private static final Pattern WRITTEN = Pattern.compile("([A-Za-z_]\\w{0,62})|\"([^\"\\p{Cntrl}]{1,63})\"");

    static SqlName of(String field, String written) {
        Matcher matcher = WRITTEN.matcher(written);
        InvalidInputException.unless(
                matcher.matches(),
                field,
                "a name of letters, digits and underscores, at most 63 of them, or any name in quotation marks",
                written);
        return matcher.group(1) != null ? new SqlName(matcher.group(1), false) : new SqlName(matcher.group(2), true);
    }

    /** The name as the database's catalog holds it. */
    String stored(Folding folding) {
        if (exact) {
            return text;
        }
        return switch (folding) {
            case UPPER -> text.toUpperCase(Locale.ROOT);
            case LOWER -> text.toLowerCase(Locale.ROOT);
            case NONE -> text;
        };
    }

    /** The name as it is written so that no database folds it and none of its words is reserved. */
    String quoted(Folding folding) {
        return quoted(stored(folding));
    }

    static String quoted(String stored) {
        return '"' + stored.replace("\"", "\"\"") + '"';
    }

    /** What a database does to a name without quotation marks. */
    enum Folding {
        UPPER,
        LOWER,
        NONE;

        static Folding of(DatabaseMetaData database) throws SQLException {
            if (database.storesUpperCaseIdentifiers()) {
                return UPPER;
            }
            return database.storesLowerCaseIdentifiers() ? LOWER : NONE;
        }
    }
}
