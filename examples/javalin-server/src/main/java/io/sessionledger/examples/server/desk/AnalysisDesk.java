package io.sessionledger.examples.server.desk;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.examples.server.analysis.Assessment;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.UsageFigures;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Has stretches of conversations judged: asks whether the credits allow it, asks the model, and records what it said. No connection is held while the model thinks. */
public final class AnalysisDesk {

    private final HostDatabase database;
    private final TranscriptAnalyzer analyzer;
    private final AnalysisClaims claims;
    private final RetrievedDocuments documents;
    private final AnalysesUnderWay underWay;

    AnalysisDesk(
            HostDatabase database,
            TranscriptAnalyzer analyzer,
            AnalysisClaims claims,
            RetrievedDocuments documents,
            int mostAtOnce) {
        this.database = database;
        this.analyzer = analyzer;
        this.claims = claims;
        this.documents = documents;
        this.underWay = new AnalysesUnderWay(mostAtOnce);
    }

    /**
     * Judges a stretch and records it.
     *
     * @param caller who asks
     * @param sessionId the session
     * @param segment what was said
     * @param key if it came with one; a repeat gets the first answer, and no model is asked
     * @return the stored analysis
     * @throws CreditsShortException if the credits do not allow it; then nothing was judged or stored
     * @throws BusyException if too many are under way
     * @throws FirstTryRunningException if the same request is being worked on
     * @throws InterruptedException if the server stops
     */
    public JudgedSegment judge(Caller caller, SessionId sessionId, Segment segment, Optional<RequestKey> key)
            throws InterruptedException {
        HostSession unused =
                database.transaction(caller.tenant(), transaction -> Access.session(transaction, caller, sessionId));
        TenantLedger ledger = database.ledger(caller.tenant());
        return key.isEmpty()
                ? judge(ledger, sessionId, segment, Optional.empty())
                : judgeOnce(ledger, sessionId, segment, key.get());
    }

    private JudgedSegment judgeOnce(TenantLedger ledger, SessionId sessionId, Segment segment, RequestKey key)
            throws InterruptedException {
        TenantId tenant = ledger.tenant();
        AnalysisId id = derivedId(sessionId, key);
        AnalysisClaims.Claimed claimed = claims.claim(tenant, key);
        if (claimed.answer().isPresent()) {
            return new JudgedSegment(
                    stored(ledger, sessionId, id), claimed.answer().get());
        }
        boolean answered = false;
        try {
            // there already if a process died between its record and its answer: then no model is asked again
            Optional<AnalysisLog> recorded = ledger.findAnalysisLog(sessionId, id);
            JudgedSegment judged = recorded.isPresent()
                    ? new JudgedSegment(recorded.get(), usage(ledger, sessionId))
                    : judge(ledger, sessionId, segment, Optional.of(id));
            claims.answer(tenant, key, judged.usage());
            answered = true;
            return judged;
        } finally {
            if (!answered) {
                claims.giveUp(tenant, key, claimed.until());
            }
        }
    }

    private JudgedSegment judge(TenantLedger ledger, SessionId sessionId, Segment segment, Optional<AnalysisId> id)
            throws InterruptedException {
        UsageFigures expected = UsageFigures.ofAnalysis(segment.duration());
        try (AnalysesUnderWay.Place place = underWay.enter(ledger.tenant(), sessionId, expected)) {
            requireCredits(ledger.admit(sessionId, place.all()));
            Assessment assessment = analyzer.assess(segment.transcript());
            RecordOutcome outcome = ledger.record(sessionId, analysis(segment, assessment, id));
            return new JudgedSegment(
                    outcome.log(), UsageSoFar.of(outcome.usage().counted()));
        }
    }

    private static void requireCredits(AdmitOutcome outcome) {
        if (outcome instanceof AdmitOutcome.Refused refused) {
            throw new CreditsShortException(refused.missing(), refused.available(), refused.moreAt());
        }
    }

    private Analysis analysis(Segment segment, Assessment assessment, Optional<AnalysisId> id) {
        return Analysis.builder(assessment.safetyLevel(), assessment.severity())
                .id(id.orElse(null))
                .displayText(assessment.displayText())
                .actionSuggestion(assessment.actionSuggestion())
                .ragDocuments(documents.write(assessment.articles()))
                .ragSources(documents.writeSources(assessment.articles()))
                .transcriptLength(segment.characters())
                .duration(segment.duration())
                .model(assessment.model())
                .tokens(assessment.tokens().orElse(null))
                // rules that asked no model cost nothing, which is known, and not the same as a cost that is not known
                .estimatedCost(assessment.tokens().isPresent() ? null : Usd.ZERO)
                .build();
    }

    private static AnalysisLog stored(TenantLedger ledger, SessionId sessionId, AnalysisId id) {
        return ledger.findAnalysisLog(sessionId, id).orElseThrow(() -> new NotFoundException("analysis any more", id));
    }

    private static UsageSoFar usage(TenantLedger ledger, SessionId sessionId) {
        return UsageSoFar.of(ledger.session(sessionId).counted());
    }

    /** The same for each repeat, so that what is recorded twice counts once. */
    private static AnalysisId derivedId(SessionId sessionId, RequestKey key) {
        byte[] name = (sessionId + "/" + key.key()).getBytes(StandardCharsets.UTF_8);
        return AnalysisId.of(UUID.nameUUIDFromBytes(name));
    }
}
