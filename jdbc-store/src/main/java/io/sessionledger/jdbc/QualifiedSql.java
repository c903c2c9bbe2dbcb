package io.sessionledger.jdbc;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.ColonPrefixSqlParser;
import org.jdbi.v3.core.statement.SqlParser;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.jdbi.v3.core.statement.StatementExceptions.MessageRendering;
import org.jdbi.v3.core.statement.TemplateEngine;

/**
 * The ledger's statements in the schema of its tables: every table is qualified, so that it does not matter where the search path of a
 * host's connection leads. What was worked out once is shared by all connections.
 */
final class QualifiedSql implements TemplateEngine {

    private static final String PLACEHOLDER = "${schema}";

    private final String schema;
    private final SqlParser parser = new ColonPrefixSqlParser();
    private final Map<String, String> rendered = new ConcurrentHashMap<>();
    private final Map<String, PlacedSql> placed = new ConcurrentHashMap<>();

    /**
     * @param schema the schema, as the database's catalog holds it
     */
    QualifiedSql(String schema) {
        this.schema = schema;
    }

    String schema() {
        return schema;
    }

    @Override
    public String render(String template, StatementContext context) {
        return rendered.computeIfAbsent(template, this::qualified);
    }

    String qualified(String template) {
        return template.replace(PLACEHOLDER, SqlName.quoted(schema));
    }

    /** What the handles of {@link #over} have their statements from. */
    static QualifiedSql of(Handle handle) {
        return (QualifiedSql) handle.getConfig(SqlStatements.class).getTemplateEngine();
    }

    /** A statement that goes to JDBC as it is. */
    PlacedSql placed(String template) {
        return placed.computeIfAbsent(template, unplaced -> PlacedSql.of(parser.parse(qualified(unplaced), null)));
    }

    Jdbi over(ConnectionFactory connections) {
        Jdbi jdbi = Jdbi.create(connections);
        // JDBI would quote the arguments, and those are what people said: in flight recordings, where 2 characters are
        // the sign that it left them out, and in errors
        jdbi.getConfig(SqlStatements.class)
                .setTemplateEngine(this)
                .setSqlParser(parser)
                .setJfrParamMaxLength(2);
        jdbi.getConfig(StatementExceptions.class).setMessageRendering(MessageRendering.NONE);
        return jdbi;
    }
}
