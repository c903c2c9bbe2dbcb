package io.sessionledger.jdbc;

import io.sessionledger.InvalidInputException;
import io.sessionledger.jdbc.SqlName.Folding;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A foreign key from a table of the ledger's to one of the host's.
 *
 * @param table the ledger's table
 * @param column its column
 * @param hostTable the host's table, its schema before it if stated
 * @param hostColumn the host's key
 * @param onDelete what becomes of the ledger's row when the host's is deleted
 */
record HostKey(String table, String column, List<SqlName> hostTable, SqlName hostColumn, String onDelete) {

    /** Usage rows and their logs go with the session; the ledger outlives it. */
    static List<HostKey> ofSessions(String table, String column) {
        return List.of(to(table, column, "session_usage", "session_id", "on delete cascade"));
    }

    /** A counselor with sessions or credits cannot be deleted: the books would point to nobody. */
    static List<HostKey> ofCounselors(String table, String column) {
        return List.of(
                to(table, column, "session_usage", "counselor_id", "on delete no action"),
                to(table, column, "credit_accounts", "counselor_id", "on delete no action"));
    }

    private static HostKey to(String hostTable, String hostColumn, String table, String column, String onDelete) {
        InvalidInputException.unless(
                hostTable.indexOf('.') == hostTable.lastIndexOf('.'),
                "host table",
                "a table's name, alone or behind its schema's and a point",
                hostTable);
        List<SqlName> parts = Arrays.stream(hostTable.split("\\.", -1))
                .map(part -> SqlName.of("host table", part))
                .toList();
        return new HostKey(table, column, parts, SqlName.of("host column", hostColumn), onDelete);
    }

    /**
     * The key in a database.
     *
     * @param hostSchema where a table of the host's is that has no schema before it; empty to leave that to the search path
     */
    Constraint constraint(Folding folding, Optional<String> hostSchema) {
        Stream<String> schema =
                hostTable.size() > 1 ? Stream.of() : hostSchema.stream().map(SqlName::quoted);
        String host = Stream.concat(schema, hostTable.stream().map(part -> part.quoted(folding)))
                .collect(Collectors.joining("."));
        String name = table + "_host_" + column + "_fk";
        String target =
                hostTable.stream().map(SqlName::text).collect(Collectors.joining(".")) + "(" + hostColumn.text() + ")";
        return new Constraint(
                name,
                table + "." + column + " to " + target,
                "create index if not exists %1$s_by_%2$s on ${schema}.%1$s (%2$s)".formatted(table, column),
                "alter table ${schema}.%s add constraint %s foreign key (%s) references %s (%s) %s"
                        .formatted(table, name, column, host, hostColumn.quoted(folding), onDelete));
    }

    /**
     * A key as the database knows it.
     *
     * @param name in lower case
     * @param path from where to where it leads, as a person reads it
     * @param createIndex no key of the ledger's begins with the host's; without this index each delete of the host's would
     *     read the whole table
     * @param addConstraint makes it
     */
    record Constraint(String name, String path, String createIndex, String addConstraint) {}
}
