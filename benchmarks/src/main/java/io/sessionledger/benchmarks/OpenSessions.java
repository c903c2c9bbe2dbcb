package io.sessionledger.benchmarks;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.UUID;
import javax.sql.DataSource;

/** Hands out sessions of a tenant that are in progress and empty. They are started many at a time, so that starting them costs no contender anything to speak of. */
final class OpenSessions {

    private static final int AT_ONCE = 2_000;

    /** How many counselors share the sessions. */
    private static final int COUNSELORS = 500;

    private static final String START = """
            insert into session_usage (tenant_id, session_id, counselor_id, started_at)
            select ?, s.id, cast(md5('counselor-' || s.number %% %d) as uuid), now()
            from unnest(?) with ordinality s (id, number)
            """.formatted(COUNSELORS);

    private final DataSource pool;
    private final String tenant;
    private final Deque<UUID> free = new ArrayDeque<>();

    OpenSessions(DataSource pool, String tenant) throws SQLException {
        this.pool = pool;
        this.tenant = tenant;
        startMore();
    }

    synchronized UUID next() throws SQLException {
        if (free.isEmpty()) {
            startMore();
        }
        return free.remove();
    }

    private void startMore() throws SQLException {
        UUID[] ids = new UUID[AT_ONCE];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = UUID.randomUUID();
            free.add(ids[i]);
        }
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(START)) {
            Array array = connection.createArrayOf("uuid", ids);
            statement.setString(1, tenant);
            statement.setArray(2, array);
            statement.executeUpdate();
        }
    }
}
