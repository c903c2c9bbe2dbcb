package io.sessionledger.jdbc.testing;

import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.store.AnalysisLogRepository;
import io.sessionledger.store.CreditAlerts;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRates;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionUsageTracker;
import io.sessionledger.store.UsageRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A store each of whose verbs joins a transaction of a host's, which goes on after the verb, also after one that failed, and is then
 * committed. So every contract of the ports can be held to the joining door.
 */
final class HostTransactions {

    private final JdbcLedgerStore store;
    private final DataSource dataSource;

    private HostTransactions(JdbcLedgerStore store, DataSource dataSource) {
        this.store = store;
        this.dataSource = dataSource;
    }

    static LedgerStore around(JdbcLedgerStore store, DataSource dataSource) {
        HostTransactions host = new HostTransactions(store, dataSource);
        return new Joining(
                host.port(SessionUsageTracker.class, JoinedStore::sessions),
                host.port(UsageRepository.class, JoinedStore::usage),
                host.port(AnalysisLogRepository.class, JoinedStore::analysisLogs),
                host.port(CreditLedger.class, JoinedStore::credits),
                host.port(CreditRepository.class, JoinedStore::accounts),
                host.port(CreditRates.class, JoinedStore::rates),
                host.port(CreditAlerts.class, JoinedStore::alerts),
                host.port(DueWork.class, JoinedStore::due),
                host.port(RecurringGrants.class, JoinedStore::recurringGrants));
    }

    private <T> T port(Class<T> type, Function<JoinedStore, T> of) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> inTransaction(of, method, arguments)));
    }

    private Object inTransaction(Function<JoinedStore, ?> port, Method method, Object[] arguments) throws Throwable {
        try (Connection connection = dataSource.getConnection()) {
            boolean autocommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                Object result = method.invoke(port.apply(store.on(connection)), arguments);
                // a stream is read within its transaction
                return result instanceof Stream<?> stream ? stream.toList().stream() : result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                goOn(connection);
                connection.commit();
                connection.setAutoCommit(autocommit);
            }
        }
    }

    /** What a host would do next: fails if the verb has spoilt the transaction. */
    private static void goOn(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("select 1");
        }
    }

    private record Joining(
            SessionUsageTracker sessions,
            UsageRepository usage,
            AnalysisLogRepository analysisLogs,
            CreditLedger credits,
            CreditRepository accounts,
            CreditRates rates,
            CreditAlerts alerts,
            DueWork due,
            RecurringGrants recurringGrants)
            implements LedgerStore {

        @Override
        public void close() {}
    }
}
