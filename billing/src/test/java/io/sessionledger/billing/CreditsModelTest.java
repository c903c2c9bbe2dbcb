package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.billing.CreditsReplay.Failure;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Whatever is done, in whatever order, the database has what the {@link CreditsModel model} has, and keeps its invariants after every single operation. Each seed is a tenant of its
 * own with {@value #OPERATIONS} operations, and chooses its terms.
 *
 * <p>A failure prints its seed and the fewest operations that still fail in the same way. {@code -Dledger.seed=17} tries that one seed only; {@code -Dledger.seeds=1000}
 * tries so many instead of the usual hundred.
 */
@EveryDatabase
class CreditsModelTest {

    private static final int OPERATIONS = 200;
    private static final int USUAL_SEEDS = 100;
    private static final int SEEDS_ON_A_SECOND_ONE = 25;

    /** From so many seeds on each thing that may happen must have happened. */
    private static final int SEEDS_THAT_SHOW_ALL = 100;

    private static final int TIMES = 2;

    private final TestDatabase database;

    CreditsModelTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void the_database_has_what_the_model_has_after_every_operation() throws SQLException {
        long[] seeds = seeds();
        Happenings happenings = new Happenings();
        try (CreditsRows.Reader reader = new CreditsRows.Reader(database.pool())) {
            CreditsReplay replay = new CreditsReplay(database, reader);
            for (long seed : seeds) {
                operate(replay, seed, happenings);
            }
        }
        System.out.println("credits against their model on " + database + ": seeds " + seeds[0] + " to "
                + seeds[seeds.length - 1] + ", " + seeds.length * OPERATIONS + " operations");
        if (seeds.length >= SEEDS_THAT_SHOW_ALL) {
            happenings.assertEachCameAbout(TIMES);
        }
    }

    private static void operate(CreditsReplay replay, long seed, Happenings happenings) {
        CreditsTestTerms terms = CreditsTestTerms.ofSeed(seed);
        List<CreditsOperation> operations = RandomOperations.leaping(seed, OPERATIONS, CreditsReplay.COUNSELORS);
        Optional<Failure> failure = replay.of(operations, terms, happenings);
        if (failure.isPresent()) {
            ShortestFailure shortest =
                    ShortestFailure.of(fewer -> replay.of(fewer, terms, new Happenings()), operations, failure.get());
            throw new AssertionError(
                    "run again with -Dledger.seed=" + seed + " (" + terms + "): " + shortest,
                    shortest.failure().cause());
        }
    }

    private long[] seeds() {
        Long one = Long.getLong("ledger.seed");
        if (one != null) {
            return new long[] {one};
        }
        boolean isFirst = database == TestDatabase.H2 || database == TestDatabase.POSTGRESQL;
        int count = Integer.getInteger("ledger.seeds", isFirst ? USUAL_SEEDS : SEEDS_ON_A_SECOND_ONE);
        long first = new Random().nextInt(1_000_000);
        return LongStream.range(first, first + count).toArray();
    }

    /** A comparison that cannot fail proves nothing: here the ledger charges sooner than the model was told. */
    @Test
    void a_ledger_that_does_something_else_is_shown_by_the_fewest_operations() throws SQLException {
        List<CreditsOperation> operations = RandomOperations.leaping(1, 40, CreditsReplay.COUNSELORS);
        try (CreditsRows.Reader reader = new CreditsRows.Reader(database.pool())) {
            CreditsReplay replay = new CreditsReplay(database, reader);
            Optional<Failure> failure = misled(replay, operations);

            ShortestFailure shortest =
                    ShortestFailure.of(fewer -> misled(replay, fewer), operations, failure.orElseThrow());

            assertThat(shortest.operations()).singleElement().isInstanceOf(CreditsOperation.Work.class);
            assertThat(shortest.toString()).contains("Work[session=").contains("the model has [");
        }
    }

    private static Optional<Failure> misled(CreditsReplay replay, List<CreditsOperation> operations) {
        return replay.of(
                operations,
                CreditsTestTerms.PER_ANALYSIS_WARNING,
                CreditsTestTerms.AT_COMPLETION_WARNING,
                new Happenings());
    }

    @Test
    void one_seed_always_gives_the_same_operations() {
        assertThat(RandomOperations.leaping(17, OPERATIONS, CreditsReplay.COUNSELORS))
                .isEqualTo(RandomOperations.leaping(17, OPERATIONS, CreditsReplay.COUNSELORS))
                .isNotEqualTo(RandomOperations.leaping(18, OPERATIONS, CreditsReplay.COUNSELORS));
    }
}
