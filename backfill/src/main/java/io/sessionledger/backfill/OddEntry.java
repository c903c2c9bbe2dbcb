package io.sessionledger.backfill;

/**
 * Something odd, and where it is. Holds nothing of what the entry says.
 *
 * @param session the session's key as the host's table has it
 * @param position of the entry in its array, from 0; -1 for the session as a whole
 * @param oddity what is odd
 * @param field which of the entry's facts; empty if it concerns all of it
 */
public record OddEntry(String session, int position, Oddity oddity, String field) {

    /** The position of what concerns the session as a whole. */
    public static final int WHOLE_SESSION = -1;

    @Override
    public String toString() {
        return "session " + session + (position < 0 ? "" : " entry " + position) + ": " + oddity.code()
                + (field.isEmpty() ? "" : " (" + field + ")");
    }
}
