package io.sessionledger.billing;

import io.sessionledger.billing.CreditsReplay.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Leaves out operations, many at a time and then one by one, as long as what remains fails in the same way. */
final class ShortestFailure {

    private static final int MOST_REPLAYS = 200;

    private final Function<List<CreditsOperation>, Optional<Failure>> replay;
    private List<CreditsOperation> operations;
    private Failure failure;
    private int replays;

    private ShortestFailure(
            Function<List<CreditsOperation>, Optional<Failure>> replay,
            List<CreditsOperation> operations,
            Failure failure) {
        this.replay = replay;
        this.operations = operations.subList(0, failure.index() + 1);
        this.failure = failure;
    }

    /**
     * Looks for it.
     *
     * @param replay what becomes of operations that a new tenant does
     * @param operations some that failed
     * @param failure how they did
     */
    static ShortestFailure of(
            Function<List<CreditsOperation>, Optional<Failure>> replay,
            List<CreditsOperation> operations,
            Failure failure) {
        ShortestFailure shortest = new ShortestFailure(replay, operations, failure);
        for (int together = shortest.operations.size() / 2; together > 1; together /= 2) {
            shortest.leaveOut(together);
        }
        int before;
        do {
            before = shortest.operations.size();
            shortest.leaveOut(1);
        } while (shortest.operations.size() < before && shortest.replays < MOST_REPLAYS);
        return shortest;
    }

    /** So many at a time, from the last to the first: most of what is old has no part in it. */
    private void leaveOut(int together) {
        int from = operations.size() - together;
        while (from >= 0 && replays < MOST_REPLAYS) {
            failWithout(from, from + together);
            from = Math.min(from, operations.size()) - together;
        }
    }

    private void failWithout(int from, int to) {
        List<CreditsOperation> fewer = new ArrayList<>(operations);
        fewer.subList(from, to).clear();
        replays++;
        Optional<Failure> again = replay.apply(fewer);
        if (again.isPresent() && again.get().problem().equals(failure.problem())) {
            failure = again.get();
            operations = List.copyOf(fewer.subList(0, failure.index() + 1));
        }
    }

    List<CreditsOperation> operations() {
        return operations;
    }

    Failure failure() {
        return failure;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(failure.problem()).append(", after these operations:");
        operations.forEach(operation -> text.append("\n  ").append(operation));
        return text.append('\n').append(failure.cause().getMessage()).toString();
    }
}
