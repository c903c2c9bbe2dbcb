package io.sessionledger.backfill;

import java.util.ArrayList;
import java.util.List;

/** What goes into the ledger together: parts of several sessions, as many as are good to write at once and easy to keep in memory. */
final class Batch {

    /** Larger ones are no faster. */
    private static final int MOST_ENTRIES = 5_000;

    /** Characters of JSON, of which memory holds some copies in one form or another. */
    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;

    private final List<Part> parts = new ArrayList<>();
    private int entries;
    private long characters;

    void add(Part part) {
        parts.add(part);
    }

    void count(long ofEntry) {
        entries++;
        characters += ofEntry;
    }

    /** Sessions without entries take room, too. */
    boolean isFull() {
        return entries + parts.size() >= MOST_ENTRIES || characters >= MOST_CHARACTERS;
    }

    List<Part> parts() {
        return parts;
    }
}
