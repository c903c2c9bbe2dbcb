package io.sessionledger.benchmarks;

import io.sessionledger.SessionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.sql.DataSource;

/**
 * Running sessions of a tenant, each to be taken once. They are written in bulk, as the ledger's verbs would have left them, before anything is measured.
 */
final class PreparedSessions {

    private static final String USAGE = """
            insert into session_usage (tenant_id, session_id, counselor_id, started_at, duration_seconds, analysis_count,
                total_prompt_tokens, total_cached_tokens, total_completion_tokens, total_tokens, estimated_cost_usd,
                last_recorded_at, revision, rate_id)
            select r.tenant_id, gen_random_uuid(), %s, now() - interval '1 hour', %s, r.id
            from generate_series(1, cast(? as bigint)) n
            join credit_rates r on r.tenant_id = ? and r.name = 'standard'
            """;

    /** Started, and nothing recorded yet. */
    private static final String STARTED =
            USAGE.formatted(Counselors.ID_SQL.formatted("n % ?"), "0, 0, 0, 0, 0, 0, 0, null, 0")
                    + " returning session_id";

    /** With one record of 1 to 50 minutes, in seconds, so that started minutes are rounded. */
    private static final String RECORDED = """
            with u as (%s returning *)
            insert into session_analysis_logs (tenant_id, session_id, counselor_id, safety_level, severity, display_text,
                action_suggestion, transcript_length, duration_seconds, model_used, prompt_tokens, cached_tokens,
                completion_tokens, total_tokens, estimated_cost_usd, analyzed_at)
            select tenant_id, session_id, counselor_id, 'green', 1, repeat('calm talk ', 12), 'keep listening', 800,
                duration_seconds, 'gemini-2.5-flash', total_prompt_tokens, total_cached_tokens, total_completion_tokens,
                total_tokens, estimated_cost_usd, last_recorded_at
            from u returning session_id
            """.formatted(USAGE.formatted(
            Counselors.ID_SQL.formatted("n % ?"),
            "40 + 59 * (n % 50), 1, 900, 300, 150, 1350, 0.00043, now() - interval '1 minute', 1"));

    /** Enough for a trial that tells roughly how many a run will take. */
    static final int FOR_TRIAL = 5000;

    /** A trial takes so small a part of a measured stretch. */
    private static final int TRIAL_PART = 10;

    /** A trial runs on code that is not warm yet. */
    private static final double MARGIN = 2;

    /** As many as are made at once when they run out, which makes one caller wait rather than the run fail. */
    private static final int REFILL = 5000;

    private final DataSource pool;
    private final String tenant;
    private final String insert;
    private final int accounts;
    private final ConcurrentLinkedQueue<SessionId> waiting = new ConcurrentLinkedQueue<>();

    private PreparedSessions(DataSource pool, String tenant, String insert, int accounts) {
        this.pool = pool;
        this.tenant = tenant;
        this.insert = insert;
        this.accounts = accounts;
    }

    /** Sessions that have started, spread over the accounts. */
    static PreparedSessions started(DataSource pool, String tenant, int accounts) {
        return new PreparedSessions(pool, tenant, STARTED, accounts);
    }

    /** Sessions with one record each, spread over the accounts. */
    static PreparedSessions recorded(DataSource pool, String tenant, int accounts) {
        return new PreparedSessions(pool, tenant, RECORDED, accounts);
    }

    /** Makes as many as a run will probably take, judged by what callers take in a short trial. */
    void fillFor(Effort effort, int callers, Operation taking) throws Exception {
        fill(FOR_TRIAL);
        Duration stretch = effort.measured().dividedBy(TRIAL_PART);
        Load trial = LoadDriver.run(taking, callers, stretch, stretch);
        Duration run = effort.warmUp().plus(effort.measured()).multipliedBy(effort.rounds());
        fill((long) (trial.perSecond() * MARGIN * run.toMillis() / 1000));
    }

    /** Makes more of them, until so many wait. */
    void fill(long wanted) throws SQLException {
        long missing = wanted - waiting.size();
        if (missing <= 0) {
            return;
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(insert)) {
            new Parameters(statement).number(accounts).number(missing).text(tenant);
            waiting.addAll(made(statement));
        }
    }

    /** In an order of chance, so that callers meet on an account as often as chance has it. */
    private static List<SessionId> made(PreparedStatement statement) throws SQLException {
        List<SessionId> ids = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                ids.add(SessionId.of(row.getObject(1, UUID.class)));
            }
        }
        shuffle(ids);
        return ids;
    }

    private static void shuffle(List<SessionId> ids) {
        SplittableRandom random = new SplittableRandom(ids.size());
        for (int i = ids.size() - 1; i > 0; i--) {
            Collections.swap(ids, i, random.nextInt(i + 1));
        }
    }

    SessionId take() throws SQLException {
        SessionId next = waiting.poll();
        return next == null ? refilled() : next;
    }

    private synchronized SessionId refilled() throws SQLException {
        SessionId next = waiting.poll();
        while (next == null) {
            fill(REFILL);
            next = waiting.poll();
        }
        return next;
    }
}
