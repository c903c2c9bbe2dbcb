package io.sessionledger.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoadDriverTest {

    private static final Duration BRIEF = Duration.ofMillis(50);

    @Test
    void all_callers_are_in_the_operation_at_once_each_under_its_own_number() throws Exception {
        CountDownLatch everybody = new CountDownLatch(3);
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();

        LoadDriver.run(
                caller -> {
                    numbers.add(caller.number());
                    everybody.countDown();
                    everybody.await();
                },
                3,
                Duration.ZERO,
                BRIEF);

        assertThat(numbers).containsExactlyInAnyOrder(0, 1, 2);
    }

    @Test
    void what_was_done_while_warming_up_does_not_count() throws Exception {
        AtomicLong warm = new AtomicLong();
        AtomicLong calls = new AtomicLong();
        long measuring = System.nanoTime() + BRIEF.toNanos();

        Load load = LoadDriver.run(
                caller -> {
                    calls.incrementAndGet();
                    warm.addAndGet(System.nanoTime() < measuring ? 1 : 0);
                },
                2,
                BRIEF,
                BRIEF);

        // each caller's last warm call may have ended in the measured stretch, and then counts
        assertThat(load.operations())
                .isPositive()
                .isLessThanOrEqualTo(calls.get() - warm.get() + 2)
                .isEqualTo(load.latencies().getTotalCount());
        assertThat(load.took()).isGreaterThanOrEqualTo(BRIEF);
    }

    @Test
    void an_operation_that_throws_ends_the_run_for_everybody_with_what_it_threw() {
        Duration hour = Duration.ofHours(1);

        assertThatThrownBy(() -> LoadDriver.run(
                        caller -> {
                            if (caller.number() == 1) {
                                throw new IOException("no more");
                            }
                        },
                        2,
                        hour,
                        hour))
                .isInstanceOf(IOException.class)
                .hasMessage("no more");
    }

    @Test
    void contenders_take_turns_in_every_round_and_in_beginning_it() throws Exception {
        List<String> turns = new CopyOnWriteArrayList<>();
        Effort effort = new Effort(3, Duration.ZERO, Duration.ofMillis(1), 1);

        Results results =
                new Rounds(effort, 1, List.of(turning("a", turns), turning("b", turns), turning("c", turns))).run();

        // the first three do not count
        assertThat(turns).containsExactly("a", "b", "c", "a", "b", "c", "b", "c", "a", "c", "a", "b");
        assertThat(results.loads()).containsOnlyKeys("a", "b", "c");
        assertThat(results.loads().get("b")).hasSize(3);
    }

    @Test
    void alternating_contenders_take_turns_operation_by_operation_and_each_has_its_own_time() throws Exception {
        List<String> turns = new CopyOnWriteArrayList<>();
        Effort effort = new Effort(2, Duration.ZERO, Duration.ofMillis(1), 1);

        Results results = new Alternation(
                        effort,
                        List.of(
                                new Contender("a", caller -> turns.add("a")),
                                new Contender("b", caller -> turns.add("b"))))
                .run();

        assertThat(turns).startsWith("a", "b", "b", "a").filteredOn("a"::equals).hasSize(turns.size() / 2);
        for (String name : List.of("a", "b")) {
            assertThat(results.loads().get(name)).hasSize(2).allSatisfy(load -> {
                assertThat(load.operations()).isPositive();
                assertThat(load.took()).isPositive();
            });
        }
    }

    @Test
    void one_that_works_alone_has_one_caller_and_its_pieces_count() throws Exception {
        Set<Integer> numbers = ConcurrentHashMap.newKeySet();
        Contender alone = new Contender("alone", caller -> numbers.add(caller.number()), true, 1_000);

        Load load = alone.run(8, new Effort(1, Duration.ZERO, BRIEF, 1));

        assertThat(numbers).containsExactly(0);
        assertThat(load.operations()).isEqualTo(1_000 * load.latencies().getTotalCount());
    }

    /** Notes when a turn begins: when it is somebody's who was not the last to be noted. */
    private static Contender turning(String name, List<String> turns) {
        return new Contender(name, caller -> {
            if (turns.isEmpty() || !turns.get(turns.size() - 1).equals(name)) {
                turns.add(name);
            }
        });
    }
}
