package io.sessionledger;

/** An argument that the ledger cannot take. Nothing was changed; the same call with the same argument fails again. */
public class InvalidInputException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    /** The argument that was wrong. */
    private final String field;

    /**
     * Reports one unusable argument.
     *
     * @param field the argument's name, as the API spells it
     * @param problem what was expected and what came instead; never the text of a conversation
     */
    public InvalidInputException(String field, String problem) {
        super(field + ": " + problem);
        this.field = field;
    }

    /** {@return the name of the argument, as the API spells it} */
    public String field() {
        return field;
    }

    /**
     * Throws unless the argument is as expected.
     *
     * @param expected whether it is
     * @param field the argument's name, as the API spells it
     * @param expectation what would be right, for example "1 to 3"
     * @param actual what came instead; never the text of a conversation
     * @throws InvalidInputException if {@code expected} is false
     */
    public static void unless(boolean expected, String field, String expectation, Object actual) {
        if (!expected) {
            throw new InvalidInputException(field, "expected " + expectation + ", but was " + actual);
        }
    }
}
