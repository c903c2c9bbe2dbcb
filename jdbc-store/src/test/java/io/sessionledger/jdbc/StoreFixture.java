package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartOutcome;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.HoldPlan;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Billing;
import io.sessionledger.store.SettlementPlan.Charged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tenant of its own on a shared store, and the usual steps in one word. */
final class StoreFixture {

    static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
    static final CreditTerms CHARGED = new CreditTerms(ChargeTime.AT_COMPLETION);
    static final CreditTerms FREE = new CreditTerms(ChargeTime.NEVER);
    static final TimeRange ALWAYS =
            TimeRange.of(Instant.parse("0001-01-01T00:00:00Z"), Instant.parse("9999-12-31T23:59:59.999999Z"));

    final LedgerStore store;
    final TenantId tenant;
    final CounselorId counselor;

    StoreFixture(TestDatabase database) {
        this(database.store());
    }

    StoreFixture(LedgerStore store) {
        this(store, TenantId.of("t-" + UUID.randomUUID()), newCounselor());
    }

    private StoreFixture(LedgerStore store, TenantId tenant, CounselorId counselor) {
        this.store = store;
        this.tenant = tenant;
        this.counselor = counselor;
    }

    /** The same tenant and counselor through another store on the same database. */
    StoreFixture through(LedgerStore other) {
        return new StoreFixture(other, tenant, counselor);
    }

    static SessionId newSession() {
        return SessionId.of(UUID.randomUUID());
    }

    static CounselorId newCounselor() {
        return CounselorId.of(UUID.randomUUID());
    }

    SessionId started() {
        return startedAt(NOON);
    }

    SessionId startedAt(Instant at) {
        return start(newSession(), counselor, at);
    }

    SessionId start(SessionId session, CounselorId of, Instant at) {
        return start(StartSession.of(session, of).startedAt(at), CHARGED)
                .usage()
                .sessionId();
    }

    StartOutcome start(StartSession start, CreditTerms terms) {
        return store.sessions().start(tenant, start, terms, NOON);
    }

    RecordOutcome record(SessionId session, Analysis analysis) {
        return store.sessions().record(tenant, session, analysis, NOON);
    }

    List<RecordOutcome> recordAll(SessionId session, List<Analysis> analyses) {
        return store.sessions().recordAll(tenant, session, analyses, NOON);
    }

    /** Grants for ever what pays at once, in the order of age. */
    CreditReceipt.Granted grant(NewEntry entry) {
        return grant(new NewGrant(entry, GrantCredits.DEFAULT_PRIORITY, null, null));
    }

    CreditReceipt.Granted grant(NewGrant grant) {
        return store.credits().grant(tenant, grant);
    }

    /** Asks for a hold that covers so many credits altogether, without any overdraft. */
    AdmitOutcome admit(SessionId session, long due, Instant at) {
        HoldPlan plan = new HoldPlan(
                HoldId.of(UUID.randomUUID()), Credits.of(due), Credits.ZERO, CreditTerms.DEFAULT_HOLD_SILENCE);
        return store.sessions().admit(tenant, session, bill -> Optional.of(plan), at);
    }

    Optional<CreditAccount> account() {
        return store.accounts().findAccount(tenant, counselor, NOON);
    }

    CreditRate published(String name, Instant effectiveFrom) {
        return store.rates()
                .publish(
                        tenant,
                        RateId.of(UUID.randomUUID()),
                        PublishRate.named(name, effectiveFrom, RateMethod.perStartedMinute("1")),
                        NOON);
    }

    SessionUsage usage(SessionId session) {
        return store.usage().find(tenant, session).orElseThrow();
    }

    List<AnalysisLog> logs(SessionId session) {
        return store.analysisLogs()
                .export(tenant, AnalysisLogQuery.ofSession(session))
                .toList();
    }

    List<CreditLog> entries(CounselorId of) {
        return walk(page -> store.accounts().list(tenant, of, page), 100);
    }

    /** Every item of a list, fetched page by page. */
    static <T> List<T> walk(Function<PageRequest, Page<T>> list, int pageSize) {
        List<T> items = new ArrayList<>();
        Page<T> page = list.apply(PageRequest.first(pageSize));
        items.addAll(page.items());
        while (page.nextCursor().isPresent()) {
            page = list.apply(PageRequest.after(pageSize, page.nextCursor().get()));
            items.addAll(page.items());
        }
        return items;
    }

    /** What a usage row of these logs must say. */
    static UsageFigures sumOf(List<AnalysisLog> logs) {
        Duration duration = Duration.ZERO;
        TokenUsage tokens = TokenUsage.NONE;
        Usd cost = Usd.ZERO;
        long unpriced = 0;
        for (AnalysisLog log : logs) {
            duration = duration.plus(log.duration() == null ? Duration.ZERO : log.duration());
            tokens = tokens.plus(log.tokens() == null ? TokenUsage.NONE : log.tokens());
            cost = cost.plus(log.estimatedCost() == null ? Usd.ZERO : log.estimatedCost());
            unpriced += log.estimatedCost() == null ? 1 : 0;
        }
        return new UsageFigures(duration, logs.size(), tokens, cost, unpriced);
    }

