package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.AnalysisLogQuery.Order;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.store.AnalysisLogRepository;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads {@code session_analysis_logs}, in SQL that both databases share. */
final class JdbcAnalysisLogRepository implements AnalysisLogRepository {

    private static final int EXPORT_PAGE = 500;

    private static final String SELECT = "select " + AnalysisLogRow.COLUMNS.from("l")
            + " from ${schema}.session_analysis_logs l where l.tenant_id = :tenant_id";

    private static final String FIND = SELECT + " and l.session_id = :session_id and l.id = :id";

    private static final String DISTRIBUTION = """
            select count(case when l.safety_level = 'red' then 1 end) as red,
                count(case when l.safety_level = 'yellow' then 1 end) as yellow,
                count(case when l.safety_level = 'green' then 1 end) as green
            from ${schema}.session_analysis_logs l where l.tenant_id = :tenant_id and l.session_id = :session_id
            """;

    private static final String ERASE = """
            update ${schema}.session_analysis_logs
            set display_text = null, action_suggestion = null, rag_documents = null, rag_sources = null
            where tenant_id = :tenant_id and session_id = :session_id
                and (display_text is not null or action_suggestion is not null
                    or rag_documents is not null or rag_sources is not null)
            """;

    private final Door door;
    private final ContentColumns content;

    JdbcAnalysisLogRepository(Door door, ContentColumns content) {
        this.door = door;
        this.content = content;
    }

    @Override
    public Optional<AnalysisLog> find(TenantId tenant, SessionId sessionId, AnalysisId id) {
        return door.call("find analysis " + id, handle -> find(handle, tenant, sessionId, id))
                .map(row -> content.decoded(tenant, row));
    }

    /** The log as its row holds it: its content may be encoded. */
    static Optional<AnalysisLog> find(Handle handle, TenantId tenant, SessionId sessionId, AnalysisId id) {
        return SessionSql.bindKey(handle.createQuery(FIND), tenant, sessionId)
                .bind("id", id.value())
                .map((result, context) -> AnalysisLogRow.map(Row.of(result)))
                .findOne();
    }

    @Override
    public Page<AnalysisLog> list(TenantId tenant, AnalysisLogQuery query, PageRequest page) {
        Keyset keyset = new Keyset("analysis_logs|" + tenant + "|" + query, page);
        Optional<KeysetCursor> start = keyset.start();
        Page<AnalysisLog> found = door.call("list analysis logs", handle -> {
            List<AnalysisLog> rows = select(handle, tenant, query, start, keyset.limit());
            return keyset.page(rows, JdbcAnalysisLogRepository::position);
        });
        return new Page<>(
                found.items().stream().map(row -> content.decoded(tenant, row)).toList(), found.nextCursor());
    }

    @Override
    public Stream<AnalysisLog> export(TenantId tenant, AnalysisLogQuery query) {
        return Stream.iterate(
                        firstExported(tenant, query),
                        rows -> !rows.isEmpty(),
                        rows -> exportedAfter(tenant, query, rows))
                .flatMap(List::stream)
                .map(row -> content.decoded(tenant, row));
    }

    private List<AnalysisLog> firstExported(TenantId tenant, AnalysisLogQuery query) {
        return door.call(
                "export analysis logs", handle -> select(handle, tenant, query, Optional.empty(), EXPORT_PAGE));
    }

    private List<AnalysisLog> exportedAfter(TenantId tenant, AnalysisLogQuery query, List<AnalysisLog> rows) {
        if (rows.size() < EXPORT_PAGE) {
            return List.of();
        }
        KeysetCursor last = position(rows.get(rows.size() - 1));
        return door.call(
                "export analysis logs", handle -> select(handle, tenant, query, Optional.of(last), EXPORT_PAGE));
    }

    private static KeysetCursor position(AnalysisLog log) {
        return KeysetCursor.at(
                log.analyzedAt(), log.sessionId().value(), log.id().value());
    }

    private static List<AnalysisLog> select(
            Handle handle, TenantId tenant, AnalysisLogQuery query, Optional<KeysetCursor> start, int limit) {
        Query select = handle.createQuery(sql(query, start.isPresent()))
                .bind("tenant_id", tenant.value())
                .bind("limit", limit);
        query.sessionId().ifPresent(id -> select.bind("session_id", id.value()));
        query.range()
                .ifPresent(
                        range -> select.bind("from", Bind.instant(range.from())).bind("to", Bind.instant(range.to())));
        start.ifPresent(after -> {
            select.bind("after_at", Bind.instant(after.instant())).bind("after_id", after.second());
            if (query.sessionId().isEmpty()) {
                select.bind("after_session", after.first());
            }
        });
        return select.map((result, context) -> AnalysisLogRow.map(Row.of(result)))
                .list();
    }

    /** Written from constant pieces: each combination of filters gets the plan that fits it. */
    static String sql(AnalysisLogQuery query, boolean continued) {
        boolean newestFirst = query.order() == Order.NEWEST_FIRST;
        boolean ofSession = query.sessionId().isPresent();
        StringBuilder sql = new StringBuilder(SELECT);
        if (ofSession) {
            sql.append(" and l.session_id = :session_id");
        }
        // spelled out, not bound: a plan for any level could not use the index that leaves out green
        query.safetyLevel()
                .ifPresent(level -> sql.append(" and l.safety_level = '")
                        .append(level.code())
                        .append("'"));
        if (query.range().isPresent()) {
            sql.append(" and l.analyzed_at >= :from and l.analyzed_at < :to");
        }
        if (continued) {
            String beyond = newestFirst ? " < " : " > ";
            sql.append(" and ")
                    .append(ofSession ? "(l.analyzed_at, l.id)" : "(l.analyzed_at, l.session_id, l.id)")
                    .append(beyond)
                    .append(ofSession ? "(:after_at, :after_id)" : "(:after_at, :after_session, :after_id)");
        }
        return sql.append(orderBy(query, newestFirst ? " desc" : ""))
                .append(" limit :limit")
                .toString();
    }

    /** Names the columns that are fixed, too: only so does H2 see that its index is in this order already. */
    private static String orderBy(AnalysisLogQuery query, String direction) {
        List<String> columns = new ArrayList<>(List.of("l.tenant_id"));
        if (query.sessionId().isPresent()) {
            columns.addAll(List.of("l.session_id", "l.analyzed_at", "l.id"));
        } else {
            if (query.safetyLevel().isPresent()) {
                columns.add("l.safety_level");
            }
            columns.addAll(List.of("l.analyzed_at", "l.session_id", "l.id"));
        }
        return columns.stream().map(column -> column + direction).collect(Collectors.joining(", ", " order by ", ""));
    }

    @Override
    public SafetyDistribution safetyDistribution(TenantId tenant, SessionId sessionId) {
        return door.call(
                "count the levels of session " + sessionId,
                handle -> SessionSql.bindKey(handle.createQuery(DISTRIBUTION), tenant, sessionId)
                        .map((result, context) -> new SafetyDistribution(
                                result.getLong("red"), result.getLong("yellow"), result.getLong("green")))
                        .one());
    }

    @Override
    public int eraseContent(TenantId tenant, SessionId sessionId) {
        return door.call(
                "erase the content of session " + sessionId,
                handle -> SessionSql.bindKey(handle.createUpdate(ERASE), tenant, sessionId)
                        .execute());
    }
}
