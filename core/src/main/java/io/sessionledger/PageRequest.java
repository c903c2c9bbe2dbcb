package io.sessionledger;

import java.util.Optional;

/**
 * Which page of a list is wanted: how many items, and after which one. Pages are cut by key, not by offset: page 1,000 costs
 * what page 1 costs, and rows that arrive meanwhile shift nothing.
 *
 * @param size how many items at most, 1 to {@value #MAX_SIZE}
 * @param cursor where the page before ended; empty for the first page
 */
public record PageRequest(int size, Optional<String> cursor) {

    /** The most items a page may have. */
    public static final int MAX_SIZE = 1000;

    /**
     * Checks the size.
     *
     * @param size how many items at most, 1 to {@value #MAX_SIZE}
     * @param cursor where the page before ended; empty for the first page
     * @throws InvalidInputException if it lies outside 1 to {@value #MAX_SIZE}
     */
    public PageRequest {
        InvalidInputException.unless(size >= 1 && size <= MAX_SIZE, "size", "1 to " + MAX_SIZE, size);
    }

    /**
     * The first page.
     *
     * @param size how many items at most, 1 to {@value #MAX_SIZE}
     * @return the request
     * @throws InvalidInputException if the size is out of range
     */
    public static PageRequest first(int size) {
        return new PageRequest(size, Optional.empty());
    }

    /**
     * The page after the one that gave this cursor. A cursor belongs to the query that gave it; with another query it is refused.
     *
     * @param size how many items at most, 1 to {@value #MAX_SIZE}
     * @param cursor {@link Page#nextCursor()} of the page before
     * @return the request
     * @throws InvalidInputException if the size is out of range
     */
    public static PageRequest after(int size, String cursor) {
        return new PageRequest(size, Optional.of(cursor));
    }
}
