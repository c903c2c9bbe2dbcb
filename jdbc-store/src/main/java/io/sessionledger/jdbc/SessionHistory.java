package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.ContentCodecException;
import io.sessionledger.jdbc.PastOutcome.CreditsState;
import io.sessionledger.jdbc.PastOutcome.State;
import io.sessionledger.store.LedgerStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * Brings sessions into the ledger that were over before it was there, with their analyses and the credits that were taken for them. They come in as completed, and nothing is ever charged for
 * them, whatever the policy. May be repeated: what is there is left as it is, what is missing is added. Thread-safe.
 *
 * <p>A session that runs in the ledger is left alone until it has ended. One that the ledger itself has ended gets what is missing as late analyses: counted, never billed.
 */
public final class SessionHistory {

    private final Door door;
    private final ContentColumns content;
    private final HistorySql sql;
    private final OpeningEntries openings;

    SessionHistory(Door door, Database database, ContentColumns content) {
        this.door = door;
        this.content = content;
        this.sql = HistorySql.of(database);
        this.openings = new OpeningEntries(database);
    }

    /**
     * Adds sessions in one transaction, which locks their usage rows, then the accounts for which credits are stated. Some thousand analyses at once are a good size; all of them are in memory
     * several times.
     *
     * @param tenant whose sessions they are
     * @param sessions each session once
     * @param now what time it is; dates the entries of credits
     * @return what became of each, in the order in which they were handed in
     * @throws InvalidInputException if a session comes twice, or a text may not be stored; then nothing was added
     * @throws ContentCodecException if the content codec fails; then nothing was added
     * @throws LedgerStoreException if the database fails; then nothing was added, or, where the connection broke during the commit, it may have been: repeat it
     */
    public List<PastOutcome> add(TenantId tenant, List<PastSession> sessions, Instant now) {
        List<PastSession> inKeyOrder = new ArrayList<>(sessions);
        inKeyOrder.sort(Comparator.comparing(session -> session.sessionId().value(), HistorySql.KEY_ORDER));
        Map<SessionId, List<PastLog>> logs = new HashMap<>();
        for (PastSession session : inKeyOrder) {
            List<PastLog> before = logs.put(session.sessionId(), logs(tenant, session, now));
            InvalidInputException.unless(
                    before == null, "sessions", "each session once", session.sessionId() + " twice");
        }
        Map<SessionId, PastOutcome> outcomes = sessions.isEmpty()
                ? Map.of()
                : door.transaction(
                        "add past sessions", handle -> new Addition(handle, tenant, now, logs).of(inKeyOrder));
        return sessions.stream()
                .map(session -> outcomes.get(session.sessionId()))
                .toList();
    }

    private List<PastLog> logs(TenantId tenant, PastSession session, Instant now) {
        return session.analyses().stream()
                .map(past -> new PastLog(
                        new AnalysisInput(tenant, session.sessionId(), past.analysis(), content, now),
                        past.tokens(),
                        session.counselorId(),
                        false))
                .toList();
    }

    /**
     * Finds sessions whose usage is not the sum of their logs, which must not be.
     *
     * @param tenant whose sessions they are
     * @param sessions the sessions, up to some hundred; those that the ledger does not have are passed over
     * @return those that do not add up
     */
    public Set<SessionId> unbalanced(TenantId tenant, Collection<SessionId> sessions) {
        return sessions.isEmpty()
                ? Set.of()
                : door.call("add up sessions", handle -> Set.copyOf(sql.unbalanced(handle, tenant, sessions)));
    }

    /** One transaction. */
    private final class Addition {

        private final Handle handle;
        private final TenantId tenant;
        private final Instant now;
        private final Map<SessionId, List<PastLog>> logs;

        Addition(Handle handle, TenantId tenant, Instant now, Map<SessionId, List<PastLog>> logs) {
            this.handle = handle;
            this.tenant = tenant;
            this.now = now;
            this.logs = logs;
        }

