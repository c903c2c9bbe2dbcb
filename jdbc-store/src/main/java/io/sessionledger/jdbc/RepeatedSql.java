package io.sessionledger.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjIntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** A string of statements of which the last is repeated, each time with parameters of its own. */
final class RepeatedSql {

    /** A parameter, or a text in quotation marks, in which there are none. */
    private static final Pattern PARAMETER = Pattern.compile("'[^']*'|:([a-z_]+)");

    private final String first;
    private final String repeated;
    private final Map<Integer, String> strings = new ConcurrentHashMap<>();

    RepeatedSql(String first, String repeated) {
        this.first = first;
        this.repeated = repeated;
    }

    /**
     * The query with so many repetitions; the parameters of what comes first are left to bind.
     *
     * @param binding binds those of the repetition that has this number
     */
    Query query(Handle handle, int times, ObjIntConsumer<Parameters> binding) {
        Query query = handle.createQuery(strings.computeIfAbsent(times, this::repeated));
        IntStream.range(0, times).forEach(i -> binding.accept(new Parameters(query, ending(i)), i));
        return query;
    }

    private String repeated(int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> PARAMETER
                        .matcher(repeated)
                        .replaceAll(found -> found.group(1) == null ? "$0" : "$0" + ending(i)))
                .collect(Collectors.joining(";\n", first, ""));
    }

    private static String ending(int i) {
        return "_" + i;
    }
}
