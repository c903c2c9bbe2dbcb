package io.sessionledger.billing;

/** The books are not as they must be, after some operation. */
final class BrokenBooks extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is wrong, without the figures: two failures of the same words are taken to be the same. */
    private final String problem;

    BrokenBooks(String problem, Object figures) {
        super(problem + ": " + figures);
        this.problem = problem;
    }

    static void unless(boolean whole, String problem, Object figures) {
        if (!whole) {
            throw new BrokenBooks(problem, figures);
        }
    }

    String problem() {
        return problem;
    }
}
