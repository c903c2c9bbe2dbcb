package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.io.IOException;
import java.io.Reader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One run: the caller's thread reads and maps, threads of the run's own write what was mapped before. */
final class BackfillRun implements SourceReader.Visitor, AutoCloseable {

    /** How many batches are written at once. While one waits for the database another is made ready, which keeps two cores busy; a third would only wait. */
    private static final int WRITERS = 2;

    /** How many batches may be written or wait for it. */
    private static final int UNDER_WAY = WRITERS + 1;

    private final SourceReader reader;
    private final BackfillSource source;
    private final BackfillListener listener;
    private final @Nullable BatchWriter writer;
    private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS, BackfillRun::thread);
    private final Deque<Future<List<Written>>> underWay = new ArrayDeque<>();
    private final Tally tally;
    private final long began = System.nanoTime();
    private long sessionsInAll;
    private Batch batch = new Batch();

    private BackfillRun(
            DataSource dataSource, BackfillSource source, BackfillListener listener, @Nullable BatchWriter writer)
            throws SQLException {
        this.reader = new SourceReader(dataSource, source);
        this.source = source;
        this.listener = listener;
        this.writer = writer;
        this.tally = new Tally(listener);
    }

    static BackfillRun dry(DataSource dataSource, BackfillSource source, BackfillListener listener)
            throws SQLException {
        return new BackfillRun(dataSource, source, listener, null);
    }

    static BackfillRun writing(
            DataSource dataSource, BackfillSource source, BackfillListener listener, BatchWriter writer)
            throws SQLException {
        return new BackfillRun(dataSource, source, listener, writer);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "session-ledger-backfill");
        thread.setDaemon(true);
        return thread;
    }

    BackfillReport perform() throws SQLException {
        sessionsInAll = reader.check();
        reader.read(this);
        flush();
        awaitAllBut(0);
        return tally.report(writer == null, elapsed());
    }

    @Override
    public void session(SourceSession session, @Nullable Reader entries) throws SQLException, IOException {
        tally.sessionsRead++;
        Optional<Part> part = part(session);
        if (entries != null) {
            EntryArray.read(entries, part.isPresent() ? new Taking(session, part.get()) : new Refusing(session));
        }
        part.ifPresent(this::end);
    }

    /** The session as it comes in, without entries yet; empty if none of them can. */
    private Optional<Part> part(SourceSession session) {
        if (session.unusable() != null
                || session.tenant() == null
                || session.sessionId() == null
                || session.counselorId() == null) {
            return Optional.empty();
        }
        Part part = new Part(
                session.key(),
                session.tenant(),
                session.sessionId(),
                session.counselorId(),
                session.startedAt(),
                session.endedAt(),
                credits(session),
                true);
        batch.add(part);
        return Optional.of(part);
    }

    private Optional<Credits> credits(SourceSession session) {
        if (session.credits() == null) {
            return Optional.empty();
        }
        try {
            Credits credits = Credits.of(session.credits().strip());
            if (!credits.isNegative()) {
                return Optional.of(credits);
            }
        } catch (InvalidInputException e) {
            // as negative ones
        }
        tally.odd(session.key(), OddEntry.WHOLE_SESSION, Oddity.CREDITS_UNUSABLE, "credits");
        return Optional.empty();
    }

    private void end(Part first) {
        boolean stillHere =
                !batch.parts().isEmpty() && batch.parts().get(batch.parts().size() - 1) == first;
        if (stillHere && !first.canComeIn() && first.hasCredits()) {
            tally.odd(first.key(), OddEntry.WHOLE_SESSION, Oddity.CREDITS_WITHOUT_SESSION, "credits");
        }
        if (batch.isEnough()) {
            flush();
        }
    }

    @Override
    public void pageEnded() {
        listener.progress(new BackfillProgress(tally.sessionsRead, sessionsInAll, tally.entriesRead, elapsed()));
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void flush() {
        Batch full = batch;
        batch = new Batch();
        if (writer == null) {
            for (Part part : full.parts()) {
                tally.taken += part.analyses().size();
                tally.sessionsTaken += part.isFirst() && part.canComeIn() ? 1 : 0;
            }
        } else {
            awaitAllBut(full.goesOn() ? 0 : UNDER_WAY - 1);
            underWay.add(threads.submit(() -> writer.write(full)));
        }
    }

    private void awaitAllBut(int some) {
        while (underWay.size() > some) {
            awaitOldest();
        }
    }

    private void awaitOldest() {
        try {
            underWay.remove().get().forEach(written -> written.countInto(tally));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackfillFailedException("The backfill was interrupted; run again for the rest.", e);
        }
    }

    /** Lets the transactions that are under way end, and drops what has not begun. */
    @Override
    public void close() {
        underWay.forEach(future -> future.cancel(false));
        threads.shutdown();
    }

    /** The entries of a session that comes in. */
    private final class Taking implements EntryArray.Visitor {

        private final SourceSession session;
        private final EntryMapper mapper;
        private Part part;

        Taking(SourceSession session, Part part) {
            this.session = session;
            this.part = part;
            this.mapper = new EntryMapper(
                    source.mapping(),
                    new EntryIds(part.tenant(), part.sessionId()),
                    session.startedAt(),
                    source.maxTextBytes(),
                    (position, oddity, field) -> tally.odd(session.key(), position, oddity, field));
        }

        @Override
        public void entry(int position, JsonNode entry, long characters) {
            tally.entriesRead++;
            mapper.map(position, entry).ifPresent(analysis -> {
                part.add(position, analysis);
                batch.count(characters);
            });
            if (batch.isFull()) {
                flush();
                part = part.next();
                batch.add(part);
            }
        }

        @Override
        public void refused(int position, Oddity oddity) {
            tally.entriesRead++;
            tally.odd(session.key(), position, oddity, "");
        }
    }

    /** The entries of a session that cannot come in: each is counted. */
    private final class Refusing implements EntryArray.Visitor {

        private final SourceSession session;

        Refusing(SourceSession session) {
            this.session = session;
        }

        @Override
        public void entry(int position, JsonNode entry, long characters) {
            refused(position, Oddity.NO_COUNSELOR);
        }

        @Override
        public void refused(int position, Oddity oddity) {
            tally.entriesRead++;
            tally.odd(session.key(), position, session.unusable() == null ? oddity : session.unusable(), "");
        }
    }
}
