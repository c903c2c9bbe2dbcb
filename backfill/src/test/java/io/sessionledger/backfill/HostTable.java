package io.sessionledger.backfill;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionUsage;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A host with a table of its own and a tenant of its own, on a shared database. */
final class HostTable {

    final TenantId tenant = TenantId.of("t-" + UUID.randomUUID());
    final CounselorId counselor = CounselorId.of(UUID.randomUUID());
    final String name = "host_" + UUID.randomUUID().toString().replace('-', '_');
    final DataSource dataSource;
    final JdbcLedgerStore store;
    private final String entriesParameter;

    private HostTable(DataSource dataSource, String keyType, String entriesType, String entriesParameter) {
        this.dataSource = dataSource;
        this.store = JdbcLedgerStore.builder(dataSource).build();
        this.entriesParameter = entriesParameter;
        execute("create table " + name + " (id " + keyType
                + " primary key, counselor_id uuid, tenant_id varchar(80), started_at timestamp"
                + ", credits numeric(10, 2), analysis_logs " + entriesType + ")");
    }

    static HostTable on(TestDatabase database, String entriesType) {
        return on(database, "uuid", entriesType);
    }

    static HostTable on(TestDatabase database, String keyType, String entriesType) {
        boolean json = entriesType.startsWith("json");
        String parameter = !json ? "?" : database.isPostgres() ? "cast(? as " + entriesType + ")" : "? format json";
        return new HostTable(database.pool(), keyType, entriesType, parameter);
    }

    BackfillSource.Builder source() {
        return BackfillSource.table(name);
    }

    Backfill backfill() {
        return Backfill.of(dataSource, source().build());
    }

    BackfillReport run() {
        return backfill().into(store);
    }

    SessionId add(String entries) {
        SessionId session = SessionId.of(UUID.randomUUID());
        add(session.value(), counselor.value(), tenant.value(), entries);
        return session;
    }

    void add(Object id, UUID counselorId, String tenantId, String entries) {
        execute(
                "insert into " + name + " (id, counselor_id, tenant_id, analysis_logs) values (?, ?, ?, "
                        + entriesParameter + ")",
                id,
                counselorId,
                tenantId,
                entries);
    }

    void set(SessionId session, String column, Object value) {
        execute("update " + name + " set " + column + " = ? where id = ?", value, session.value());
    }

    void setEntries(SessionId session, String entries) {
        execute(
                "update " + name + " set analysis_logs = " + entriesParameter + " where id = ?",
                entries,
                session.value());
    }

    List<AnalysisLog> logs(SessionId session) {
        try (var logs = store.analysisLogs().export(tenant, AnalysisLogQuery.ofSession(session))) {
            return logs.toList();
        }
    }

    Map<AnalysisId, AnalysisLog> logsById(SessionId session) {
        return logs(session).stream().collect(Collectors.toMap(AnalysisLog::id, Function.identity()));
    }

    SessionUsage usage(SessionId session) {
        return store.usage().find(tenant, session).orElseThrow();
    }

    /** Everything that the ledger has of the tenant, but for row ids and revisions, in one order. */
    String picture() {
        return rows(
                        "select session_id, counselor_id, status, started_at, completed_at, duration_seconds, analysis_count, total_prompt_tokens,"
                                + " total_cached_tokens, total_completion_tokens, total_tokens, estimated_cost_usd, unpriced_analysis_count,"
                                + " credits_consumed, credit_deducted, uncharged_reason from session_usage where tenant_id = '"
                                + tenant
                                + "' order by session_id")
                + rows(
                        "select session_id, id, safety_level, severity, display_text, action_suggestion, rag_documents, rag_sources, duration_seconds,"
                                + " model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, analyzed_at, late"
                                + " from session_analysis_logs where tenant_id = '" + tenant
                                + "' order by session_id, id")
                + rows(
                        "select counselor_id, granted, used, held, last_entry_no from credit_accounts where tenant_id = '"
                                + tenant + "' order by counselor_id");
    }

    String rows(String sql) {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    rows.append(row.getString(i)).append('|');
                }
                rows.append('\n');
            }
            return rows.toString();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    void execute(String sql, Object... parameters) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    static final TimeRange ALWAYS = TimeRange.of(
            java.time.Instant.parse("0001-01-01T00:00:00Z"), java.time.Instant.parse("9999-12-31T23:59:59.999999Z"));
}
