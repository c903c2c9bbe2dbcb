package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short runs: that the suites work, not how fast anything is. Each of them fails by itself if the books are wrong afterwards. */
class CreditSuitesTest {

    private static BenchmarkDatabase database;

    @BeforeAll
    static void start() throws Exception {
        database = BenchmarkDatabase.start();
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void refresh() throws Exception {
        database.refresh();
    }

    @Test
    void settling_is_compared_with_settling_by_hand_on_many_accounts_on_one_and_on_accounts_with_a_history()
            throws Exception {
        List<Line> lines = new SettleSuite().run(database, Effort.SHORT);

        assertThat(lines)
                .extracting(Line::what, Line::required)
                .contains(
                        tuple("complete, 20 callers on 20 accounts, ledger / by hand", "at least 0.80"),
                        tuple("complete, 20 callers on 1 account, ledger / by hand", "at least 0.90"),
                        tuple("complete, 20 callers on 20 accounts of 20 grants, ledger / by hand", "printed"));
        assertThat(lines).hasSize(9);
    }

    @Test
    void whole_lives_of_sessions_are_counted_with_statistics_and_without() throws Exception {
        List<Line> lines = new LifecycleSuite().run(database, Effort.SHORT);

        assertThat(lines)
                .extracting(Line::what)
                .containsExactly(
                        "admit + record + complete, 32 callers, lifecycles/s",
                        "admit + record + complete, 32 callers, lifecycles/s, p99 in ms",
                        "admit + record + complete, 32 callers, lifecycles/s, on tables never analyzed",
                        "admit + record + complete, 32 callers, lifecycles/s, never analyzed / analyzed");
    }

    @Test
    void reads_at_size_are_timed_and_the_plan_of_each_is_kept(@TempDir Path out) throws Exception {
        List<Line> lines = new SizeSuite(out).run(database, Effort.SHORT);

        assertThat(lines)
                .extracting(Line::what, Line::required)
                .contains(
                        tuple("at size, first page of a session, ms, p95", "at most 5.00"),
                        tuple("at size, safety distribution of 1,200 logs, ms, p95", "at most 5.00"),
                        tuple("at size, statistics of a counselor's year, ms, p95", "at most 5.00"),
                        tuple("at size, overview of the large tenant, 90 days, ms, p95", "at most 50.00"));
        try (Stream<Path> plans = Files.list(out.resolve("plans"))) {
            assertThat(plans)
                    .hasSize(11)
                    .allSatisfy(plan ->
                            assertThat(plan).content().contains("Query Text:").contains("actual time"));
        }
    }
}
