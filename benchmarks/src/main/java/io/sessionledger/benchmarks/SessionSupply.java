package io.sessionledger.benchmarks;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

/** Hands out sessions that have so many logs. For one caller. */
final class SessionSupply {

    private final Deque<UUID> free = new ArrayDeque<>();
    private final Refill refill;

    /** What is done when all have been handed out. */
    @FunctionalInterface
    private interface Refill {

        List<UUID> more() throws SQLException;
    }

    private SessionSupply(Refill refill) throws SQLException {
        this.refill = refill;
        free.addAll(refill.more());
    }

    /** Each session once; when they have run out, as many again are made. */
    static SessionSupply fresh(DataSource pool, String tenant, int atOnce, int logs) throws SQLException {
        return new SessionSupply(() -> PastSessions.make(pool, tenant, atOnce, logs));
    }

    /** The same sessions, over and over. */
    static SessionSupply inTurn(DataSource pool, String tenant, int sessions, int logs) throws SQLException {
        List<UUID> made = PastSessions.make(pool, tenant, sessions, logs);
        return new SessionSupply(() -> made);
    }

    UUID next() throws SQLException {
        if (free.isEmpty()) {
            free.addAll(refill.more());
        }
        return free.remove();
    }
}
