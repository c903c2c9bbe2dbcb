package io.sessionledger.examples.server.demo;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.examples.server.host.Counselor;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.SessionEnd;
import io.sessionledger.session.Completion;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** Three months of one counselor, in the order of time, by the ledger's own verbs. */
final class DemoCounselor {

    private static final String ACTOR = "demo";

    private final DemoTongue tongue;
    private final int number;
    private final DemoCalendar calendar;
    private final DemoClock clock;
    private final Random random;
    private final HostTransaction transaction;
    private final TenantLedger ledger;
    private final CounselorId id;
    private final DemoAnalyses analyses;
    private int grants;

    DemoCounselor(
            DemoTongue tongue,
            int number,
            DemoCalendar calendar,
            DemoClock clock,
            Random random,
            HostTransaction transaction) {
        this.tongue = tongue;
        this.number = number;
        this.calendar = calendar;
        this.clock = clock;
        this.random = random;
        this.transaction = transaction;
        this.ledger = transaction.ledger();
        this.id = CounselorId.of(randomUuid());
        this.analyses = new DemoAnalyses(tongue, random);
    }

    void live() {
        // one after the other, so that a list shows them by their numbers
        Instant before = calendar.opening().plus(Duration.ofMinutes(number));
        clock.set(before);
        transaction.counselors().insert(new Counselor(id, tongue.counselorName(number), Optional.empty(), before));
        buy(Credits.of(isThrifty() ? 60 : 200));
        for (Instant start : calendar.sessions(random)) {
            if (calendar.isMonthsFirst(start, before)) {
                startMonth(start);
            }
            hold(start);
            before = start;
        }
    }

    /** One in five never buys again, and ends in debt. */
    private boolean isThrifty() {
        return number % 5 == 0;
    }

    private void startMonth(Instant at) {
        clock.set(at.minus(Duration.ofMinutes(10)));
        if (!isThrifty()) {
            buy(Credits.of(100 + 50L * random.nextInt(3)));
        }
        if (random.nextInt(3) == 0) {
            var unused = ledger.credits()
                    .grant(grant(Credits.of(30), tongue.promotionReason())
                            .as(GrantType.PROMOTION)
                            .withPriority(10)
                            .expiresAt(clock.instant().plus(Duration.ofDays(21))));
        }
        if (random.nextInt(12) == 0) {
            var unused = ledger.credits()
                    .adjust(new AdjustCredits(id, Credits.of(-3), tongue.adjustmentReason(), key(), ACTOR));
        }
    }

    private void buy(Credits amount) {
        var unused = ledger.credits().grant(grant(amount, tongue.packReason()));
    }

    private GrantCredits grant(Credits amount, String reason) {
        return GrantCredits.purchase(id, amount, reason, key()).by(ACTOR);
    }

    private String key() {
        return "demo:" + id + ":" + ++grants;
    }

    private void hold(Instant start) {
        SessionId session = SessionId.of(randomUuid());
        int steps = 6 + random.nextInt(18);
        Instant end = start.plus(DemoAnalyses.length(steps)).plusSeconds(30);
        SessionStatus status = fate();

        clock.set(start);
        transaction
                .sessions()
                .insert(new HostSession(
                        session,
                        id,
                        "client-%04d".formatted(random.nextInt(10_000)),
                        random.nextInt(4) == 0 ? "practice" : "live",
                        SessionStatus.IN_PROGRESS,
                        start,
                        Optional.empty(),
                        start));
        var unusedStart = ledger.start(StartSession.of(session, id).startedAt(start));
        clock.set(end);
        var unusedRecords = ledger.recordAll(
                session, analyses.of(start, status == SessionStatus.COMPLETED ? steps : 1 + steps / 4));
        boolean unusedEnd = transaction.sessions().end(session, end(status, end));
        finish(session, status, end);
    }

    private SessionStatus fate() {
        int dice = random.nextInt(100);
        return dice < 90 ? SessionStatus.COMPLETED : dice < 96 ? SessionStatus.CANCELLED : SessionStatus.FAILED;
    }

    private SessionEnd end(SessionStatus status, Instant at) {
        return status == SessionStatus.COMPLETED
                ? new SessionEnd(status, at, Optional.of(tongue.transcript()), Optional.empty())
                : new SessionEnd(status, at, Optional.empty(), Optional.of("demo"));
    }

    private void finish(SessionId session, SessionStatus status, Instant end) {
        var unused = switch (status) {
            case COMPLETED -> ledger.complete(session, Completion.at(end));
            case CANCELLED -> ledger.cancel(session);
            case FAILED -> ledger.fail(session);
            case IN_PROGRESS -> throw new IllegalArgumentException("a session of the past has ended");
        };
        if (status == SessionStatus.COMPLETED && random.nextInt(25) == 0) {
            clock.set(end.plus(Duration.ofMinutes(5)));
            var unusedRefund = ledger.credits()
                    .refund(RefundSession.part(session, Credits.of(5), tongue.refundReason(), key(), ACTOR));
        }
    }

    private UUID randomUuid() {
        // of version 4, as random ones are
        return new UUID(
                (random.nextLong() & ~0xF000L) | 0x4000L,
                (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }
}
