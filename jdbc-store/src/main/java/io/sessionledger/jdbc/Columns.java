package io.sessionledger.jdbc;

import java.util.List;
import java.util.stream.Collectors;

/** The columns that a mapper reads, written out wherever a statement names them. */
record Columns(List<String> names) {

    static Columns of(String... names) {
        return new Columns(List.of(names));
    }

    /** For a select from one table: {@code u.a, u.b}. */
    String from(String alias) {
        return names.stream().map(name -> alias + "." + name).collect(Collectors.joining(", "));
    }

    /** For a select from several: {@code u.a as u_a, u.b as u_b}. */
    String prefixed(String alias) {
        return names.stream()
                .map(name -> alias + "." + name + " as " + alias + "_" + name)
                .collect(Collectors.joining(", "));
    }
}
