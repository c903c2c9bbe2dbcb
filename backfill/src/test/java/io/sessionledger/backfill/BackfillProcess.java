package io.sessionledger.backfill;

import io.sessionledger.jdbc.testing.TestDatabase;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** The command in a process of its own, on the PostgreSQL of the tests. */
final class BackfillProcess {

    private BackfillProcess() {}

    static Process start(HostTable host, String applicationName) throws IOException {
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BackfillCommand.class.getName(),
                        "--jdbc-url",
                        TestDatabase.POSTGRESQL.pool().getJdbcUrl() + "&ApplicationName=" + applicationName,
                        "--table",
                        host.name,
                        "--credits",
                        "credits"))
                .redirectError(Redirect.INHERIT)
                .redirectOutput(Redirect.DISCARD)
                .start();
    }
}