        Map<SessionId, PastOutcome> of(List<PastSession> sessions) {
            Set<SessionId> made = sql.make(handle, tenant, sessions);
            Map<SessionId, PastUsage> locked = sql.lock(handle, tenant, logs.keySet());
            Map<SessionId, PastOutcome> outcomes = new HashMap<>();
            List<PastSession> open = new ArrayList<>();
            for (PastSession session : sessions) {
                if (usage(locked, session).running()) {
                    outcomes.put(session.sessionId(), PastOutcome.running(session.sessionId()));
                } else {
                    open.add(session);
                }
            }
            Stored stored = store(open, made, locked);
            Map<SessionId, CreditsState> credits = openings.enter(handle, tenant, open, locked, now);
            for (PastSession session : open) {
                outcomes.put(session.sessionId(), stored.outcome(session, credits));
            }
            return outcomes;
        }

        /** Writes what is not there. Nobody else adds logs of a session whose usage row is locked, so what is looked up stays true. */
        private Stored store(List<PastSession> sessions, Set<SessionId> made, Map<SessionId, PastUsage> locked) {
            List<PastLog> toLookUp = sessions.stream()
                    .filter(session -> !made.contains(session.sessionId()))
                    .flatMap(session -> logs(session).stream())
                    .toList();
            Map<SessionId, Map<AnalysisId, KnownLog>> there = sql.find(handle, tenant, toLookUp);
            List<PastLog> missing = new ArrayList<>();
            List<PastSums> sums = new ArrayList<>();
            Map<SessionId, Integer> written = new HashMap<>();
            for (PastSession session : sessions) {
                Set<AnalysisId> known =
                        there.getOrDefault(session.sessionId(), Map.of()).keySet();
                PastUsage usage = usage(locked, session);
                List<PastLog> ofSession = logs(session).stream()
                        .filter(log -> !known.contains(log.id()))
                        .map(log -> log.under(usage))
                        .toList();
                missing.addAll(ofSession);
                written.put(session.sessionId(), ofSession.size());
                if (!ofSession.isEmpty() || usage.historic()) {
                    sums.add(PastSums.of(session, ofSession, usage));
                }
            }
            sql.write(handle, tenant, missing);
            sql.raise(handle, tenant, sums);
            return new Stored(written, there);
        }

        private List<PastLog> logs(PastSession session) {
            return logs.getOrDefault(session.sessionId(), List.of());
        }

        private PastUsage usage(Map<SessionId, PastUsage> locked, PastSession session) {
            PastUsage usage = locked.get(session.sessionId());
            if (usage == null) {
                throw new LedgerStoreException("The usage row of session " + session.sessionId()
                        + " vanished; something deletes rows of session_usage. Add its history again.");
            }
            return usage;
        }

        /** What was written of each session, and what was there. */
        private final class Stored {

            private final Map<SessionId, Integer> written;
            private final Map<SessionId, Map<AnalysisId, KnownLog>> there;

            Stored(Map<SessionId, Integer> written, Map<SessionId, Map<AnalysisId, KnownLog>> there) {
                this.written = written;
                this.there = there;
            }

            PastOutcome outcome(PastSession session, Map<SessionId, CreditsState> credits) {
                Map<AnalysisId, KnownLog> known = there.getOrDefault(session.sessionId(), Map.of());
                Set<AnalysisId> different = new HashSet<>();
                for (PastLog log : logs(session)) {
                    KnownLog stored = known.get(log.id());
                    if (stored != null && !log.agreesWith(stored)) {
                        different.add(log.id());
                    }
                }
                return new PastOutcome(
                        session.sessionId(),
                        State.ADDED,
                        written.getOrDefault(session.sessionId(), 0),
                        known.size(),
                        List.copyOf(different),
                        credits.getOrDefault(session.sessionId(), CreditsState.NONE));
            }
        }
    }
}
