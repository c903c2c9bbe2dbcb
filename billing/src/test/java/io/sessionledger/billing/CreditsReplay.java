package io.sessionledger.billing;

import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Does operations with a ledger and with the model, each time with a tenant of its own, and compares the two after each. */
final class CreditsReplay {

    static final int COUNSELORS = 2;

    /** No two operations happen at the same time, so that nothing ever falls due just when something else does. */
    private static final Duration TICK = Duration.ofMillis(1);

    private final TestDatabase database;
    private final CreditsRows.Reader reader;

    CreditsReplay(TestDatabase database, CreditsRows.Reader reader) {
        this.database = database;
        this.reader = reader;
    }

    /**
     * How a replay failed.
     *
     * @param index of the operation after which it did
     * @param problem without figures: of the same words for the same failure
     */
    record Failure(int index, String problem, Throwable cause) {}

    /** The ledger and the model are told the same terms. */
    Optional<Failure> of(List<CreditsOperation> operations, CreditsTestTerms terms, Happenings happenings) {
        return of(operations, terms, terms, happenings);
    }

    Optional<Failure> of(
            List<CreditsOperation> operations,
            CreditsTestTerms ledgerTerms,
            CreditsTestTerms modelTerms,
            Happenings happenings) {
        LedgerFixture fixture = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
        Run run = new Run(
                new CreditsHost(fixture, database, ledgerTerms, COUNSELORS),
                new CreditsModel(modelTerms, COUNSELORS, LedgerFixture.NOON, happenings),
                new RefusalPromise(ledgerTerms));
        for (int i = 0; i < operations.size(); i++) {
            try {
                run.step(operations.get(i));
            } catch (BrokenBooks e) {
                return Optional.of(new Failure(i, e.problem(), e));
            } catch (RuntimeException | SQLException e) {
                return Optional.of(new Failure(i, "thrown: " + e.getClass().getName(), e));
            }
        }
        return brokenAtTheEnd(fixture).map(e -> new Failure(operations.size() - 1, firstLine(e), e));
    }

    private static Optional<AssertionError> brokenAtTheEnd(LedgerFixture fixture) {
        try {
            Invariants.hold(fixture.tables);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(e);
        }
    }

    /** Which invariant it is; the rows that break it come after. */
    private static String firstLine(AssertionError broken) {
        return String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
    }

    /** One tenant, with its double in the model. */
    private final class Run {

        private final CreditsHost host;
        private final CreditsModel model;
        private final RefusalPromise promise;
        private CreditsRows rows = CreditsRows.NONE;

        Run(CreditsHost host, CreditsModel model, RefusalPromise promise) {
            this.host = host;
            this.model = model;
            this.promise = promise;
        }

        void step(CreditsOperation operation) throws SQLException {
            host.fixture.clock.advance(TICK);
            model.pass(TICK);
            Optional<CreditAccount> foreseen = foreseen(operation);
            CreditsAnswer actual = host.answerTo(operation);
            CreditsAnswer expected = operation.doneBy(model);
            CreditsRows after = reader.of(host.fixture.tenant);
            RowChecks.hold(after);
            RowChecks.endedHoldsStayEnded(rows, after);
            promise.check(rows, operation, actual, after);
            BrokenBooks.unless(
                    actual.equals(expected),
                    "another answer to " + operation.getClass().getSimpleName(),
                    "the model says " + expected + ", the ledger " + actual);
            compare(after);
            foreseen.ifPresent(account -> checkForesight(account, after));
            rows = after;
        }

        private void compare(CreditsRows after) {
            List<String> differences = CreditsPicture.of(model).differencesFrom(CreditsPicture.of(after));
            if (!differences.isEmpty()) {
                String first = differences.get(0);
                throw new BrokenBooks("another " + first.substring(0, first.indexOf(' ')), differences);
            }
        }

        /** What the ledger says of an account that is about to be swept. */
        private Optional<CreditAccount> foreseen(CreditsOperation operation) {
            return operation instanceof CreditsOperation.Sweep sweep
                    ? Optional.of(host.ledger.credits().account(CreditsHost.counselor(sweep.counselor())))
                    : Optional.empty();
        }

        /** Accounts are answered as a sweep would leave them, before anybody sweeps. */
        private void checkForesight(CreditAccount foreseen, CreditsRows after) {
            for (CreditsRows.AccountRow row : after.accounts()) {
                if (CreditsHost.counselor(row.counselor()).equals(foreseen.counselorId())) {
                    boolean same = row.granted().equals(foreseen.granted())
                            && row.used().equals(foreseen.used())
                            && row.held().equals(foreseen.held());
                    BrokenBooks.unless(same, "an account was not answered as a sweep left it", foreseen + " " + row);
                }
            }
        }
    }
}
