package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.RecordOutcome.Recorded;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** A host in a process of its own, which records from many threads and writes each analysis that was acknowledged on a line of its output, until it is killed. */
final class RecordingProcess {

    private static final int THREADS = 32;

    private RecordingProcess() {}

    /** Records to the sessions (from the third argument on) of a tenant (the second) in the database of a URL (the first). */
    public static void main(String[] arguments) throws IOException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        JdbcLedgerStore store =
                JdbcLedgerStore.builder(new HikariDataSource(config)).build();
        TenantId tenant = TenantId.of(arguments[1]);
        List<SessionId> sessions = Arrays.stream(arguments)
                .skip(2)
                .map(session -> SessionId.of(UUID.fromString(session)))
                .toList();
        PrintStream acknowledged = System.out;
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random();
            new Thread(() -> {
                        while (true) {
                            SessionId session = sessions.get(random.nextInt(sessions.size()));
                            AnalysisId id = AnalysisId.of(UUID.randomUUID());
                            var outcome = store.sessions()
                                    .record(tenant, session, minute(1).id(id).build(), NOON);
                            if (outcome instanceof Recorded) {
                                write(acknowledged, id.value() + "\n");
                            }
                        }
                    })
                    .start();
        }
        // whoever started this holds the other end; without it there is nobody to kill it
        while (System.in.read() >= 0) {}
        Runtime.getRuntime().halt(1);
    }

    /** In one piece, so that no line is ever half of one and half of another. */
    private static void write(PrintStream to, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        synchronized (to) {
            to.write(bytes, 0, bytes.length);
            to.flush();
        }
    }
}
