package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.util.UUID;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a statement, or of one among several in a string, whose names then end differently from those of the others.
 *
 * @param statement what they are bound to
 * @param ending what every name ends with
 */
record Parameters(SqlStatement<?> statement, String ending) {

    static Parameters of(SqlStatement<?> statement) {
        return new Parameters(statement, "");
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable String value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable UUID value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable Long value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable BigDecimal value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, boolean value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }

    @CanIgnoreReturnValue
    Parameters bind(String name, Argument value) {
        var unused = statement.bind(name + ending, value);
        return this;
    }
}
