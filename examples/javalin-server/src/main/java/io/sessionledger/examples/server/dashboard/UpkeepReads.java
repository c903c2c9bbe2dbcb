package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** What the upkeep's pages read beside the desks, each for the rows of one page, by their keys. Thread-safe. */
public final class UpkeepReads {

    private static final String NAMES =
            "select c.id, c.name from counselors c where c.tenant_id = :tenant_id and c.id in (<ids>)";

    private static final String USED = """
            select u.session_id, u.duration_seconds, u.analysis_count, u.credits_consumed from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id in (<ids>)
            """;

    private final Jdbi jdbi;
    private final String schema;

    /**
     * Reads a database.
     *
     * @param jdbi over the database of the host and of the ledger
     * @param schema where the ledger's tables are, a plain name
     */
    public UpkeepReads(Jdbi jdbi, String schema) {
        this.jdbi = jdbi;
        this.schema = schema;
    }

    /** What counselors are called. */
    Map<CounselorId, String> names(TenantId tenant, Collection<CounselorId> counselors) {
        Map<CounselorId, String> names = new HashMap<>();
        if (!counselors.isEmpty()) {
            List<UUID> ids =
                    counselors.stream().map(CounselorId::value).distinct().toList();
            jdbi.useHandle(handle -> handle.createQuery(NAMES)
                    .bind("tenant_id", tenant.value())
                    .bindList("ids", ids)
                    .map((row, context) ->
                            Map.entry(CounselorId.of(row.getObject("id", UUID.class)), row.getString("name")))
                    .forEach(name -> names.put(name.getKey(), name.getValue())));
        }
        return names;
    }

    /** What sessions have used so far. */
    Map<SessionId, UsedSoFar> used(TenantId tenant, Collection<SessionId> sessions) {
        Map<SessionId, UsedSoFar> used = new HashMap<>();
        if (!sessions.isEmpty()) {
            List<UUID> ids = sessions.stream().map(SessionId::value).toList();
            jdbi.useHandle(handle -> handle.createQuery(USED.replace("${schema}", schema))
                    .bind("tenant_id", tenant.value())
                    .bindList("ids", ids)
                    .map((row, context) -> Map.entry(
                            SessionId.of(row.getObject("session_id", UUID.class)),
                            new UsedSoFar(
                                    Duration.ofMillis(row.getBigDecimal("duration_seconds")
                                            .movePointRight(3)
                                            .longValue()),
                                    row.getLong("analysis_count"),
                                    Credits.of(row.getBigDecimal("credits_consumed")))))
                    .forEach(figures -> used.put(figures.getKey(), figures.getValue())));
        }
        return used;
    }
}
