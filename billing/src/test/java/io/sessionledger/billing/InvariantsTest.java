package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.Settlement;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The books balance after whatever was done, in whatever order. */
@EveryDatabase
class InvariantsTest {

    private static final int OPERATIONS = 300;
    private static final int SESSIONS = 14;
    private static final int COUNSELORS = 3;

    /** Set it to the seed that a failure printed, to see that failure again. */
    private static final String SEED = System.getProperty("sessionledger.seed", "");

    private final TestDatabase database;
    private final LedgerFixture fixture;
    private final TenantLedger ledger;

    /** What the test itself knows to have happened. */
    private final Map<CounselorId, Credits> given = new HashMap<>();

    private final Map<SessionId, UsageFigures> billed = new HashMap<>();
    private final Map<SessionId, Credits> charged = new HashMap<>();
    private final List<GrantCredits> grants = new ArrayList<>();
    private final List<CounselorId> counselors = new ArrayList<>();
    private final List<SessionId> sessions = new ArrayList<>();

    InvariantsTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database);
        this.ledger = fixture.ledger;
    }

    @Test
    void three_hundred_random_operations_leave_the_books_balanced() {
        long seed = SEED.isEmpty() ? new Random().nextLong() : Long.parseLong(SEED);
        try {
            operate(new Random(seed));
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("run again with -Dsessionledger.seed=" + seed, e);
        }
    }

    private void operate(Random random) {
        fixture.withRate(RateMethod.perStartedMinute("1.25"));
        ledger.rates().publish(PublishRate.named("by cost", NOON, RateMethod.shareOfCost("1234.5")));
        for (int i = 0; i < COUNSELORS; i++) {
            counselors.add(CounselorId.of(UUID.randomUUID()));
        }
        for (int i = 0; i < OPERATIONS; i++) {
            fixture.clock.advance(Duration.ofMillis(random.nextInt(5000) - 1000L));
            operation(random);
            if (i % 100 == 99) {
                Invariants.hold(fixture.tables);
            }
        }
        assertThat(sessions).as("sessions that were started").hasSizeGreaterThan(SESSIONS / 2);
        sessions.forEach(this::assertBilledAsDue);
        counselors.forEach(this::assertAccountAsKnown);
    }

    private void operation(Random random) {
        int dice = random.nextInt(100);
        if (dice < 10 || sessions.isEmpty()) {
            start(random);
        } else if (dice < 55) {
            record(random);
        } else if (dice < 63) {
            end(random, session -> ledger.complete(session, completion(random)));
        } else if (dice < 68) {
            end(random, ledger::settle);
        } else if (dice < 71) {
            end(random, ledger::cancel);
        } else if (dice < 74) {
            end(random, ledger::fail);
        } else if (dice < 86 || grants.isEmpty()) {
            grant(random);
        } else if (dice < 96) {
            grantAgain(random);
        } else {
            ledger.rates()
                    .publish(PublishRate.named(
                            dice < 97 ? UNPUBLISHED_RATE : "standard",
                            NOON.plusSeconds(random.nextInt(600) - 60L),
                            RateMethod.perAnalysis("0." + (1 + random.nextInt(9)))));
        }
    }

    private void start(Random random) {
        SessionId session =
                sessions.size() < SESSIONS ? SessionId.of(random.nextInt(SESSIONS)) : pick(random, sessions);
        if (sessions.contains(session)) {
            SessionUsage usage = ledger.session(session);
            assertThat(ledger.start(StartSession.of(session, usage.counselorId()))
                            .replayed())
                    .isTrue();
            return;
        }
        String rate = pick(random, List.of("standard", "standard", "by cost", UNPUBLISHED_RATE));
        assertThat(ledger.start(StartSession.of(session, pick(random, counselors))
                                .rate(rate))
                        .replayed())
                .isFalse();
        sessions.add(session);
    }

    private void record(Random random) {
        SessionId session = pick(random, sessions);
        if (random.nextInt(5) == 0) {
            var unused = ledger.recordAll(session, List.of(analysis(random), analysis(random), analysis(random)));
        } else {
            var unused = ledger.record(session, analysis(random));
        }
    }

    /** Few ids, so that many are sent twice; sometimes nothing but the level is known. */
    private static Analysis analysis(Random random) {
        int id = random.nextInt(25);
        if (random.nextInt(8) == 0) {
            return Analysis.builder(SafetyLevel.YELLOW, 2).id(AnalysisId.of(id)).build();
        }
        return minuteBuilder(id)
                .duration(Duration.ofMillis(random.nextInt(90_000)))
                .model("model", TokenUsage.of(random.nextInt(5000), random.nextInt(5000), random.nextInt(900)))
                .estimatedCost(Usd.of(new BigDecimal(random.nextInt(100_000_000)).movePointLeft(10)))
                .build();
    }

    private static Completion completion(Random random) {
        return random.nextInt(3) == 0
                ? Completion.NOW.recorded(Duration.ofMillis(random.nextInt(600_000)))
                : Completion.NOW;
    }

    @FunctionalInterface
    private interface End {
        Settlement of(SessionId session);
    }

    private void end(Random random, End verb) {
        SessionId session = pick(random, sessions);
        Settlement settlement;
        try {
            settlement = verb.of(session);
        } catch (SessionStateException e) {
            return;
        }
        UsageFigures figures = settlement.usage().billed();
        if (figures != null) {
            assertThat(billed.computeIfAbsent(session, first -> figures))
                    .as("billed figures of %s", session)
                    .isEqualTo(figures);
        }
        settlement.receipt().ifPresent(receipt -> {
            Credits amount = receipt.delta().negated();
            boolean first = charged.put(session, amount) == null;
            assertThat(settlement.replayed()).as("replayed").isEqualTo(!first);
        });
    }

    private void grant(Random random) {
        GrantCredits grant = GrantCredits.purchase(
                        pick(random, counselors),
                        Credits.of(new BigDecimal(1 + random.nextInt(200_000)).movePointLeft(4)),
                        "reason",
                        "key " + grants.size())
                .as(pick(random, List.of(GrantType.values())))
                .withPriority(random.nextInt(GrantCredits.MAX_PRIORITY + 1));
        assertThat(ledger.credits().grant(grant).replayed()).isFalse();
        grants.add(grant);
        given.merge(grant.counselorId(), grant.amount(), Credits::plus);
    }

    private void grantAgain(Random random) {
        CreditReceipt receipt = ledger.credits().grant(pick(random, grants));
        assertThat(receipt.replayed()).isTrue();
    }

    private static <T> T pick(Random random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private void assertBilledAsDue(SessionId session) {
        SessionUsage usage = ledger.session(session);
        assertThat(usage.billed()).as("billed figures of %s", session).isEqualTo(billed.get(session));
        Credits expected = charged.getOrDefault(session, Credits.ZERO);
        assertThat(usage.creditsConsumed()).as("charge of %s", session).isEqualTo(expected);
        if (usage.creditDeducted() && usage.rateId() != null) {
            CreditRate rate = rate(usage).orElseThrow();
            assertThat(expected).as("due of %s", session).isEqualTo(rate.creditsFor(usage));
        }
    }

    private Optional<CreditRate> rate(SessionUsage usage) {
        return ledger.rates().versions(usage.rateName()).stream()
                .filter(version -> version.id().equals(usage.rateId()))
                .findAny();
    }

    private void assertAccountAsKnown(CounselorId counselor) {
        Credits spent = sessions.stream()
                .filter(session -> ledger.session(session).counselorId().equals(counselor))
                .map(session -> charged.getOrDefault(session, Credits.ZERO))
                .reduce(Credits.ZERO, Credits::plus);
        var account = ledger.credits().account(counselor);
        assertThat(account.granted()).isEqualTo(given.getOrDefault(counselor, Credits.ZERO));
        assertThat(account.used()).isEqualTo(spent);
    }

    /** A check that cannot fail proves nothing, so each is shown a row that is off. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "update session_usage set analysis_count = analysis_count + 1 where tenant_id = :tenant",
                "update session_usage set duration_seconds = duration_seconds + 0.001 where tenant_id = :tenant",
                "update session_usage set estimated_cost_usd = 0 where tenant_id = :tenant",
                "update session_usage set total_tokens = total_tokens + 1 where tenant_id = :tenant",
                "update session_usage set billed_analysis_count = 1 where tenant_id = :tenant and status = 'completed'",
                "update session_usage set billed_cost_usd = 0 where tenant_id = :tenant and status = 'completed'",
                "update session_usage set credits_consumed = 1 where tenant_id = :tenant",
                "update session_usage set status = 'cancelled', credit_deducted = false, credit_deducted_at = null,"
                        + " billed_duration_seconds = null,"
                        + " billed_analysis_count = null, billed_prompt_tokens = null, billed_cached_tokens = null,"
                        + " billed_completion_tokens = null, billed_cost_usd = null, billed_unpriced_count = null"
                        + " where tenant_id = :tenant and status = 'completed'",
                "update session_analysis_logs set late = true where tenant_id = :tenant",
                "delete from session_analysis_logs where tenant_id = :tenant and severity = 1",
                "update credit_accounts set granted = granted + 0.0001 where tenant_id = :tenant",
                "update credit_accounts set granted = granted + 1, used = used + 1 where tenant_id = :tenant",
                "update credit_accounts set last_entry_no = last_entry_no + 1 where tenant_id = :tenant",
                "update credit_accounts set held = held + 1 where tenant_id = :tenant",
                "update credit_grants set remaining = remaining - 0.0001 where tenant_id = :tenant",
                "update credit_grants set amount = amount + 1, remaining = remaining + 1 where tenant_id = :tenant",
            })
    void the_checks_see_a_row_that_is_off(String damage) throws SQLException {
        fixture.withRate(RateMethod.perStartedMinute("2")).withCredits(100);
        assertThat(ledger.complete(fixture.recorded(3))).isInstanceOf(Settlement.Charged.class);
        fixture.recorded(2);
        Invariants.hold(fixture.tables);
        try (Connection connection = database.pool().getConnection()) {
            assertThat(fixture.tables.change(connection, damage)).isPositive();
        }
        assertThatThrownBy(() -> Invariants.hold(fixture.tables)).isInstanceOf(AssertionError.class);
    }

    @Test
    void the_checks_see_entries_that_are_off() throws SQLException {
        String entry = """
                insert into credit_logs (tenant_id, counselor_id, entry_no, transaction_type, credits_delta,
                    balance_after, idempotency_key, request_digest, actor, reason_code, facts_digest, chain_digest,
                    created_at)
                select c.tenant_id, c.counselor_id, %s, 'promotion', 5, %s, 'forged', c.request_digest, 'x', 'x',
                    repeat('0', 64), repeat('0', 64), %s
                from credit_logs c where c.tenant_id = :tenant and c.entry_no = 2
                """;
        String account = """
                update credit_accounts set granted = granted + 5, last_entry_no = %s, last_entry_at = %s,
                    last_chain_digest = repeat('0', 64)
                where tenant_id = :tenant
                """;
        String later = "last_entry_at";
        assertForgedEntryIsSeen(entry.formatted("3", "106", "c.created_at"), account.formatted("3", later), false);
        assertForgedEntryIsSeen(entry.formatted("3", "105", "c.created_at"), account.formatted("3", later), true);
        assertForgedEntryIsSeen(entry.formatted("4", "106", "c.created_at"), account.formatted("3", later), true);
        assertForgedEntryIsSeen(
                entry.formatted("3", "106", "timestamp with time zone '2020-01-01 00:00:00+00'"),
                account.formatted("3", later),
                true);
    }

    /** What came with the forged entry, so that nothing but the entry is off. */
    private static final String FORGED_GRANT = """
            insert into credit_grants (tenant_id, id, counselor_id, grant_type, amount, remaining, effective_from,
                status, entry_no, created_at)
            select c.tenant_id, c.id, c.counselor_id, 'promotion', 5, 5, c.created_at, 'active', c.entry_no, c.created_at
            from credit_logs c where c.tenant_id = :tenant and c.idempotency_key = 'forged'
            """;

    private void assertForgedEntryIsSeen(String entry, String account, boolean seen) throws SQLException {
        LedgerFixture other = new LedgerFixture(database).withCredits(100).withCredits(1);
        try (Connection connection = database.pool().getConnection()) {
            assertThat(other.tables.change(connection, entry)).isEqualTo(1);
            assertThat(other.tables.change(connection, account)).isEqualTo(1);
            assertThat(other.tables.change(connection, FORGED_GRANT)).isEqualTo(1);
        }
        if (seen) {
            assertThatThrownBy(() -> Invariants.hold(other.tables)).isInstanceOf(AssertionError.class);
        } else {
            Invariants.hold(other.tables);
        }
    }
}
