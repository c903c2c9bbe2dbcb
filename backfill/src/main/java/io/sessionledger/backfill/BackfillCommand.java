package io.sessionledger.backfill;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.store.LedgerStoreException;
import java.io.BufferedWriter;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The backfill as a command: {@code java -cp ... io.sessionledger.backfill.BackfillCommand --help}. The JDBC driver is the host's. Progress goes to standard error, the report to standard output.
 */
public final class BackfillCommand {

    /** The exit code when everything adds up. */
    public static final int ADDS_UP = 0;

    /** The exit code when a person has to look at something. */
    public static final int DOES_NOT_ADD_UP = 1;

    /** The exit code when the options, or the table that they name, are wrong. */
    public static final int WRONG_OPTIONS = 2;

    /** The exit code when a database, or the file of oddities, failed. */
    public static final int FAILED = 3;

    private final CommandOptions options;
    private final PrintStream out;
    private final ProgressLine progress;

    private BackfillCommand(CommandOptions options, PrintStream out, ProgressLine progress) {
        this.options = options;
        this.out = out;
        this.progress = progress;
    }

    /**
     * Runs from the command line.
     *
     * @param args {@code --help} prints what there is
     */
    public static void main(String... args) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int status = run(out, System.err, isTerminal(), System.getenv(CommandOptions.PASSWORD), args);
        if (status != ADDS_UP) {
            System.exit(status);
        }
    }

    static int run(PrintStream out, PrintStream err, boolean terminal, @Nullable String password, String... args) {
        ProgressLine progress = new ProgressLine(err, terminal);
        try {
            CommandOptions options = CommandOptions.parse(args);
            if (options.has("--help")) {
                out.print(CommandOptions.usage());
                return ADDS_UP;
            }
            return new BackfillCommand(options, out, progress).run(password);
        } catch (InvalidInputException e) {
            progress.end();
            err.println(e.getMessage());
            return WRONG_OPTIONS;
        } catch (SessionLedgerException | UncheckedIOException e) {
            progress.end();
            err.println(e.getMessage());
            return FAILED;
        } catch (PoolInitializationException e) {
            err.println("The database cannot be reached: " + e.getMessage());
            return FAILED;
        }
    }

    private int run(@Nullable String password) {
        BackfillSource source = options.source();
        try (HikariDataSource pool = pool(password);
                OddFile odd = OddFile.open(options.value("--odd"))) {
            Backfill backfill = Backfill.of(pool, source).withListener(listener(odd));
            BackfillReport report = options.has("--dry-run") ? backfill.dryRun() : backfill.into(store(pool));
            progress.end();
            out.print(report.toText());
            return report.addsUp() ? ADDS_UP : DOES_NOT_ADD_UP;
        }
    }

    private BackfillListener listener(OddFile file) {
        return new BackfillListener() {
            @Override
            public void odd(OddEntry odd) {
                file.write(odd);
            }

            @Override
            public void progress(BackfillProgress how) {
                progress.show(how);
            }
        };
    }

    private HikariDataSource pool(@Nullable String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(options.required("--jdbc-url"));
        config.setUsername(options.value("--user"));
        config.setPassword(password);
        // one reads, two write; migrating takes two
        config.setMaximumPoolSize(3);
        config.setMinimumIdle(1);
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new InvalidInputException(
                    "--jdbc-url", "expected the URL of a database whose driver is on the class path");
        }
    }

    /** The store lives as long as its pool. */
    private JdbcLedgerStore store(HikariDataSource pool) {
        JdbcLedgerStore.Builder store = JdbcLedgerStore.builder(pool)
                .maxTextBytes(options.maxTextBytes())
                .schemaMode(options.has("--migrate") ? SchemaMode.MIGRATE : SchemaMode.VALIDATE);
        String schema = options.value("--schema");
        try {
            return (schema == null ? store : store.schema(schema)).build();
        } catch (LedgerStoreException e) {
            if (e.getCause() != null) {
                throw e;
            }
            // no database has failed: the tables are not there, or not of this version
            throw new InvalidInputException(
                    "--schema",
                    "expected one that has the ledger's tables, which --migrate brings, but: " + e.getMessage());
        }
    }

    /** From Java 22 on there is a console without a terminal, too, which then says so. */
    @SuppressWarnings("SystemConsoleNull") // which is why it is asked
    private static boolean isTerminal() {
        Console console = System.console();
        if (console == null) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }

    /** A file with a line for each oddity: session, position, what, fact. */
    private static final class OddFile implements AutoCloseable {

        private final Writer writer;

        private OddFile(Writer writer) {
            this.writer = writer;
        }

        static OddFile open(@Nullable String path) {
            try {
                return new OddFile(
                        path == null
                                ? Writer.nullWriter()
                                : new BufferedWriter(Files.newBufferedWriter(Path.of(path))));
            } catch (IOException | InvalidPathException e) {
                throw new InvalidInputException(
                        "--odd", "expected a file that can be written, but " + path + " cannot");
            }
        }

        void write(OddEntry odd) {
            try {
                writer.write(odd.session() + "\t" + odd.position() + "\t"
                        + odd.oddity().code() + "\t" + odd.field() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException("The file of oddities cannot be written.", e);
            }
        }

        @Override
        public void close() {
            try {
                writer.close();
            } catch (IOException e) {
                throw new UncheckedIOException("The file of oddities cannot be written.", e);
            }
        }
    }
}
