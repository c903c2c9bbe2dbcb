package io.sessionledger.backfill;

import java.util.ArrayList;
import java.util.List;

/** What goes into the ledger together: parts of several sessions, as many as are good to write at once and easy to keep in memory. */
final class Batch {

    /** Larger ones are no faster. */
    private static final int ENOUGH_ENTRIES = 2_500;

    /** Characters of JSON, of which memory holds some copies in one form or another. */
    private static final long ENOUGH_CHARACTERS = 2L * 1024 * 1024;

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

    /** Whether it is to be written when its last session has come to an end. */
    boolean isEnough() {
        return isAtLeast(1);
    }

    /** Whether it is to be written in the middle of a session. Twice as much, so that few are: what goes on with a session waits for the batch before. */
    boolean isFull() {
        return isAtLeast(2);
    }

    /** Sessions without entries take room, too. */
    private boolean isAtLeast(int times) {
        return entries + parts.size() >= times * ENOUGH_ENTRIES || characters >= times * ENOUGH_CHARACTERS;
    }

    /** Whether it begins in the middle of a session, whose beginning must be in the ledger by then. */
    boolean goesOn() {
        return !parts.isEmpty() && !parts.get(0).isFirst();
    }

    List<Part> parts() {
        return parts;
    }
}
