package io.sessionledger.examples.server.desk;

/** Something that the tenant does not have. Of what another tenant has, or another counselor's, it says the very same. */
public class NotFoundException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Reports what is not there.
     *
     * @param what such as {@code session}
     * @param id the id that was asked for
     */
    public NotFoundException(String what, Object id) {
        super("There is no " + what + " " + id + ".");
    }
}
