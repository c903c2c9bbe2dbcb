package io.sessionledger.billing;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/** A tenant of its own on a shared database, a hand-cranked clock, and the usual steps in one word. */
final class LedgerFixture {

    static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

    static final String UNPUBLISHED_RATE = "unpublished";

    final TestDatabase database;
    private final CreditPolicy policy;
    final SettableClock clock = new SettableClock(NOON);
    final TenantId tenant = TenantId.of("t-" + UUID.randomUUID());
    final CounselorId counselor = CounselorId.of(UUID.randomUUID());
    final TenantTables tables;
    final TenantLedger ledger;

    LedgerFixture(TestDatabase database) {
        this(database, CreditPolicy.chargeAtCompletion());
    }

    LedgerFixture(TestDatabase database, CreditPolicy policy) {
        this.database = database;
        this.policy = policy;
        this.tables = tablesOf(tenant);
        this.ledger = under(policy, LedgerListener.NONE);
    }

    /** The same tenant under another policy or listener. */
    TenantLedger under(CreditPolicy policy, LedgerListener listener) {
        return SessionLedger.builder(database.store())
                .policy(policy)
                .clock(clock)
                .listener(listener)
                .build()
                .tenant(tenant);
    }

    /** A tenant's rows, read past the ledger. */
    TenantTables tablesOf(TenantId of) {
        return new TenantTables(database.pool(), of);
    }

    /** Another tenant on the same database, under the same policy. */
    TenantLedger other() {
        return ledgerOf("t-" + UUID.randomUUID());
    }

    TenantLedger ledgerOf(String name) {
        return SessionLedger.builder(database.store())
                .policy(policy)
                .clock(clock)
                .build()
                .tenant(name);
    }

    LedgerFixture withRate(RateMethod method) {
        ledger.rates().publish(PublishRate.standard(NOON.minus(Duration.ofDays(365)), method));
        return this;
    }

    LedgerFixture withCredits(long amount) {
        ledger.credits()
                .grant(GrantCredits.purchase(
                        counselor, Credits.of(amount), "opening purchase", "purchase-" + UUID.randomUUID()));
        return this;
    }

    static SessionId newSession() {
        return SessionId.of(UUID.randomUUID());
    }

    SessionId started() {
        return started(StartSession.of(newSession(), counselor));
    }

    SessionId started(StartSession start) {
        ledger.start(start);
        return start.sessionId();
    }

    /** A session with some minutes of analyses. */
    SessionId recorded(int minutes) {
        return recorded(minutes, StartSession.of(newSession(), counselor));
    }

    SessionId recorded(int minutes, StartSession start) {
        SessionId session = started(start);
        for (int i = 0; i < minutes; i++) {
            ledger.record(session, minute(i + 1));
        }
        return session;
    }

    /** A session whose rate nobody has published. */
    StartSession unrated() {
        return StartSession.of(newSession(), counselor).rate(UNPUBLISHED_RATE);
    }

    CreditAccount account() {
        return ledger.credits().account(counselor);
    }

    static Analysis minute(long number) {
        return minuteBuilder(number).build();
    }

    static Analysis.Builder minuteBuilder(long number) {
        return Analysis.builder(SafetyLevel.GREEN, 1)
                .id(AnalysisId.of(number))
                .duration(Duration.ofSeconds(60))
                .displayText("minute " + number)
                .model("gemini-2.5-flash", TokenUsage.of(400, 1000, 250))
                .estimatedCost(Usd.of("0.0007750000"))
                .analyzedAt(NOON.plusSeconds(60 * number));
    }
}
