package io.sessionledger.examples.server.desk;

import io.sessionledger.Credits;
import java.time.Instant;
import java.util.Optional;

/** The counselor's credits do not cover the analysis, and none was made. */
public class CreditsShortException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Credits missing;
    private final transient Credits available;

    /**
     * Reports a refusal.
     *
     * @param missing how many credits are missing
     * @param available how many there are beyond what is set aside
     * @param moreAt when more come, if that is known
     */
    public CreditsShortException(Credits missing, Credits available, Optional<Instant> moreAt) {
        super("The credits do not cover this analysis: " + missing + " more needed, " + available
                + " available. Nothing was analysed or stored. "
                + moreAt.map(at -> "More credits come at " + at + "; or grant some, then send it again.")
                        .orElse("Grant credits, then send it again."));
        this.missing = missing;
        this.available = available;
    }

    /** {@return how many credits are missing} */
    public Credits missing() {
        return missing;
    }

    /** {@return how many credits there are beyond what is set aside} */
    public Credits available() {
        return available;
    }
}
