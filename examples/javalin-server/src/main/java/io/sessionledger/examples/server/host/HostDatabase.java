package io.sessionledger.examples.server.host;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import io.sessionledger.billing.Maintenance;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.store.SilentSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.function.Function;
import org.jdbi.v3.core.Jdbi;

/** The host's transactions, which the ledger joins. Thread-safe. */
public final class HostDatabase {

    /** Unique violation, serialization failure, PostgreSQL's deadlock, and what H2 says of a row that another transaction is writing. */
    private static final Set<String> AGAIN = Set.of("23505", "40001", "40P01", "90131");

    private static final int ATTEMPTS = 5;

    private final Jdbi jdbi;
    private final SessionLedger ledger;
    private final JdbcLedgerStore store;

    /**
     * Puts the two together.
     *
     * @param jdbi over the database of the store
     * @param ledger over the same store
     * @param store where the ledger keeps everything
     */
    public HostDatabase(Jdbi jdbi, SessionLedger ledger, JdbcLedgerStore store) {
        this.jdbi = jdbi;
        this.ledger = ledger;
        this.store = store;
    }

    /**
     * {@return the tenant's ledger by its own door: each verb is its own transaction}
     *
     * @param tenant whose
     */
    public TenantLedger ledger(TenantId tenant) {
        return ledger.tenant(tenant);
    }

    /**
     * {@return one page of a tenant's sessions in progress, the earliest started first, each with when something was last recorded to it}
     *
     * @param tenant whose
     * @param now what time it is
     * @param page how many, after which
     */
    public Page<SilentSession> openSessions(TenantId tenant, Instant now, PageRequest page) {
        return store.due().listSilentSessions(tenant, now, page);
    }

    /** {@return the upkeep of the ledger, of which each thing is a transaction of its own} */
    public Maintenance maintenance() {
        return ledger.maintenance();
    }

    /**
     * Does some work in one transaction. Where another transaction was in the way, by a deadlock or by a row that both wanted to be the first to write, all of it is done
     * again, a few times: so the work changes nothing but the database.
     *
     * @param <T> what the work answers
     * @param tenant whose tables and ledger it is about
     * @param work what to do
     * @return what it answered
     */
    public <T> T transaction(TenantId tenant, Function<HostTransaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(tenant, work);
            } catch (RuntimeException e) {
                if (attempt == ATTEMPTS || !mayBeDoneAgain(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(TenantId tenant, Function<HostTransaction, T> work) {
        return jdbi.inTransaction(handle -> {
            TenantLedger joined = ledger.joining(store.on(handle.getConnection()), handle::afterCommit)
                    .tenant(tenant);
            return work.apply(new HostTransaction(handle, tenant, joined));
        });
    }

    private static boolean mayBeDoneAgain(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null && AGAIN.contains(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
