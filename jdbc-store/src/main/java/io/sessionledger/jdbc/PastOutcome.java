package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import java.util.List;

/**
 * What has become of a session that was handed to {@link SessionHistory#add}.
 *
 * @param sessionId the session
 * @param state what the ledger made of it
 * @param written how many of its analyses were written
 * @param alreadyThere how many were there, the different ones among them
 * @param different those that are there with another level, severity or time; they were left as they are
 * @param credits what became of the credits that were taken for it
 */
public record PastOutcome(
        SessionId sessionId,
        State state,
        int written,
        int alreadyThere,
        List<AnalysisId> different,
        CreditsState credits) {

    /** What the ledger made of a session. */
    public enum State {
        /** All its analyses are in the ledger now. */
        ADDED,
        /** It runs in the ledger. Nothing was added, since it would be billed when the session completes. */
        RUNNING
    }

    /** What became of the credits that were taken. */
    public enum CreditsState {
        /** None were stated, or the session runs. */
        NONE,
        /** They were entered now. */
        ENTERED,
        /** They had been entered before. */
        ALREADY_THERE,
        /** The ledger itself has billed this session, or did before its usage row was deleted; nothing was entered. */
        LEFT
    }

    static PastOutcome running(SessionId sessionId) {
        return new PastOutcome(sessionId, State.RUNNING, 0, 0, List.of(), CreditsState.NONE);
    }
}
