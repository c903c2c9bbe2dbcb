package io.sessionledger.examples.springboot;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.util.function.Function;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.Assert;

/** Starts and completes sessions: the host's row and the ledger's are written in one transaction, Spring's. */
@Service
class SessionDesk {

    private final JdbcTemplate jdbc;
    private final SessionLedger ledger;
    private final JdbcLedgerStore store;

    SessionDesk(JdbcTemplate jdbc, SessionLedger ledger, JdbcLedgerStore store) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.store = store;
    }

    @Transactional
    void open(long id, long counselor) {
        jdbc.update("insert into sessions (id, counselor_id, status) values (?, ?, 'open')", id, counselor);
        joined(island -> island.start(StartSession.of(SessionId.of(id), CounselorId.of(counselor))));
    }

    @Transactional
    Settlement complete(long id, String transcript) {
        jdbc.update("update sessions set status = 'done', transcript = ? where id = ?", transcript, id);
        return joined(island -> island.complete(SessionId.of(id)));
    }

    /** On the connection of Spring's transaction. */
    private <T> T joined(Function<TenantLedger, T> work) {
        Assert.state(TransactionSynchronizationManager.isActualTransactionActive(), "needs @Transactional");
        return jdbc.execute((Connection connection) -> work.apply(
                ledger.joining(store.on(connection), SessionDesk::afterCommit).tenant("island")));
    }

    private static void afterCommit(Runnable told) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                told.run();
            }
        });
    }
}