    /** An analysis of a minute, with every figure. */
    static Analysis.Builder minute(long number) {
        return Analysis.builder(SafetyLevel.GREEN, 1)
                .id(AnalysisId.of(number))
                .duration(Duration.ofSeconds(60))
                .displayText("minute " + number)
                .model("gemini-2.5-flash", TokenUsage.of(400, 1000, 250))
                .estimatedCost(Usd.of("0.0007750000"))
                .analyzedAt(NOON.plusSeconds(60 * number));
    }

    /** An analysis without any figure. */
    static Analysis.Builder bare(long number) {
        return Analysis.builder(SafetyLevel.GREEN, 1).id(AnalysisId.of(number)).analyzedAt(NOON.plusSeconds(number));
    }

    /** Ends a session that is in progress; one that has ended is left as it is. */
    SettledBill ended(SessionId session, SessionStatus status, Billing billing) {
        return store.sessions()
                .end(
                        tenant,
                        session,
                        bill -> bill.usage().status().ended()
                                ? Optional.empty()
                                : Optional.of(plan(bill, status, billing)),
                        NOON);
    }

    SettledBill completed(SessionId session, Billing billing) {
        return ended(session, SessionStatus.COMPLETED, billing);
    }

    /** Completes a session and charges it by the rate in its bill. */
    SettledBill charged(SessionId session, long credits) {
        return store.sessions()
                .end(
                        tenant,
                        session,
                        bill -> bill.usage().status().ended()
                                ? Optional.empty()
                                : Optional.of(plan(bill, SessionStatus.COMPLETED, charge(bill, credits))),
                        NOON);
    }

    /** The alert of a session that waits for its rate, as nobody has delivered it yet. */
    CreditAlert unratedAlert(UUID id, SessionId session, Instant at) {
        return new CreditAlert(
                id,
                CreditAlert.Kind.UNRATED_SESSION,
                counselor,
                session,
                null,
                null,
                null,
                at,
                new AlertDelivery(AlertDelivery.Status.PENDING, 0, at, null, null));
    }

    List<CreditAlert> alerts() {
        return walk(page -> store.accounts().listAlerts(tenant, page), 100);
    }

    /** What ends a session an hour after its start. */
    static SettlementPlan plan(SessionBill bill, SessionStatus status, Billing billing) {
        Instant end = bill.usage().startedAt().plus(Duration.ofHours(1));
        boolean completed = status == SessionStatus.COMPLETED;
        return new SettlementPlan(status, end, null, completed ? bill.usage().counted() : null, billing, end);
    }

    static Charged charge(SessionBill bill, long credits) {
        SessionUsage usage = bill.usage();
        Charge charge = new Charge(bill.rate(), usage.billable(), Credits.of(credits), credits + " = " + credits);
        return new Charged(charge, fee(usage, credits, usage.startedAt().plus(Duration.ofHours(1))), UUID.randomUUID());
    }

    static NewEntry fee(SessionUsage usage, long credits, Instant at) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                usage.counselorId(),
                TransactionType.SESSION_FEE,
                Credits.of(-credits),
                usage.sessionId(),
                NewEntry.sessionFeeKey(usage.sessionId()),
                digest(usage.sessionId(), credits),
                "ledger",
                "session_completed",
                null,
                at);
    }

    /** A correction; also what voids a grant, then of zero. */
    NewEntry adjustment(String key, Credits delta, Instant at) {
        return byHand(TransactionType.ADJUSTMENT, null, key, delta, at);
    }

    NewEntry refund(SessionId session, String key, Instant at) {
        return byHand(TransactionType.REFUND, session, key, Credits.ZERO, at);
    }

    private NewEntry byHand(TransactionType type, @Nullable SessionId session, String key, Credits delta, Instant at) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                counselor,
                type,
                delta,
                session,
                key,
                digest(type, key, delta),
                "staff",
                "by_hand",
                "a correction",
                at);
    }

    NewEntry purchase(String key, long amount) {
        return purchase(counselor, key, amount, "a purchase", NOON);
    }

    static NewEntry purchase(CounselorId of, String key, long amount, String reason, Instant at) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                of,
                TransactionType.PURCHASE,
                Credits.of(amount),
                null,
                key,
                digest(of, amount),
                "host",
                "granted",
                reason,
                at);
    }

    private static String digest(Object... facts) {
        return "%064x".formatted(List.of(facts).hashCode() & 0xFFFF_FFFFL);
    }
}
