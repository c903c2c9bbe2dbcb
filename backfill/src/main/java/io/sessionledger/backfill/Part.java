package io.sessionledger.backfill;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.PastAnalysis;
import io.sessionledger.jdbc.PastSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A session, or as much of one as fits into a batch, on its way into the ledger. */
final class Part {

    private final String key;
    private final TenantId tenant;
    private final SessionId sessionId;
    private final CounselorId counselorId;
    private final Optional<Instant> startedAt;
    private final Optional<Instant> endedAt;
    private final Optional<Credits> credits;
    private final boolean first;
    private final List<PastAnalysis> analyses = new ArrayList<>();
    private final Map<AnalysisId, Integer> positions = new HashMap<>();

    Part(
            String key,
            TenantId tenant,
            SessionId sessionId,
            CounselorId counselorId,
            Optional<Instant> startedAt,
            Optional<Instant> endedAt,
            Optional<Credits> credits,
            boolean first) {
        this.key = key;
        this.tenant = tenant;
        this.sessionId = sessionId;
        this.counselorId = counselorId;
        this.startedAt = startedAt;
        this.endedAt = endedAt;
        this.credits = credits;
        this.first = first;
    }

    void add(int position, PastAnalysis analysis) {
        analyses.add(analysis);
        positions.put(analysis.id(), position);
    }

    /** The same session with nothing in it yet. */
    Part next() {
        return part(false);
    }

    private Part part(boolean isFirst) {
        return new Part(key, tenant, sessionId, counselorId, startedAt, endedAt, credits, isFirst);
    }

    /** The same session with some of its analyses. */
    Part with(List<PastAnalysis> some, boolean fromItsStart) {
        Part part = part(first && fromItsStart);
        some.forEach(analysis -> part.add(position(analysis.id()), analysis));
        return part;
    }

    /** Whether this is where its session begins. */
    boolean isFirst() {
        return first;
    }

    boolean canComeIn() {
        return startedAt.isPresent() || !analyses.isEmpty();
    }

    boolean hasCredits() {
        return credits.isPresent();
    }

    String key() {
        return key;
    }

    TenantId tenant() {
        return tenant;
    }

    SessionId sessionId() {
        return sessionId;
    }

    List<PastAnalysis> analyses() {
        return analyses;
    }

    Credits credits() {
        return credits.orElse(Credits.ZERO);
    }

    int position(AnalysisId id) {
        return positions.getOrDefault(id, OddEntry.WHOLE_SESSION);
    }

    PastSession toPastSession() {
        return new PastSession(sessionId, counselorId, startedAt, endedAt, credits, analyses);
    }
}
