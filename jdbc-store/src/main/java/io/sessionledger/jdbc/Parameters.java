package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** What parameters are bound to by their names: a statement, or a row among many that a statement reads. */
interface Parameters {

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable String value);

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable UUID value);

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable Long value);

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable BigDecimal value);

    @CanIgnoreReturnValue
    Parameters bind(String name, boolean value);

    @CanIgnoreReturnValue
    Parameters bind(String name, @Nullable Instant value);

    /** The parameters of a statement. */
    static Parameters of(SqlStatement<?> statement) {
        return new OfStatement(statement);
    }

    /**
     * The parameters of a statement.
     *
     * @param statement what they are bound to
     */
    record OfStatement(SqlStatement<?> statement) implements Parameters {

        @Override
        public Parameters bind(String name, @Nullable String value) {
            var unused = statement.bind(name, Bind.text(value));
            return this;
        }

        @Override
        public Parameters bind(String name, @Nullable UUID value) {
            var unused = statement.bind(name, Bind.uuid(value));
            return this;
        }

        @Override
        public Parameters bind(String name, @Nullable Long value) {
            var unused = statement.bind(name, Bind.number(value));
            return this;
        }

        @Override
        public Parameters bind(String name, @Nullable BigDecimal value) {
            var unused = statement.bind(name, Bind.decimal(value));
            return this;
        }

        @Override
        public Parameters bind(String name, boolean value) {
            var unused = statement.bind(name, Bind.flag(value));
            return this;
        }

        @Override
        public Parameters bind(String name, @Nullable Instant value) {
            var unused = statement.bind(name, Bind.instant(value));
            return this;
        }
    }
}
