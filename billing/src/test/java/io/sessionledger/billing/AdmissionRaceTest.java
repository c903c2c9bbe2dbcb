package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many sessions ask one account at once, and no more of them are admitted than it covers. */
@EveryDatabase
class AdmissionRaceTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final TestDatabase database;

    AdmissionRaceTest(TestDatabase database) {
        this.database = database;
    }

    @ParameterizedTest(name = "from {0} threads")
    @ValueSource(ints = {1, 4, 32})
    void five_hundred_credits_admit_six_of_twenty_sessions_that_ask_for_seventy_five(int threads) {
        LedgerFixture fixture = refusing(ChargeTime.AT_COMPLETION, 0)
                .withRate(RateMethod.perAnalysis("75"))
                .withCredits(500);
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sessions.add(fixture.started());
        }

        Set<SessionId> first = admitted(fixture, sessions, threads);
        assertThat(first).hasSize(6);
        assertHeld(fixture, 450);

        first.forEach(session -> fixture.ledger.cancel(session));
        assertHeld(fixture, 0);

        List<SessionId> others = new ArrayList<>(sessions);
        others.removeAll(first);
        assertThat(admitted(fixture, others, threads)).hasSize(6).doesNotContainAnyElementsOf(first);
        assertHeld(fixture, 450);
        assertThat(fixture.tables.count("credit_logs"))
                .as("admissions move nothing")
                .isEqualTo(1);
        Invariants.hold(fixture.tables);
    }

    /**
     * Every thread asks for every session, each beginning with another. A session that was admitted stays so, and one that was refused finds no
     * more later: so all threads must have heard the same.
     */
    private static Set<SessionId> admitted(LedgerFixture fixture, List<SessionId> sessions, int threads) {
        List<Set<SessionId>> heard = Race.values(Race.of(threads, thread -> {
            List<SessionId> order = new ArrayList<>(sessions);
            Collections.rotate(order, -thread);
            Set<SessionId> admitted = new LinkedHashSet<>();
            for (SessionId session : order) {
                AdmitOutcome outcome = fixture.ledger.admit(session, MINUTE);
                if (outcome.admitted()) {
                    assertThat(outcome.hold().orElseThrow().amount()).isEqualTo(Credits.of(75));
                    admitted.add(session);
                } else {
                    assertRefused(outcome);
                }
            }
            return admitted;
        }));
        assertThat(heard.stream().distinct()).hasSize(1);
        return heard.get(0);
    }

    /** Only who finds less than 75 is refused, and then six others have taken 450. */
    private static void assertRefused(AdmitOutcome outcome) {
        assertThat(outcome).isInstanceOfSatisfying(AdmitOutcome.Refused.class, refused -> {
            assertThat(refused.available()).isEqualTo(Credits.of(50));
            assertThat(refused.missing()).isEqualTo(Credits.of(25));
            assertThat(refused.hold()).isEmpty();
        });
    }

    private static void assertHeld(LedgerFixture fixture, int held) {
        assertThat(fixture.account().held()).isEqualTo(Credits.of(held));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(500 - held));
    }

    /** The limit of the policy counts unless the account has one of its own. */
    @ParameterizedTest(name = "{0}, overdraft {1}, the account''s own {2}: {3}")
    @CsvSource({
        "AT_COMPLETION, 0, , 10",
        "AT_COMPLETION, 20, , 12",
        "AT_COMPLETION, 20, 0, 10",
        "AT_COMPLETION, 20, 50, 15",
        "AT_COMPLETION, 0, 20, 12",
        "PER_ANALYSIS, 0, , 10",
        "PER_ANALYSIS, 20, , 12",
        "PER_ANALYSIS, 20, 50, 15",
    })
    void a_hundred_credits_admit_ten_analyses_of_ten_to_five_sessions_together(
            ChargeTime chargeTime, int policyLimit, Integer ownLimit, int expected) {
        LedgerFixture fixture = refusing(chargeTime, policyLimit)
                .withRate(RateMethod.perAnalysis("10"))
                .withCredits(100);
        int limit = Optional.ofNullable(ownLimit).orElse(policyLimit);
        if (ownLimit != null) {
            fixture.ledger.credits().limitOverdraft(fixture.counselor, Optional.of(Credits.of(ownLimit)));
        }
        new AdmittedWork(fixture, limit).run(expected);
    }

    private LedgerFixture refusing(ChargeTime chargeTime, int limit) {
        CreditPolicy policy = chargeTime == ChargeTime.PER_ANALYSIS
                ? CreditPolicy.chargePerAnalysis()
                : CreditPolicy.chargeAtCompletion();
        return new LedgerFixture(database, policy.refusing(Credits.of(limit)));
    }

    /** Five sessions work for twelve rounds, each asks before each analysis, and somebody watches that the account stays within its limit. */
    private static final class AdmittedWork {

        private static final int SESSIONS = 5;
        private static final int ROUNDS = 12;

        private static final String OVERDRAWN = """
                select used + held - granted from credit_accounts
                where tenant_id = :tenant and counselor_id = ?
                """;

        private final LedgerFixture fixture;
        private final int limit;
        private final List<SessionId> sessions = new ArrayList<>();
        private final AtomicInteger atWork = new AtomicInteger(SESSIONS);

        AdmittedWork(LedgerFixture fixture, int limit) {
            this.fixture = fixture;
            this.limit = limit;
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(fixture.started());
            }
        }

        void run(int expected) {
            List<Integer> admitted = Race.values(
                    Race.of(SESSIONS + 1, runner -> runner == SESSIONS ? watch() : work(sessions.get(runner))));
            assertThat(admitted.stream().mapToInt(count -> count).sum()).isEqualTo(expected);
            assertThat(fixture.tables.count("session_analysis_logs")).isEqualTo(expected);
            assertAccount(expected);

            sessions.forEach(session -> {
                fixture.ledger.complete(session);
                assertWithinTheLimit();
            });
            assertAccount(expected);
            CreditAccount account = fixture.account();
            assertThat(account.used()).isEqualTo(Credits.of(10L * expected));
            assertThat(account.held()).isEqualTo(Credits.ZERO);
            Invariants.hold(fixture.tables);
        }

        private int work(SessionId session) {
            try {
                int admitted = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    if (fixture.ledger.admit(session, MINUTE).admitted()) {
                        fixture.ledger.record(session, minute(round));
                        admitted++;
                    }
                }
                return admitted;
            } finally {
                atWork.decrementAndGet();
            }
        }

        /** Admits nothing itself. */
        private int watch() {
            while (atWork.get() > 0) {
                assertWithinTheLimit();
            }
            return 0;
        }

        private void assertWithinTheLimit() {
            String overdrawn =
                    fixture.tables.rows(OVERDRAWN, fixture.counselor.value()).get(0);
            assertThat(new BigDecimal(overdrawn)).isLessThanOrEqualTo(BigDecimal.valueOf(limit));
        }

        /** Whether it is set aside still or charged already, all that was admitted is taken, and nothing else. */
        private void assertAccount(int admitted) {
            assertThat(fixture.account().available()).isEqualTo(Credits.of(100 - 10L * admitted));
        }
    }
}
