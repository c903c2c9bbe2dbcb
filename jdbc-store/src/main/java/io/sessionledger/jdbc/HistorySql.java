package io.sessionledger.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.SessionUsage;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The statements of {@link SessionHistory}, the same on both databases but for how many logs are written at once. */
final class HistorySql {

    /** The order in which databases have uuids, and so the order in which rows are locked. */
    static final Comparator<UUID> KEY_ORDER = Comparator.comparing(UUID::getMostSignificantBits, Long::compareUnsigned)
            .thenComparing(UUID::getLeastSignificantBits, Long::compareUnsigned);

    private static final String MAKE = """
            insert into ${schema}.session_usage (tenant_id, session_id, counselor_id, status, started_at, completed_at, uncharged_reason)
            values (:tenant_id, :session_id, :counselor_id, 'completed', :started_at, :completed_at, 'usage_only')
            """;

    private static final String LOCK = """
            select %s from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id = any (%s)
            order by u.session_id
            """;

    /** Key by key, for the reason that {@link #UNBALANCED} has. */
    private static final String FIND_KEYS = """
            select %s from unnest(%s, %s) as k (session_id, id)
            cross join lateral (
                select * from ${schema}.session_analysis_logs
                where tenant_id = :tenant_id and session_id = k.session_id and id = k.id
                limit 1) l
            """;

    /** H2 would go through all ids for each row. */
    private static final String FIND_SESSIONS = """
            select %s from ${schema}.session_analysis_logs l
            where l.tenant_id = :tenant_id and l.session_id = any (:sessions)
            """;

    /** A row of history's own takes its times from the host: stated ones as they are now, others as wide as its logs. On H2 a parameter that stands in arithmetic needs its type. */
    private static final String RAISE = """
            update ${schema}.session_usage set
                duration_seconds = duration_seconds + cast(:duration_seconds as numeric(12, 3)),
                analysis_count = analysis_count + cast(:analyses as bigint),
                total_prompt_tokens = total_prompt_tokens + cast(:prompt_tokens as bigint),
                total_cached_tokens = total_cached_tokens + cast(:cached_tokens as bigint),
                total_completion_tokens = total_completion_tokens + cast(:completion_tokens as bigint),
                total_tokens = total_tokens + cast(:total_tokens as bigint),
                estimated_cost_usd = estimated_cost_usd + cast(:estimated_cost_usd as numeric(18, 10)),
                unpriced_analysis_count = unpriced_analysis_count + cast(:unpriced as bigint),
                started_at = case when not :historic then started_at
                    when :start_stated then cast(:started_at as timestamp with time zone)
                    else least(started_at, cast(:started_at as timestamp with time zone)) end,
                completed_at = case when not :historic then completed_at
                    when :end_stated then cast(:completed_at as timestamp with time zone)
                    else greatest(completed_at, cast(:completed_at as timestamp with time zone)) end,
                revision = revision + cast(:analyses as bigint)
            where tenant_id = :tenant_id and session_id = :session_id
            """;

    /**
     * Sums of one moment: usage and logs are read in one statement. Session by session, since for many at once a planner that knows the tables as they were before they were filled goes through all logs
     * of the tenant.
     */
    private static final String UNBALANCED = """
            select u.session_id from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id = any (%s)
                and (u.analysis_count, u.duration_seconds, u.total_prompt_tokens, u.total_cached_tokens,
                    u.total_completion_tokens, u.total_tokens, u.estimated_cost_usd, u.unpriced_analysis_count)
                <> (select count(*), coalesce(sum(l.duration_seconds), 0), coalesce(sum(l.prompt_tokens), 0), coalesce(sum(l.cached_tokens), 0),
                    coalesce(sum(l.completion_tokens), 0), coalesce(sum(l.total_tokens), 0), coalesce(sum(l.estimated_cost_usd), 0),
                    count(*) - count(l.estimated_cost_usd)
                    from ${schema}.session_analysis_logs l where l.tenant_id = u.tenant_id and l.session_id = u.session_id)
            """;

    private final Database database;
    private final PastLogWriter writer;
    private final String make;
    private final String lock;
    private final String find;
    private final String unbalanced;

    private HistorySql(Database database, PastLogWriter writer) {
        this.database = database;
        this.writer = writer;
        this.make = MAKE + database.unlessThere();
        this.lock = LOCK.formatted(SessionUsageRow.COLUMNS.from("u"), uuids("sessions")) + database.lock();
        String known = KnownLog.COLUMNS.from("l");
        this.find = database == Database.POSTGRESQL
                ? FIND_KEYS.formatted(known, uuids("sessions"), uuids("ids"))
                : FIND_SESSIONS.formatted(known);
        this.unbalanced = UNBALANCED.formatted(uuids("sessions"));
    }

    static HistorySql of(Database database) {
        return new HistorySql(
                database,
                switch (database) {
                    case POSTGRESQL -> new PastLogCopy();
                    case H2 -> new PastLogBatch();
                });
    }

    private String uuids(String parameter) {
        return database == Database.POSTGRESQL ? "cast(:" + parameter + " as uuid[])" : ":" + parameter;
    }

