package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.NothingDue;
import io.sessionledger.store.SettlementPlan.Refunded;
import io.sessionledger.store.SettlementPlan.Uncharged;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Types;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts set PostgreSQL's driver up for needs of their own. */
class PostgresDriverTest {

    private static final Set<Object> LEFT_TO_THE_SERVER =
            Set.of(Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE, Types.DATE, Types.TIME, Types.OTHER, Types.NULL);

    @ParameterizedTest
    @ValueSource(
            strings = {"preferQueryMode=simple", "stringtype=unspecified", "prepareThreshold=0", "autosave=always"})
    void every_verb_works_whatever_the_driver_is_told(String setting) {
        TestDatabase database = TestDatabase.POSTGRESQL;
        String url = database.pool().getJdbcUrl() + "&" + setting;

        StoreFixture fixture = new StoreFixture(
                JdbcLedgerStore.builder(OwnDatabase.unpooled(url)).build());

        EveryVerb.assertSeenBy(database.store(), fixture);
    }

    /** Without types for texts the driver splits a string of statements, which lets the locks go before the work. */
    @Test
    void charges_wait_for_each_other_where_the_driver_does_not_type_texts() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.POSTGRESQL.pool().getJdbcUrl() + "&stringtype=unspecified");
        config.setMaximumPoolSize(8);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            StoreFixture fixture =
                    new StoreFixture(JdbcLedgerStore.builder(pool).build());
            fixture.published("standard", StoreFixture.NOON.minusSeconds(1));

            AtOnce.call(8, thread -> {
                for (int i = 0; i < 25; i++) {
                    fixture.charged(fixture.started(), 1);
                }
                return thread;
            });

            assertThat(StoreFixture.walk(
                            page -> fixture.store.accounts().list(fixture.tenant, fixture.counselor, page), 100))
                    .extracting(CreditLog::entryNo)
                    .hasSize(200)
                    .startsWith(200L)
                    .endsWith(1L)
                    .doesNotHaveDuplicates();
        }
    }

    /**
     * A null that the driver leaves to the server to type, such as one of a time, makes it split the string, on this connection also for later calls with other
     * values.
     */
    @Test
    void no_string_of_statements_has_a_parameter_without_a_type() {
        Set<String> untyped = new TreeSet<>();
        DataSource watched = watched(TestDatabase.POSTGRESQL.pool(), untyped);
        StoreFixture fixture = new StoreFixture(JdbcLedgerStore.builder(watched).build());

        EveryVerb.assertSeenBy(TestDatabase.POSTGRESQL.store(), fixture);
        SessionId refunded = fixture.started();
        assertThat(fixture.store.sessions().raise(fixture.tenant, refunded, raised(fixture, refunded)))
                .isPresent();
        fixture.ended(refunded, SessionStatus.CANCELLED, new Refunded(refund(fixture, refunded)));
        fixture.completed(fixture.started(), new NothingDue());
        fixture.ended(fixture.started(), SessionStatus.FAILED, new Uncharged(null));

        assertThat(fixture.usage(refunded).creditsConsumed()).isEqualTo(Credits.ZERO);
        assertThat(untyped).isEmpty();
    }

    private static Charged raised(StoreFixture fixture, SessionId session) {
        Charged[] charged = new Charged[1];
        var unused = fixture.store
                .sessions()
                .end(
                        fixture.tenant,
                        session,
                        bill -> {
                            charged[0] = StoreFixture.charge(bill, 3);
                            return Optional.empty();
                        },
                        StoreFixture.NOON);
        return charged[0];
    }

    private static NewEntry refund(StoreFixture fixture, SessionId session) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                fixture.counselor,
                TransactionType.REFUND,
                Credits.of(3),
                session,
                NewEntry.sessionRefundKey(session),
                "0".repeat(64),
                "ledger",
                "session_cancelled",
                null,
                StoreFixture.NOON);
    }

    /** Notes each null without a type that is bound to a string of several statements. */
    private static DataSource watched(DataSource real, Set<String> untyped) {
        return proxy(
                DataSource.class,
                real,
                (method, arguments, connection) -> method.equals("getConnection")
                        ? proxy(
                                Connection.class,
                                connection,
                                (prepare, sql, statement) -> prepare.equals("prepareStatement")
                                        ? proxy(PreparedStatement.class, statement, (set, values, result) -> {
                                            boolean string =
                                                    sql[0].toString().strip().indexOf(';') > 0;
                                            if (string
                                                    && set.equals("setNull")
                                                    && LEFT_TO_THE_SERVER.contains(values[1])) {
                                                untyped.add("parameter " + values[0] + " of " + sql[0]);
                                            }
                                            return result;
                                        })
                                        : statement)
                        : connection);
    }

    /** What was called with what, and what came of it; answers what the caller gets. */
    private interface Call {
        Object answer(String method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, Object real, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return call.answer(method.getName(), arguments, method.invoke(real, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
