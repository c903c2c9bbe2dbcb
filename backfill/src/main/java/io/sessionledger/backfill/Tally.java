package io.sessionledger.backfill;

import io.sessionledger.Credits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Counts while a backfill runs. Of one thread. */
final class Tally {

    /** How many of each oddity a report shows. */
    private static final int SAMPLES = 3;

    private final BackfillListener listener;
    private final Map<Oddity, Long> odd = new EnumMap<>(Oddity.class);
    private final Map<Oddity, List<OddEntry>> samples = new EnumMap<>(Oddity.class);

    long sessionsRead;
    long sessionsTaken;
    long entriesRead;
    long taken;
    long written;
    long alreadyThere;
    long settledSessions;
    Credits creditsEntered = Credits.ZERO;

    Tally(BackfillListener listener) {
        this.listener = listener;
    }

    void odd(String session, int position, Oddity oddity, String field) {
        OddEntry entry = new OddEntry(session, position, oddity, field);
        odd.merge(oddity, 1L, Long::sum);
        List<OddEntry> first = samples.computeIfAbsent(oddity, unused -> new ArrayList<>());
        if (first.size() < SAMPLES) {
            first.add(entry);
        }
        listener.odd(entry);
    }

    BackfillReport report(boolean dryRun, Duration elapsed) {
        return new BackfillReport(
                dryRun,
                sessionsRead,
                sessionsTaken,
                entriesRead,
                taken,
                written,
                alreadyThere,
                Map.copyOf(odd),
                samples.values().stream().flatMap(List::stream).toList(),
                settledSessions,
                creditsEntered,
                elapsed);
    }
}
