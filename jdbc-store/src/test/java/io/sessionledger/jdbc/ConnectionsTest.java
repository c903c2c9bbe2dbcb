package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.ALWAYS;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.bare;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.newCounselor;
import static io.sessionledger.jdbc.StoreFixture.newSession;
import static io.sessionledger.jdbc.StoreFixture.purchase;
import static io.sessionledger.jdbc.StoreFixture.sumOf;
import static io.sessionledger.jdbc.StoreFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.LedgerStoreException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.sql.DataSource;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.JdbiStatementEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the store does with the connections it borrows, whatever the host's pool is like. */
@EveryDatabase
class ConnectionsTest {

    /** Stands for what people said: it must not turn up in an error. */
    private static final String SECRET = "Wanderlust";

    private final TestDatabase database;
    private final LedgerStore others;

    ConnectionsTest(TestDatabase database) {
        this.database = database;
        this.others = database.store();
    }

    @Test
    void every_verb_works_and_commits_on_a_pool_with_autocommit_off() {
        try (HikariDataSource pool = database.newPool(false)) {
            EveryVerb.assertSeenBy(others, over(pool));
        }
    }

    @Test
    void every_verb_works_without_a_pool() {
        EveryVerb.assertSeenBy(others, over(unpooled()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void connections_go_back_as_they_came(boolean autocommit) {
        ReturnedConnections connections = new ReturnedConnections(unpooled(), autocommit);
        StoreFixture fixture = over(connections.dataSource());

        EveryVerb.assertSeenBy(others, fixture);
        for (SessionId unknown : List.of(newSession(), newSession())) {
            assertThatThrownBy(() -> fixture.record(unknown, minute(1).build()))
                    .isInstanceOf(SessionNotFoundException.class);
            assertThatThrownBy(
                            () -> fixture.recordAll(unknown, List.of(minute(1).build())))
                    .isInstanceOf(SessionNotFoundException.class);
            assertThatThrownBy(() -> fixture.charged(unknown, 1)).isInstanceOf(SessionNotFoundException.class);
        }

        assertThat(connections.lent()).isGreaterThan(20);
        assertThat(connections.autocommitOnReturn()).hasSize(connections.lent()).containsOnly(autocommit);
    }

    @Test
    void verbs_at_once_work_on_a_pool_of_a_higher_isolation_level() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setDataSource(unpooled());
        config.setTransactionIsolation("TRANSACTION_REPEATABLE_READ");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            StoreFixture fixture = over(pool);
            fixture.published("standard", NOON);
            for (int round = 0; round < 5; round++) {
                SessionId session = newSession();
                CounselorId counselor = newCounselor();
                String key = "round " + round;

                AtOnce.call(4, i -> {
                    fixture.start(session, counselor, NOON);
                    fixture.record(session, minute(i).build());
                    fixture.grant(purchase(counselor, key + i, 1, "r", NOON));
                    return fixture.charged(session, 10);
                });

                assertThat(fixture.usage(session).counted()).isEqualTo(sumOf(fixture.logs(session)));
                assertThat(fixture.entries(counselor)).hasSize(5);
                assertThat(fixture.entries(counselor).get(0).balanceAfter()).isEqualTo(Credits.of(-6));
            }
        }
    }

    @Test
    void a_verb_borrows_one_connection_at_a_time_and_so_does_a_store_that_only_looks_at_its_tables() {
        ReturnedConnections connections = new ReturnedConnections(unpooled(), true);
        StoreFixture fixture = over(connections.dataSource());

        EveryVerb.assertSeenBy(others, fixture);

        assertThat(connections.mostLentAtOnce()).isEqualTo(1);
    }

    @Test
    void a_connection_goes_back_as_it_came_when_the_database_fails() {
        try (OwnDatabase own = OwnDatabase.like(database)) {
            ReturnedConnections connections = new ReturnedConnections(own.dataSource(), false);
            StoreFixture fixture = new StoreFixture(JdbcLedgerStore.builder(connections.dataSource())
                    .schemaMode(SchemaMode.MIGRATE)
                    .build());
            SessionId session = fixture.started();
            refuseTheSecret(own);

            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> fixture.record(
                                session, bare(1).displayText(SECRET).build()))
                        .isInstanceOf(LedgerStoreException.class);
                assertThatThrownBy(() -> fixture.recordAll(
                                session,
                                List.of(
                                        bare(2).build(),
                                        bare(3).displayText(SECRET).build())))
                        .isInstanceOf(LedgerStoreException.class);
            }

            assertThat(connections.autocommitOnReturn())
                    .hasSize(connections.lent())
                    .containsOnly(false);
            assertThat(fixture.logs(session)).isEmpty();
            assertThat(fixture.usage(session).revision()).isZero();
        }
    }

    @Test
    void closing_the_store_leaves_the_hosts_pool_open() throws SQLException {
        try (HikariDataSource pool = database.newPool(true)) {
            JdbcLedgerStore.builder(pool).build().close();

            assertThat(pool.isClosed()).isFalse();
            try (var connection = pool.getConnection()) {
                assertThat(connection.isValid(5)).isTrue();
            }
        }
    }

    @Test
    void zones_of_the_jvm_and_of_the_database_session_change_no_instant() {
        TimeZone before = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("America/New_York"));
        try (HikariDataSource pool = new HikariDataSource(inKolkata())) {
            StoreFixture there = over(pool);
            SessionId session = there.startedAt(Instant.parse("2026-03-08T07:00:00.000001Z"));
            List<Instant> moments = Stream.of(
                            "0001-01-01T00:00:00Z",
                            "1883-11-18T17:00:00.5Z",
                            "1969-12-31T23:59:59.999999Z",
                            "2026-03-08T06:59:59.999999Z",
                            "2026-03-08T07:30:00Z",
                            "2026-11-01T05:30:00Z",
                            "2026-11-01T06:30:00Z",
                            "9999-12-31T23:59:59.999999Z")
                    .map(Instant::parse)
                    .toList();
            for (int i = 0; i < moments.size(); i++) {
                there.record(session, bare(i).analyzedAt(moments.get(i)).build());
                there.grant(purchase(there.counselor, "key " + i, 1, "r", moments.get(i)));
            }

            for (LedgerStore store : List.of(there.store, others)) {
                assertInstants(store, there, session, moments);
            }
            assertThat(epochSecondsOfLogs(session))
                    .usingElementComparator(BigDecimal::compareTo)
                    .containsExactlyElementsOf(moments.stream()
                            .map(moment -> BigDecimal.valueOf(moment.getEpochSecond())
                                    .add(BigDecimal.valueOf(moment.getNano(), 9)))
                            .toList());
        } finally {
            TimeZone.setDefault(before);
        }
    }

    @Test
    void what_people_said_is_in_no_error() {
        try (OwnDatabase own = OwnDatabase.like(database)) {
            StoreFixture fixture = new StoreFixture(own.store(SchemaMode.MIGRATE));
            SessionId session = fixture.started();
            var said = bare(1).displayText(SECRET)
                    .actionSuggestion(SECRET)
                    .ragDocuments("[\"" + SECRET + "\"]")
                    .ragSources("{\"" + SECRET + "\": 1}");
            List<Analysis> twice =
                    List.of(said.build(), said.id(AnalysisId.of(2)).build());
            Jdbi sql = Jdbi.create(own.dataSource());

            for (String change : List.of(
                    "add constraint no_secrets check (display_text not like 'Wander%')",
                    "drop constraint no_secrets",
                    "add constraint no_secrets unique (tenant_id, display_text)",
                    "drop constraint no_secrets",
                    "alter column transcript_length set not null",
                    "alter column transcript_length drop not null",
                    "alter column action_suggestion set data type varchar(8)")) {
                sql.useHandle(handle -> handle.execute("alter table session_analysis_logs " + change));
                if (!change.contains("drop")) {
                    Throwable thrown = catchThrowable(() -> fixture.recordAll(session, twice));

                    assertThat(thrown).as(change).isInstanceOf(SessionLedgerException.class);
                    assertThat(everythingAbout(thrown)).as(change).doesNotContain(SECRET);
                    assertThat(fixture.logs(session)).isEmpty();
                }
            }
        }
    }

    @Test
    void what_people_said_is_in_no_flight_recording() throws Exception {
        StoreFixture fixture = over(unpooled());
        SessionId session = fixture.started();
        Path file = Files.createTempFile("ledger", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(JdbiStatementEvent.NAME);
            recording.start();

            fixture.record(session, bare(1).displayText(SECRET).build());
            fixture.recordAll(
                    session,
                    List.of(
                            bare(2).displayText(SECRET).build(),
                            bare(3).displayText(SECRET).build()));
            fixture.grant(purchase(newCounselor(), "key", 1, SECRET, NOON));

            recording.dump(file);
            assertThat(RecordingFile.readAllEvents(file))
                    .extracting(RecordedEvent::toString)
                    .anyMatch(event -> event.contains("display_text"))
                    .anyMatch(event -> event.contains("credit_logs"))
                    .noneMatch(event -> event.contains(SECRET));
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void a_database_error_says_what_failed_and_how_the_database_calls_it() {
        try (OwnDatabase own = OwnDatabase.like(database)) {
            StoreFixture fixture = new StoreFixture(own.store(SchemaMode.MIGRATE));
            SessionId session = fixture.started();
            refuseTheSecret(own);

            assertThatThrownBy(() ->
                            fixture.record(session, bare(7).displayText(SECRET).build()))
                    .isInstanceOf(LedgerStoreException.class)
                    .hasMessageContaining("Could not record analysis 00000000-0000-8000-8000-000000000007")
                    .hasMessageContaining("SQLSTATE 23")
                    .hasCauseInstanceOf(SQLException.class)
                    .cause()
                    .extracting(cause -> ((SQLException) cause).getSQLState())
                    .isEqualTo(database.isPostgres() ? "23514" : "23513");
        }
    }

    @Test
    void a_database_that_cannot_be_reached_is_reported_when_the_store_is_built() {
        String nowhere =
                database.isPostgres() ? "jdbc:postgresql://localhost:1/nowhere" : "jdbc:h2:mem:nowhere;IFEXISTS=TRUE";

        assertThatThrownBy(() ->
                        JdbcLedgerStore.builder(OwnDatabase.unpooled(nowhere)).build())
                .isInstanceOf(LedgerStoreException.class)
                .hasMessageContaining("cannot be reached");
    }

    private StoreFixture over(DataSource dataSource) {
        return new StoreFixture(JdbcLedgerStore.builder(dataSource).build());
    }

    private DataSource unpooled() {
        return OwnDatabase.unpooled(database.pool().getJdbcUrl());
    }

    private HikariConfig inKolkata() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(unpooled());
        config.setMaximumPoolSize(2);
        config.setConnectionInitSql("set time zone 'Asia/Kolkata'");
        return config;
    }

    private static void refuseTheSecret(OwnDatabase own) {
        Jdbi.create(own.dataSource())
                .useHandle(handle -> handle.execute("alter table session_analysis_logs"
                        + " add constraint no_secrets check (display_text <> 'Wanderlust')"));
    }

    private static void assertInstants(
            LedgerStore store, StoreFixture fixture, SessionId session, List<Instant> moments) {
        assertThat(store.usage().find(fixture.tenant, session).orElseThrow().startedAt())
                .isEqualTo("2026-03-08T07:00:00.000001Z");
        assertThat(walk(
                        page -> store.analysisLogs().list(fixture.tenant, AnalysisLogQuery.ofSession(session), page),
                        1))
                .extracting(AnalysisLog::analyzedAt)
                .containsExactlyElementsOf(moments);
        assertThat(walk(
                        page -> store.accounts()
                                .statement(fixture.tenant, fixture.counselor, ALWAYS, page)
                                .entries(),
                        3))
                .extracting(CreditLog::createdAt)
                .containsExactlyElementsOf(moments.subList(0, moments.size() - 1));
        for (Instant moment : moments.subList(0, moments.size() - 1)) {
            TimeRange microsecond = TimeRange.of(moment, moment.plusNanos(1000));
            assertThat(store.analysisLogs()
                            .export(fixture.tenant, AnalysisLogQuery.ofTenant().in(microsecond)))
                    .singleElement()
                    .extracting(AnalysisLog::analyzedAt)
                    .isEqualTo(moment);
        }
    }

    private List<BigDecimal> epochSecondsOfLogs(SessionId session) {
        return Jdbi.create(database.pool())
                .withHandle(handle -> handle.createQuery("select extract(epoch from analyzed_at) as seconds"
                                + " from session_analysis_logs where session_id = :session order by seconds")
                        .bind("session", session.value())
                        .mapTo(BigDecimal.class)
                        .list());
    }

    private static String everythingAbout(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text, true));
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException reported) {
                for (SQLException next = reported; next != null; next = next.getNextException()) {
                    text.append(next.toString());
                }
            }
        }
        return text.toString();
    }
}
