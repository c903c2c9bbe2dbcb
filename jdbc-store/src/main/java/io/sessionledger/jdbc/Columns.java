package io.sessionledger.jdbc;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The columns that a mapper reads, written out wherever a statement names them. */
record Columns(List<String> names) {

    static Columns of(String... names) {
        return new Columns(List.of(names));
    }

    /** These and some more. */
    Columns and(String... more) {
        return new Columns(Stream.concat(names.stream(), Arrays.stream(more)).toList());
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
