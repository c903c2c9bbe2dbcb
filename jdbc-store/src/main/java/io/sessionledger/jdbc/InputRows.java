package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Rows that a statement on PostgreSQL gets as its input, each column of them an array. So what is written for one row, with its parameters, serves for many: {@link #reading} makes columns of the parameters.
 *
 * @param alias of the rows; tells the parameters of several inputs of a string apart
 * @param types of the columns, by their names
 */
record InputRows(String alias, Map<String, String> types) {

    /** A parameter, or a text in quotation marks, in which there are none. */
    private static final Pattern PARAMETER = Pattern.compile("'[^']*'|:([a-z_]+)");

    /** Not even null. */
    private static final Object UNBOUND = new Object();

    /** Rows with these columns, each a name and a type. */
    static InputRows of(String alias, String... columns) {
        Map<String, String> types = new LinkedHashMap<>();
        for (String column : columns) {
            int space = column.indexOf(' ');
            types.put(column.substring(0, space), column.substring(space + 1));
        }
        return new InputRows(alias, types);
    }

    /**
     * What a from clause says to read the rows. Their columns begin with {@code new_}, since most are called as what they are to change; besides there is {@code tenant_id}. A table that is joined by all of a key, tenant included, is looked up
     * by that key, row by row; if its tenant were compared with the parameter, all rows of the tenant could be read instead.
     */
    String asTable() {
        String arrays = types.entrySet().stream()
                .map(column -> ArraySql.array(parameter(column.getKey()), column.getValue()))
                .collect(Collectors.joining(", "));
        String names = types.keySet().stream().map(name -> "new_" + name).collect(Collectors.joining(", "));
        return ArraySql.rowsOf(arrays) + " as " + alias + " (tenant_id, " + names + ")";
    }

    /** A piece of SQL whose parameters, those that are columns here, are read from the rows. */
    String reading(String sql) {
        return PARAMETER
                .matcher(sql)
                .replaceAll(found ->
                        types.containsKey(String.valueOf(found.group(1))) ? alias + ".new_" + found.group(1) : "$0");
    }

    private String parameter(String column) {
        return alias + "_" + column;
    }

    /**
     * Binds the rows.
     *
     * @param binding binds the columns of one of them; parameters that are no columns here are passed over
     */
    <T> void bind(SqlStatement<?> statement, Collection<T> rows, BiConsumer<T, Parameters> binding) {
        Map<String, Column> columns = new LinkedHashMap<>();
        types.forEach((name, type) -> columns.put(name, Column.empty(type, rows.size())));
        int number = 0;
        for (T row : rows) {
            binding.accept(row, new OneRow(columns, number));
            number++;
        }
        columns.forEach((name, column) -> statement.bind(parameter(name), column.array(name)));
    }

    private record Column(String type, List<@Nullable Object> values) {

        static Column empty(String type, int rows) {
            return new Column(type, new ArrayList<>(Collections.nCopies(rows, UNBOUND)));
        }

        /** The array; fails if somebody has forgotten to bind something. */
        Argument array(String name) {
            if (values.contains(UNBOUND)) {
                throw new IllegalStateException("no value was bound to " + name);
            }
            return Bind.array(type, values.stream());
        }
    }

    /** The parameters of one row. */
    private record OneRow(Map<String, Column> columns, int number) implements Parameters {

        @CanIgnoreReturnValue
        private Parameters put(String name, @Nullable Object value) {
            Column column = columns.get(name);
            if (column != null) {
                column.values().set(number, value);
            }
            return this;
        }

        @Override
        public Parameters bind(String name, @Nullable String value) {
            return put(name, value);
        }

        @Override
        public Parameters bind(String name, @Nullable UUID value) {
            return put(name, value);
        }

        @Override
        public Parameters bind(String name, @Nullable Long value) {
            return put(name, value);
        }

        @Override
        public Parameters bind(String name, @Nullable BigDecimal value) {
            return put(name, value);
        }

        @Override
        public Parameters bind(String name, boolean value) {
            return put(name, value);
        }

        @Override
        public Parameters bind(String name, @Nullable Instant value) {
            return put(name, value);
        }
    }
}
