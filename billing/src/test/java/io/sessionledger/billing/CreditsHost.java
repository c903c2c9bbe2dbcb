package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minuteBuilder;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.billing.CreditsAnswer.Admitted;
import io.sessionledger.billing.CreditsAnswer.Charged;
import io.sessionledger.billing.CreditsAnswer.Granted;
import io.sessionledger.billing.CreditsAnswer.NotCharged;
import io.sessionledger.billing.CreditsAnswer.Recorded;
import io.sessionledger.billing.CreditsAnswer.Refunded;
import io.sessionledger.billing.CreditsAnswer.Refused;
import io.sessionledger.billing.CreditsAnswer.Swept;
import io.sessionledger.billing.CreditsAnswer.Thrown;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.store.LedgerStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A host that does what {@link CreditsOperation operations} say with the ledger of a tenant of its own, and hears its answers. Ids are counted, so that grants go by
 * the order of their ids. Thread-safe.
 */
final class CreditsHost implements CreditsVerbs {

    private static final PageRequest PLENTY = PageRequest.first(PageRequest.MAX_SIZE);
    private static final String REASON = "reason";
    private static final String ACTOR = "host";

    final LedgerFixture fixture;
    final TenantLedger ledger;

    private final int counselors;
    private final AtomicLong ids = new AtomicLong();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong analyses = new AtomicLong();
    private final Set<Integer> started = ConcurrentHashMap.newKeySet();

    CreditsHost(LedgerFixture fixture, TestDatabase database, CreditsTestTerms terms, int counselors) {
        this.fixture = fixture;
        this.counselors = counselors;
        this.ledger = SessionLedger.builder(database.store())
                .policy(terms.policy())
                .clock(fixture.clock)
                .idGenerator(() -> new UUID(0, ids.incrementAndGet()))
                .build()
                .tenant(fixture.tenant);
    }

    static CounselorId counselor(int number) {
        return CounselorId.of(number);
    }

    /** Does an operation; an exception of the ledger's own is an answer, unless the database is to blame. */
    CreditsAnswer answerTo(CreditsOperation operation) {
        try {
            return operation.doneBy(this);
        } catch (LedgerStoreException e) {
            throw e;
        } catch (SessionLedgerException e) {
            return Thrown.of(e);
        }
    }

    private SessionId session(int number) {
        SessionId session = SessionId.of(number);
        if (!started.contains(number)) {
            var unused = ledger.start(StartSession.of(session, counselor(number % counselors)));
            started.add(number);
        }
        return session;
    }

    Set<Integer> startedSessions() {
        return Set.copyOf(started);
    }

    private String newKey() {
        return "request-" + requests.incrementAndGet();
    }

    @Override
    public CreditsAnswer jump(CreditsOperation.Jump jump) {
        fixture.clock.advance(jump.by());
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer grant(CreditsOperation.Grant grant) {
        Instant now = fixture.clock.instant();
        GrantCredits request = new GrantCredits(
                counselor(grant.counselor()),
                grant.amount(),
                grant.type(),
                REASON,
                newKey(),
                ACTOR,
                grant.priority(),
                grant.startsIn().map(now::plus),
                grant.expiresIn().map(now::plus));
        CreditGrant given = ledger.credits().grant(request).grant();
        return new Granted(given.status(), given.remaining());
    }

    @Override
    public CreditsAnswer adjust(CreditsOperation.Adjust adjust) {
        var unused = ledger.credits()
                .adjust(new AdjustCredits(counselor(adjust.counselor()), adjust.amount(), REASON, newKey(), ACTOR));
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer voidAt(CreditsOperation.VoidAt request) {
        List<CreditGrant> latestFirst =
                ledger.credits().grants(counselor(request.counselor()), PLENTY).items();
        int size = latestFirst.size();
        GrantId grant = size == 0
                ? GrantId.of(Long.MAX_VALUE)
                : latestFirst.get(size - 1 - request.index() % size).id();
        var unused = ledger.credits().voidGrant(new VoidGrant(grant, REASON, newKey(), ACTOR));
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer limitOverdraft(CreditsOperation.LimitOverdraft limit) {
        CounselorId counselor = counselor(limit.counselor());
        var unused = ledger.credits().sweep(counselor);
        var unusedToo = ledger.credits().limitOverdraft(counselor, limit.limit());
        return CreditsAnswer.DONE;
    }

    @Override
    public CreditsAnswer sweep(CreditsOperation.Sweep sweep) {
        AccountSweep swept = ledger.credits().sweep(counselor(sweep.counselor()));
        return new Swept(swept.startedGrants(), swept.expiredHolds());
    }

    @Override
    public CreditsAnswer admit(CreditsOperation.Admit admit) {
        AdmitOutcome outcome = ledger.admit(session(admit.session()), Duration.ofMinutes(admit.minutes()));
        Credits held = outcome.hold().map(CreditHold::amount).orElse(Credits.ZERO);
        return outcome instanceof AdmitOutcome.Refused refused
                ? new Refused(refused.missing(), refused.available(), held)
                : new Admitted(held);
    }

    @Override
    public CreditsAnswer work(CreditsOperation.Work work) {
        RecordOutcome outcome = ledger.record(
                session(work.session()),
                minuteBuilder(analyses.incrementAndGet())
                        .duration(Duration.ofMinutes(work.minutes()))
                        .build());
        return new Recorded(outcome instanceof RecordOutcome.Late);
    }

    @Override
    public CreditsAnswer complete(CreditsOperation.Complete complete) {
        Optional<Duration> stated = complete.statedMinutes().map(Duration::ofMinutes);
        return answer(ledger.complete(
                session(complete.session()),
                stated.map(Completion.NOW::recorded).orElse(Completion.NOW)));
    }

    @Override
    public CreditsAnswer cancel(CreditsOperation.Cancel cancel) {
        return answer(ledger.cancel(session(cancel.session())));
    }

    @Override
    public CreditsAnswer fail(CreditsOperation.Fail fail) {
        return answer(ledger.fail(session(fail.session())));
    }

    private static CreditsAnswer answer(Settlement settlement) {
        if (settlement instanceof Settlement.Charged charged) {
            return new Charged(charged.charge().credits(), charged.replayed());
        }
        if (settlement instanceof Settlement.NotCharged not) {
            return new NotCharged(not.reason(), not.replayed());
        }
        throw new AssertionError("a rate is in force, and yet: " + settlement);
    }

    @Override
    public CreditsAnswer refund(CreditsOperation.Refund refund) {
        CreditReceipt.Refunded refunded = ledger.credits()
                .refund(new RefundSession(session(refund.session()), refund.amount(), REASON, newKey(), ACTOR));
        return new Refunded(refunded.compensated());
    }
}
