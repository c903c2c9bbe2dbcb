package io.sessionledger.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.ParsedSql;

/**
 * A statement as JDBC takes it, with the places of its named parameters. For the one that is executed most, of which a lone caller feels what JDBI does for each execution. Its event in flight recordings goes with it; the ledger tells its listeners of every call.
 *
 * @param text with a question mark for each parameter
 * @param places from one on, by the parameter's name
 */
record PlacedSql(String text, Map<String, List<Integer>> places) {

    static PlacedSql of(ParsedSql parsed) {
        Map<String, List<Integer>> places = new HashMap<>();
        int place = 1;
        for (String name : parsed.getParameters().getParameterNames()) {
            places.computeIfAbsent(name, unplaced -> new ArrayList<>(1)).add(place++);
        }
        return new PlacedSql(parsed.getSql(), places);
    }

    /** Binds a value wherever the statement names it. */
    void bind(PreparedStatement statement, String name, Argument value) throws SQLException {
        for (int place : places.getOrDefault(name, List.of())) {
            value.apply(place, statement, null);
        }
    }
}
