package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Many threads do everything that can be done to the credits of three counselors, on the same sessions, while time goes on. Nobody can foretell the answers, but
 * the books must balance, and no answer may be a failure of the database.
 */
@EveryDatabase
class CreditsCrowdTest {

    private static final int THREADS = 16;
    private static final int OPERATIONS = 300;
    private static final int COUNSELORS = 3;
    private static final PageRequest ALL = PageRequest.first(PageRequest.MAX_SIZE);

    private final TestDatabase database;
    private final LedgerFixture fixture;

    CreditsCrowdTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"AT_COMPLETION_REFUSING", "PER_ANALYSIS_REFUSING"})
    void the_books_balance_after_a_crowd(CreditsTestTerms terms) {
        long seed = Long.getLong("ledger.seed", new Random().nextInt(1_000_000));
        CreditsHost host = new CreditsHost(fixture, database, terms, COUNSELORS);
        try {
            Map<Class<?>, Integer> answers = crowd(host, seed);
            assertThat(answers)
                    .as("kinds of answers")
                    .containsKeys(
                            CreditsAnswer.Admitted.class,
                            CreditsAnswer.Refused.class,
                            CreditsAnswer.Charged.class,
                            CreditsAnswer.Refunded.class,
                            CreditsAnswer.Thrown.class);
            assertBooksBalance(host);
            endAll(host);
            assertBooksBalance(host);
        } catch (AssertionError e) {
            throw new AssertionError(
                    "with -Dledger.seed=" + seed + ", though threads never meet twice alike: " + e.getMessage(), e);
        }
    }

    /** How often each kind of answer was given. */
    private static Map<Class<?>, Integer> crowd(CreditsHost host, long seed) {
        Map<Class<?>, Integer> answers = new HashMap<>();
        List<List<CreditsAnswer>> all = Race.values(Race.of(
                THREADS,
                thread -> RandomOperations.ofCrowd(seed + thread, OPERATIONS, COUNSELORS).stream()
                        .map(host::answerTo)
                        .toList()));
        all.forEach(each -> each.forEach(answer -> answers.merge(answer.getClass(), 1, Integer::sum)));
        return answers;
    }

    private static void endAll(CreditsHost host) {
        for (int session : host.startedSessions()) {
            if (host.ledger.session(SessionId.of(session)).status() == SessionStatus.IN_PROGRESS) {
                var unused = host.ledger.complete(SessionId.of(session));
            }
        }
        for (int i = 0; i < COUNSELORS; i++) {
            var unused = host.ledger.credits().sweep(CreditsHost.counselor(i));
            assertThat(host.ledger.credits().account(CreditsHost.counselor(i)).held())
                    .as("held once every session is over")
                    .isEqualTo(Credits.ZERO);
        }
    }

    private void assertBooksBalance(CreditsHost host) {
        Invariants.hold(fixture.tables);
        for (int i = 0; i < COUNSELORS; i++) {
            assertAccountIsTheSumOfItsParts(host.ledger.credits(), CreditsHost.counselor(i));
        }
    }

    /** As the ledger itself tells it. */
    private void assertAccountIsTheSumOfItsParts(TenantCredits credits, CounselorId counselor) {
        var unused = credits.sweep(counselor);
        CreditAccount account = credits.account(counselor);
        List<CreditGrant> active = credits.grants(counselor, ALL).items().stream()
                .filter(grant -> grant.status() == GrantStatus.ACTIVE)
                .toList();
        Credits inGrants = account.balance().isNegative() ? Credits.ZERO : account.balance();
        assertThat(sum(active, CreditGrant::remaining))
                .as("what remains in grants")
                .isEqualTo(inGrants);
        assertThat(sum(credits.holds(counselor, ALL).items(), CreditHold::amount))
                .as("what is held")
                .isEqualTo(account.held());
        assertThat(credits.balanceAt(counselor, fixture.clock.instant()))
                .as("what the ledger says")
                .isEqualTo(account.balance());
    }

    private static <T> Credits sum(List<T> things, Function<T, Credits> figure) {
        return things.stream().map(figure).reduce(Credits.ZERO, Credits::plus);
    }
}
