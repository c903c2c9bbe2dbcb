package io.sessionledger.jdbc;

/**
 * Arrays as parameters on PostgreSQL, written so that the planner cannot see how long they are. Where it can, a plan for these few elements looks so much cheaper to it than one for any number that it
 * makes a new one for each execution, which takes as long as the execution itself.
 */
final class ArraySql {

    private ArraySql() {}

    /** Compares with each element of a parameter: what is said behind {@code =}. */
    static String anyOf(String parameter, String type) {
        return "any (cast((select " + array(parameter, type) + ") as " + type + "[]))";
    }

    /**
     * A row for each element of arrays of one length, led by the tenant: what is said behind {@code from}, without an alias.
     *
     * @param arrays separated by commas
     */
    static String rowsOf(String arrays) {
        return "(select cast(:tenant_id as text), * from unnest(" + arrays + ") limit (select cast(null as bigint)))";
    }

    /** A parameter as an array. */
    static String array(String parameter, String type) {
        return "cast(:" + parameter + " as " + type + "[])";
    }
}
