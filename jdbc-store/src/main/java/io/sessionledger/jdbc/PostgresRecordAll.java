package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionUsage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Records several analyses of one session on PostgreSQL, in the transaction at hand and in as few statements as their size allows. */
final class PostgresRecordAll {

    private static final int MOST_ROWS = 500;

    private static final String STORED = """
            select %s from ${schema}.session_analysis_logs l
            where l.tenant_id = :tenant_id and l.session_id = :session_id and l.id = %s
            """.formatted(AnalysisLogRow.COLUMNS.from("l"), ArraySql.anyOf("ids", "uuid"));

    private final Handle handle;
    private final TenantId tenant;
    private final SessionId sessionId;

    private PostgresRecordAll(Handle handle, TenantId tenant, SessionId sessionId) {
        this.handle = handle;
        this.tenant = tenant;
        this.sessionId = sessionId;
    }

    /** Records inputs of one session, of which there is at least one, and answers in their order; each outcome says the usage with all of them. */
    static List<RecordOutcome> record(Handle handle, List<AnalysisInput> inputs) {
        AnalysisInput first = inputs.get(0);
        return new PostgresRecordAll(handle, first.tenant(), first.sessionId()).record(inputs);
    }

    private List<RecordOutcome> record(List<AnalysisInput> inputs) {
        Map<AnalysisId, AnalysisInput> each = new LinkedHashMap<>();
        inputs.forEach(input -> each.putIfAbsent(input.id(), input));
        Map<AnalysisId, RecordOutcome> recorded = new HashMap<>();
        SessionUsage usage = null;
        for (List<AnalysisInput> batch : BatchGate.batches(each.values(), MOST_ROWS)) {
            var stored = PostgresRecordBatch.record(handle, batch);
            batch.forEach(input -> stored.outcome(input).ifPresent(outcome -> recorded.put(input.id(), outcome)));
            usage = stored.usage(sessionId).orElse(usage);
        }
        return outcomes(inputs, recorded, usage == null ? unchanged() : usage);
    }

    /** The first of an id that was recorded says so; every other is a duplicate of what the row holds. */
    private List<RecordOutcome> outcomes(
            List<AnalysisInput> inputs, Map<AnalysisId, RecordOutcome> recorded, SessionUsage usage) {
        Set<AnalysisId> firsts = new HashSet<>(recorded.keySet());
        Map<AnalysisId, AnalysisLog> stored = stored(inputs.stream()
                .map(AnalysisInput::id)
                .filter(id -> !firsts.remove(id))
                .collect(Collectors.toSet()));
        List<RecordOutcome> outcomes = new ArrayList<>(inputs.size());
        for (AnalysisInput input : inputs) {
            RecordOutcome first = recorded.remove(input.id());
            outcomes.add(first == null ? duplicate(stored.get(input.id()), usage) : first.withUsage(usage));
        }
        return outcomes;
    }

    private RecordOutcome duplicate(@Nullable AnalysisLog stored, SessionUsage usage) {
        if (stored == null) {
            throw new SessionNotFoundException(tenant, sessionId);
        }
        return new Duplicate(stored, usage);
    }

    /** Where nothing was recorded: all of it was there, or there is no such session. */
    private SessionUsage unchanged() {
        return JdbcUsageRepository.find(handle, tenant, sessionId)
                .orElseThrow(() -> new SessionNotFoundException(tenant, sessionId));
    }

    private Map<AnalysisId, AnalysisLog> stored(Set<AnalysisId> ids) {
        Map<AnalysisId, AnalysisLog> logs = new HashMap<>();
        if (!ids.isEmpty()) {
            SessionSql.bindKey(handle.createQuery(STORED), tenant, sessionId)
                    .bind("ids", Bind.array("uuid", ids.stream().map(AnalysisId::value)))
                    .map((result, context) -> AnalysisLogRow.map(Row.of(result)))
                    .forEach(log -> logs.put(log.id(), log));
        }
        return logs;
    }
}
