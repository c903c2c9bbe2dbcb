package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;

/** A host that is killed in the middle of its work has every record of which it had heard that it is stored. */
class KilledUnderLoadTest {

    private static final int SESSIONS = 20;
    private static final int ACKNOWLEDGED = 3_000;

    private final StoreFixture fixture = new StoreFixture(TestDatabase.POSTGRESQL);
    private final List<SessionId> sessions =
            Stream.generate(fixture::started).limit(SESSIONS).toList();

    /** How PostgreSQL knows the connections of the process. */
    private final String name = "killed-" + UUID.randomUUID();

    @RepeatedTest(4)
    void every_acknowledged_record_of_a_process_that_is_killed_is_there() throws IOException {
        List<String> acknowledged = acknowledgedUntilKilled(ACKNOWLEDGED + new Random().nextInt(500));
        // what the process had sent may still be under way
        Caller.until(() -> connectionsOfTheProcess() == 0);

        Set<String> stored = new HashSet<>();
        for (SessionId session : sessions) {
            List<AnalysisLog> logs = fixture.logs(session);
            logs.forEach(log -> stored.add(log.id().value().toString()));
            assertThat(fixture.usage(session).counted()).isEqualTo(StoreFixture.sumOf(logs));
        }
        assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(ACKNOWLEDGED).doesNotHaveDuplicates();
        assertThat(stored).containsAll(acknowledged);
    }

    private List<String> acknowledgedUntilKilled(int lines) throws IOException {
        Process process = start();
        try (BufferedReader output = process.inputReader()) {
            List<String> acknowledged = new ArrayList<>();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                // the last may have been cut off
                if (line.length() == name.length() - "killed-".length()) {
                    acknowledged.add(line);
                }
                if (acknowledged.size() == lines) {
                    // by its handle: what it has written can still be read
                    assertThat(process.toHandle().destroyForcibly()).isTrue();
                }
            }
            return acknowledged;
        } finally {
            var unused = process.destroyForcibly();
        }
    }

    private Process start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                "-cp",
                System.getProperty("java.class.path"),
                RecordingProcess.class.getName(),
                TestDatabase.POSTGRESQL.pool().getJdbcUrl() + "&ApplicationName=" + name,
                fixture.tenant.value()));
        sessions.forEach(session -> command.add(session.value().toString()));
        return new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    }

    private long connectionsOfTheProcess() {
        try (Connection connection = TestDatabase.POSTGRESQL.pool().getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from pg_stat_activity where application_name = ?")) {
            statement.setString(1, name);
            try (ResultSet result = statement.executeQuery()) {
                assertThat(result.next()).isTrue();
                return result.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
