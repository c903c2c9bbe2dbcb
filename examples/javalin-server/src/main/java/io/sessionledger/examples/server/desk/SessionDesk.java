package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.host.SessionEnd;
import io.sessionledger.examples.server.host.SessionFilter;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.session.Completion;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Starts and ends sessions: the host's row and the ledger's are written in one transaction. */
public final class SessionDesk {

    private static final String FIRST_RATE = "1"; // credit a started minute

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Clock clock;

    SessionDesk(HostDatabase database, OnceOnly onceOnly, Clock clock) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.clock = clock;
    }

    /**
     * Starts a session. A tenant that has no rate yet gets one, of a credit for each started minute.
     *
     * @param caller who asks
     * @param session what to start
     * @param key if it came with one; a repeat gets the same session, as it is by then
     * @return the session
     */
    public HostSession start(Caller caller, NewSession session, Optional<RequestKey> key) {
        CounselorId counselor = counselorOf(caller, session);
        Started started = onceOnly.once(caller.tenant(), key, Started.class, transaction -> {
            var unused = Access.counselor(transaction, caller, counselor);
            return new Started(startAt(transaction, session, counselor).value());
        });
        return find(caller, SessionId.of(started.sessionId()));
    }

    private static CounselorId counselorOf(Caller caller, NewSession session) {
        CounselorId counselor = session.counselorId()
                .or(caller::counselor)
                .orElseThrow(() -> new InvalidInputException(
                        "counselorId", "expected the counselor's id, since this token is not bound to a counselor"));
        if (!caller.reaches(counselor)) {
            throw new NotAllowedException("This token is bound to another counselor than the one of counselor_id.");
        }
        return counselor;
    }

    private SessionId startAt(HostTransaction transaction, NewSession session, CounselorId counselor) {
        Instant now = now();
        if (transaction.tenants().insertIfAbsent(now)) {
            publishFirstRate(transaction.ledger());
        }
        SessionId id = SessionId.of(UUID.randomUUID());
        transaction
                .sessions()
                .insert(new HostSession(
                        id,
                        counselor,
                        session.clientId(),
                        session.mode(),
                        SessionStatus.IN_PROGRESS,
                        session.startedAt(),
                        Optional.empty(),
                        now));
        var unused = transaction.ledger().start(StartSession.of(id, counselor).startedAt(session.startedAt()));
        return id;
    }

    /** In force since ever, so that a first session that is said to have begun yesterday has a rate, too. */
    private static void publishFirstRate(TenantLedger ledger) {
        if (ledger.rates().versions(StartSession.STANDARD_RATE).isEmpty()) {
            var unused = ledger.rates()
                    .publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute(FIRST_RATE)));
        }
    }

    /**
     * Completes a session: keeps the transcript, ends it, and settles its bill.
     *
     * @param caller who asks
     * @param id the session
     * @param fullTranscript what was said
     * @param endedAt when it ended
     * @param key if it came with one
     * @return the bill; a repeat, with or without a key, gets the first one
     */
    public SessionBill complete(
            Caller caller, SessionId id, String fullTranscript, Instant endedAt, Optional<RequestKey> key) {
        SessionEnd end =
                new SessionEnd(SessionStatus.COMPLETED, endedAt, Optional.of(fullTranscript), Optional.empty());
        return end(caller, id, end, key, ledger -> ledger.complete(id, Completion.at(end.endedAt())));
    }

    /**
     * Calls a session off; nothing is charged.
     *
     * @param caller who asks
     * @param id the session
     * @param reason why
     * @param key if it came with one
     * @return the bill, of nothing
     */
    public SessionBill cancel(Caller caller, SessionId id, String reason, Optional<RequestKey> key) {
        return end(caller, id, calledOff(SessionStatus.CANCELLED, reason), key, ledger -> ledger.cancel(id));
    }

    /**
     * Ends a session that a fault broke off; nothing is charged.
     *
     * @param caller who asks
     * @param id the session
     * @param reason what happened
     * @param key if it came with one
     * @return the bill, of nothing
     */
    public SessionBill fail(Caller caller, SessionId id, String reason, Optional<RequestKey> key) {
        return end(caller, id, calledOff(SessionStatus.FAILED, reason), key, ledger -> ledger.fail(id));
    }

    private SessionEnd calledOff(SessionStatus status, String reason) {
        return new SessionEnd(status, now(), Optional.empty(), Optional.of(reason));
    }

    private SessionBill end(
            Caller caller,
            SessionId id,
            SessionEnd end,
            Optional<RequestKey> key,
            Function<TenantLedger, Settlement> verb) {
        return onceOnly.once(caller.tenant(), key, SessionBill.class, transaction -> {
            HostSession session = Access.session(transaction, caller, id);
            // a session that has ended stays as it is; whether this repeats its end or contradicts it, the ledger knows
            boolean unused = transaction.sessions().end(id, end);
            return bill(transaction, session, verb);
        });
    }

    /**
     * Settles a completed session for which there was no rate when it completed.
     *
     * @param caller who asks
     * @param id the session
     * @return how the bill stands
     */
    public SessionBill settle(Caller caller, SessionId id) {
        return database.transaction(caller.tenant(), transaction -> {
            HostSession session = Access.session(transaction, caller, id);
            return bill(transaction, session, ledger -> ledger.settle(id));
        });
    }

    private static SessionBill bill(
            HostTransaction transaction, HostSession session, Function<TenantLedger, Settlement> verb) {
        Settlement settlement = verb.apply(transaction.ledger());
        return SessionBill.of(settlement, transaction.ledger().credits().account(session.counselorId()));
    }

    /**
     * {@return a session}
     *
     * @param caller who asks
     * @param id the session
     */
    public HostSession find(Caller caller, SessionId id) {
        return database.transaction(caller.tenant(), transaction -> Access.session(transaction, caller, id));
    }

    /**
     * {@return what a session has used}
     *
     * @param tenant whose it is
     * @param id a session that was found
     */
    public SessionUsage usage(TenantId tenant, SessionId id) {
        return database.ledger(tenant).session(id);
    }

    /**
     * {@return one page of the sessions that the caller may see, the latest started first}
     *
     * @param caller who asks
     * @param filter which
     * @param page how many, after which
     */
    public Page<HostSession> list(Caller caller, SessionFilter filter, PageRequest page) {
        filter.counselorId().filter(id -> !caller.reaches(id)).ifPresent(id -> {
            throw new NotAllowedException("This token is bound to another counselor than the one of counselor_id.");
        });
        SessionFilter reach =
                new SessionFilter(filter.counselorId().or(caller::counselor), filter.status(), filter.startedIn());
        return database.transaction(
                caller.tenant(), transaction -> transaction.sessions().list(reach, page));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What is kept of a start: all else is the session's own row. */
    record Started(UUID sessionId) {}
}
