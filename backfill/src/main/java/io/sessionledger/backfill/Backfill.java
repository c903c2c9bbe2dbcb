package io.sessionledger.backfill;

import io.sessionledger.InvalidInputException;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.store.LedgerStoreException;
import java.sql.SQLException;
import java.time.Clock;
import javax.sql.DataSource;

/**
 * Moves the analyses that a host has in a JSON array on its session rows into the ledger: the logs with their usage, as completed sessions for which nothing is ever charged.
 *
 * <pre>{@code
 * BackfillSource source = BackfillSource.table("sessions").startedAt("started_at").build();
 * System.out.println(Backfill.of(dataSource, source).dryRun().toText());
 * System.out.println(Backfill.of(dataSource, source).into(store).toText());
 * }</pre>
 *
 * Memory stays bounded however many sessions there are and however long an array is. A run may be ended at any moment and repeated as often as one likes: what is in the ledger stays as it is, what is missing
 * comes in. The host's table is only read, and may be written to meanwhile. Immutable, but for the databases.
 */
public final class Backfill {

    private final DataSource dataSource;
    private final BackfillSource source;
    private final BackfillListener listener;
    private final Clock clock;

    private Backfill(DataSource dataSource, BackfillSource source, BackfillListener listener, Clock clock) {
        this.dataSource = dataSource;
        this.source = source;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Says what is to be moved.
     *
     * @param dataSource leads to the host's table on PostgreSQL or H2; stays the host's. One connection is borrowed at a time, autocommit on or off
     * @param source where the entries are and how they are read
     * @return the backfill; nothing has happened yet
     */
    public static Backfill of(DataSource dataSource, BackfillSource source) {
        return new Backfill(dataSource, source, BackfillListener.NONE, Clock.systemUTC());
    }

    /**
     * {@return the same with a listener}
     *
     * @param listener hears of progress and of everything odd
     */
    public Backfill withListener(BackfillListener listener) {
        return new Backfill(dataSource, source, listener, clock);
    }

    /**
     * {@return the same with another clock, which dates the entries of credits}
     *
     * @param clock for tests
     */
    public Backfill withClock(Clock clock) {
        return new Backfill(dataSource, source, listener, clock);
    }

    /**
     * Reads everything and says what would come in and what would not, and why. Writes nothing, and needs no ledger.
     *
     * @return the report
     * @throws InvalidInputException if the table is not as the source says, or cannot be read in full and once: the key is not unique, or missing on some rows
     * @throws BackfillFailedException if the table cannot be read
     */
    public BackfillReport dryRun() {
        try (BackfillRun run = BackfillRun.dry(dataSource, source, listener)) {
            return run.perform();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Moves everything that is not there yet.
     *
     * @param store the ledger; its tables are there
     * @return the report
     * @throws InvalidInputException if the table is not as the source says, or cannot be read in full and once: the key is not unique, or missing on some rows
     * @throws BackfillFailedException if the table cannot be read
     * @throws LedgerStoreException if the ledger cannot be written; what was written until then stays, run again for the rest
     */
    public BackfillReport into(JdbcLedgerStore store) {
        BatchWriter writer = new BatchWriter(store.history(), clock);
        try (BackfillRun run = BackfillRun.writing(dataSource, source, listener, writer)) {
            return run.perform();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private BackfillFailedException failed(SQLException e) {
        return new BackfillFailedException(
                "Could not read " + source.table() + ": " + reported(e) + " (SQLSTATE " + e.getSQLState() + ")",
                new SQLException("SQLSTATE " + e.getSQLState(), e.getSQLState(), e.getErrorCode()));
    }

    /** What a database says. Its message may quote what it could not read; the first line says enough. */
    static String reported(SQLException e) {
        return String.valueOf(e.getMessage()).split("[\n;]", 2)[0].replaceFirst("^ERROR: ", "");
    }
}
