package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.jdbc.CallLanes.Reply;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many callers in few lanes, some of them sent from one lane to another. */
class CallLanesCrowdTest {

    private static final int THREADS = 64;
    private static final int CALLS = 2_000;
    private static final int LANES = 8;
    private static final int MOST_TOGETHER = 16;

    /** Counts without any lock: if two groups of a lane were ever on their way at once, some would be missing. */
    private static final class Counting implements CallLanes.Work<Integer, Integer, String> {

        private final int[] answered = new int[LANES];
        private final int[] groups = new int[LANES];

        /** Every seventh question of the first four lanes is answered in one of the others. */
        private static boolean isAnsweredIn(int lane, int question) {
            return question % 7 != 0 || lane >= LANES / 2;
        }

        @Override
        public Predicate<Integer> gate(Integer lane) {
            int[] gone = new int[1];
            return question -> gone[0]++ < MOST_TOGETHER;
        }

        @Override
        public List<Reply<Integer, String>> perform(Integer lane, List<Integer> group) {
            assertThat(group).hasSizeBetween(1, MOST_TOGETHER);
            groups[lane]++;
            answered[lane] += (int) group.stream()
                    .filter(question -> isAnsweredIn(lane, question))
                    .count();
            return group.stream().map(question -> reply(lane, question)).toList();
        }

        private static Reply<Integer, String> reply(int lane, int question) {
            return isAnsweredIn(lane, question)
                    ? new Reply.Answer<>(() -> question + " in " + lane)
                    : new Reply.Elsewhere<>(lane + LANES / 2);
        }
    }

    @Test
    void each_of_a_crowd_is_answered_once_with_its_own_answer() throws Exception {
        Counting work = new Counting();
        CallLanes<Integer, Integer, String> lanes = new CallLanes<>(work);
        AtomicInteger answers = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger();
        ExecutorService executor = Executors.newFixedThreadPool(4);

        List<Integer> done = AtOnce.call(THREADS, thread -> {
            for (int i = 0; i < CALLS; i++) {
                int question = thread * CALLS + i;
                int lane = question * 31 % LANES;
                int answeredIn = Counting.isAnsweredIn(lane, question) ? lane : lane + LANES / 2;
                Predicate<String> isRight = (question + " in " + answeredIn)::equals;
                if (question % 3 == 0) {
                    var unused = lanes.call(lane, question, executor).whenComplete((answer, thrown) -> {
                        wrong.addAndGet(answer != null && isRight.test(answer) ? 0 : 1);
                        answers.incrementAndGet();
                    });
                } else {
                    wrong.addAndGet(isRight.test(lanes.call(lane, question)) ? 0 : 1);
                    answers.incrementAndGet();
                }
            }
            return CALLS;
        });
        Caller.until(() -> answers.get() >= THREADS * CALLS);
        executor.shutdown();

        assertThat(done).hasSize(THREADS);
        assertThat(wrong).hasValue(0);
        assertThat(answers).hasValue(THREADS * CALLS);
        assertThat(IntStream.of(work.answered).sum()).isEqualTo(THREADS * CALLS);
        assertThat(IntStream.of(work.groups).sum()).as("groups").isLessThan(THREADS * CALLS);
        assertThat(lanes.size()).isZero();
    }
}
