package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.CallLanes.Reply;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import io.sessionledger.store.LedgerStoreException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;

/**
 * Lets ends and admissions of one tenant's sessions go together on PostgreSQL when many are under way at once, in one transaction: all that they concern is locked without waiting for anybody and read; then each is decided and done in memory,
 * in the order in which they came, by the thread that takes the group along; then all of it is written. Those whose account somebody else holds go on to a lane of that account and wait together. What takes more than that is answered so, has changed nothing, and goes by itself. So does
 * everything where little is under way: by itself it takes fewer round trips. No thread holds a connection while it waits for others of its lane.
 */
final class SessionBatches {

    /** A batch holds its accounts until its commit, so it should not be all too large. */
    private static final int MOST_TOGETHER = 32;

    /** How many verbs of a tenant may be under way without going together. One that waits for a row keeps a connection. */
    private static final int MOST_ALONE = 1;

    private final Door door;
    private final int mostAlone;
    private final CallLanes<SessionLane, SessionDemand<?>, Optional<?>> lanes = new CallLanes<>(new Batches());
    private final ConcurrentHashMap<TenantId, Integer> underWay = new ConcurrentHashMap<>();

    SessionBatches(Door door) {
        this(door, MOST_ALONE);
    }

    /**
     * Batches.
     *
     * @param mostAlone how many verbs of a tenant may be under way without going together
     */
    SessionBatches(Door door, int mostAlone) {
        this.door = door;
        this.mostAlone = mostAlone;
    }

    /** Serves a demand with others if many are under way; otherwise, or if it takes more than that, does it alone. */
    <A> A serve(SessionDemand<A> demand, Supplier<A> alone) {
        boolean goesAlone = underWay.merge(demand.tenant(), 1, Integer::sum) <= mostAlone;
        try {
            return goesAlone ? alone.get() : together(demand).orElseGet(alone);
        } finally {
            underWay.computeIfPresent(demand.tenant(), (tenant, count) -> count == 1 ? null : count - 1);
        }
    }

    @SuppressWarnings("unchecked") // what is asked for an A is answered with an A
    private <A> Optional<A> together(SessionDemand<A> demand) {
        return (Optional<A>) lanes.call(new SessionLane.OfTenant(demand.tenant()), demand);
    }

    private final class Batches implements CallLanes.Work<SessionLane, SessionDemand<?>, Optional<?>> {

        @Override
        public Predicate<SessionDemand<?>> gate(SessionLane lane) {
            return new CountingGate<>(MOST_TOGETHER);
        }

        @Override
        public List<Reply<SessionLane, Optional<?>>> perform(SessionLane lane, List<SessionDemand<?>> group) {
            String verb = group.size() == 1 ? group.get(0).verb() : "move " + group.size() + " sessions";
            try {
                return door.transaction(verb, handle -> {
                    LockedSessions locked = lock(handle, lane, group);
                    List<Reply<SessionLane, Optional<?>>> replies =
                            group.stream().map(demand -> reply(demand, locked)).toList();
                    if (locked.isChanged()) {
                        LockedSessionsWriter.writeAndCommit(handle, locked);
                    }
                    return replies;
                });
            } catch (LedgerStoreException e) {
                return SqlErrors.mayConcernOneRow(e) ? apart(group) : failed(group, e);
            } catch (RuntimeException e) {
                return apart(group);
            }
        }

        /** One of them may be to blame: nothing is done, and each finds out by itself. */
        private List<Reply<SessionLane, Optional<?>>> apart(List<SessionDemand<?>> group) {
            return Collections.nCopies(group.size(), Reply.answer(Optional.empty()));
        }

        private List<Reply<SessionLane, Optional<?>>> failed(List<SessionDemand<?>> group, LedgerStoreException e) {
            return group.stream()
                    .<Reply<SessionLane, Optional<?>>>map(
                            demand -> Reply.failure(() -> SqlErrors.ofOne(demand.verb(), e)))
                    .toList();
        }

        private LockedSessions lock(Handle handle, SessionLane lane, List<SessionDemand<?>> group) {
            List<SessionId> sessions =
                    group.stream().<SessionId>map(SessionDemand::sessionId).toList();
            return lane instanceof SessionLane.OfAccount
                    ? LockedSessions.lockWaitingForAccount(handle, lane.tenant(), sessions)
                    : LockedSessions.lockUnlessHeld(handle, lane.tenant(), sessions);
        }

        /** What a decision throws is its own caller's; nothing is done by then. */
        private <A> Reply<SessionLane, Optional<?>> reply(SessionDemand<A> demand, LockedSessions locked) {
            Optional<SessionReading> reading = locked.reading(demand.sessionId());
            Optional<Function<LockedSessions, Optional<A>>> step;
            try {
                step = reading.map(demand::decide);
            } catch (RuntimeException | Error e) {
                return new Reply.Answer<>(() -> {
                    throw e;
                });
            }
            Optional<A> done = step.flatMap(decided -> decided.apply(locked));
            return done.isPresent()
                    ? Reply.answer(done)
                    : reading.flatMap(locked::accountHeldElsewhere)
                            .<Reply<SessionLane, Optional<?>>>map(account ->
                                    new Reply.Elsewhere<>(new SessionLane.OfAccount(demand.tenant(), account)))
                            .orElseGet(() -> Reply.answer(Optional.empty()));
        }
    }
}