    /** Makes the usage rows that are not there, in the order of their keys, and says which these were. */
    Set<SessionId> make(Handle handle, TenantId tenant, List<PastSession> sessions) {
        Set<SessionId> made = new HashSet<>();
        if (database == Database.POSTGRESQL) {
            PreparedBatch batch = handle.prepareBatch(make);
            sessions.forEach(session -> bindMake(batch, tenant, session).add());
            int[] counts = batch.execute();
            for (int i = 0; i < counts.length; i++) {
                if (counts[i] == 1) {
                    made.add(sessions.get(i).sessionId());
                }
            }
            return made;
        }
        // a row that is there would end H2's batch
        for (PastSession session : sessions) {
            if (database.ifAbsent(bindMake(handle.createUpdate(make), tenant, session))) {
                made.add(session.sessionId());
            }
        }
        return made;
    }

    private static <S extends SqlStatement<S>> S bindMake(S statement, TenantId tenant, PastSession session) {
        return SessionSql.bindKey(statement, tenant, session.sessionId())
                .bind("counselor_id", session.counselorId().value())
                .bind("started_at", Bind.instant(PastSums.start(session)))
                .bind("completed_at", Bind.instant(PastSums.end(session)));
    }

    /** Locks usage rows in the order of their keys. */
    Map<SessionId, PastUsage> lock(Handle handle, TenantId tenant, Collection<SessionId> sessions) {
        return ofSessions(handle.createQuery(lock), tenant, sessions)
                .map((result, context) -> SessionUsageRow.map(Row.of(result)))
                .stream()
                .collect(toMap(SessionUsage::sessionId, PastUsage::of));
    }

    /** Which logs are there, by session. */
    Map<SessionId, Map<AnalysisId, KnownLog>> find(Handle handle, TenantId tenant, List<PastLog> logs) {
        if (logs.isEmpty()) {
            return Map.of();
        }
        Map<SessionId, Set<AnalysisId>> keys =
                logs.stream().collect(groupingBy(PastLog::sessionId, mapping(PastLog::id, toSet())));
        return queryFor(handle, tenant, logs, keys.keySet())
                .map((result, context) -> KnownLog.map(Row.of(result)))
                .stream()
                .filter(known -> keys.getOrDefault(known.sessionId(), Set.of()).contains(known.id()))
                .collect(groupingBy(KnownLog::sessionId, toMap(KnownLog::id, Function.identity())));
    }

    private Query queryFor(Handle handle, TenantId tenant, List<PastLog> logs, Set<SessionId> sessions) {
        Query query = handle.createQuery(find);
        return database == Database.POSTGRESQL
                ? query.bind("tenant_id", tenant.value())
                        .bind(
                                "sessions",
                                Bind.array(
                                        "uuid",
                                        logs.stream().map(log -> log.sessionId().value())))
                        .bind(
                                "ids",
                                Bind.array(
                                        "uuid",
                                        logs.stream().map(log -> log.id().value())))
                : ofSessions(query, tenant, sessions);
    }

    /** Writes logs of which none is there. */
    void write(Handle handle, TenantId tenant, List<PastLog> logs) {
        if (!logs.isEmpty()) {
            writer.write(handle, tenant, logs);
        }
    }

    void raise(Handle handle, TenantId tenant, List<PastSums> sums) {
        if (sums.isEmpty()) {
            return;
        }
        PreparedBatch batch = handle.prepareBatch(RAISE);
        for (PastSums of : sums) {
            SessionSql.bindKey(batch, tenant, of.sessionId())
                    .bind("duration_seconds", of.seconds())
                    .bind("analyses", (long) of.added().size())
                    .bind("prompt_tokens", of.tokens(PastTokens::prompt))
                    .bind("cached_tokens", of.tokens(PastTokens::cached))
                    .bind("completion_tokens", of.tokens(PastTokens::completion))
                    .bind("total_tokens", of.tokens(PastTokens::total))
                    .bind("estimated_cost_usd", of.cost())
                    .bind("unpriced", of.unpriced())
                    .bind("historic", of.historic())
                    .bind("start_stated", of.stated().startedAt().isPresent())
                    .bind("started_at", Bind.instant(PastSums.start(of.stated())))
                    .bind("end_stated", of.stated().endedAt().isPresent())
                    .bind("completed_at", Bind.instant(PastSums.end(of.stated())))
                    .add();
        }
        var unused = batch.execute();
    }

    List<SessionId> unbalanced(Handle handle, TenantId tenant, Collection<SessionId> sessions) {
        return ofSessions(handle.createQuery(unbalanced), tenant, sessions)
                .mapTo(UUID.class)
                .map(SessionId::of)
                .list();
    }

    private static Query ofSessions(Query query, TenantId tenant, Collection<SessionId> sessions) {
        Stream<UUID> keys = sessions.stream().map(SessionId::value);
        Argument array = Bind.array("uuid", keys);
        return query.bind("tenant_id", tenant.value()).bind("sessions", array);
    }
}
