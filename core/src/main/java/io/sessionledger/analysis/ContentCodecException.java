package io.sessionledger.analysis;

import io.sessionledger.SessionLedgerException;
import io.sessionledger.analysis.AnalysisContentCodec.Place;

/**
 * The host's {@link AnalysisContentCodec} threw, or answered what cannot be used. The call that needed it changed nothing. What the
 * codec threw is the cause, reduced to its types and stack traces: its messages might hold content or keys.
 */
public class ContentCodecException extends SessionLedgerException {

    private static final long serialVersionUID = 1L;

    private final transient Place place;

    /**
     * Reports an answer that cannot be used.
     *
     * @param place where the text lies, or was to lie
     * @param problem what is wrong with the answer; never the answer
     */
    public ContentCodecException(Place place, String problem) {
        super(message(place, problem));
        this.place = place;
    }

    /**
     * Reports what the codec threw.
     *
     * @param place where the text lies, or was to lie
     * @param problem what failed; never content
     * @param thrown what the codec threw; its messages are left out
     */
    public ContentCodecException(Place place, String problem, Throwable thrown) {
        super(message(place, problem + " (" + thrown.getClass().getName() + ")"), withoutMessages(thrown));
        this.place = place;
    }

    /** {@return where the text lies, or was to lie} */
    public Place place() {
        return place;
    }

    private static String message(Place place, String problem) {
        return place.field().code() + " of analysis " + place.analysisId() + " of session " + place.sessionId()
                + " of tenant '" + place.tenant() + "': " + problem;
    }

    private static Throwable withoutMessages(Throwable thrown) {
        Throwable cause = thrown.getCause();
        Throwable safe = new Exception(thrown.getClass().getName(), cause == null ? null : withoutMessages(cause));
        safe.setStackTrace(thrown.getStackTrace());
        return safe;
    }
}
