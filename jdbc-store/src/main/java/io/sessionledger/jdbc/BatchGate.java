package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What goes with one batch: not too many, not too much text, and no analysis twice, since of two rows of one key nobody could say which was stored. The first always goes. */
final class BatchGate implements Predicate<AnalysisInput> {

    /** So much that texts of usual length do not matter, and so little that a few batches on their way fit into a small heap: 4 Mi characters. */
    private static final long MOST_CHARACTERS = 4L * 1024 * 1024;

    private final int mostRows;
    private final Set<Key> keys = new HashSet<>();
    private long characters;

    BatchGate(int mostRows) {
        this.mostRows = mostRows;
    }

    /** Cuts a list into batches. */
    static List<List<AnalysisInput>> batches(Collection<AnalysisInput> inputs, int mostRows) {
        List<List<AnalysisInput>> batches = new ArrayList<>();
        Deque<AnalysisInput> waiting = new ArrayDeque<>(inputs);
        while (!waiting.isEmpty()) {
            BatchGate gate = new BatchGate(mostRows);
            List<AnalysisInput> batch = new ArrayList<>();
            while (!waiting.isEmpty() && gate.test(waiting.getFirst())) {
                batch.add(waiting.removeFirst());
            }
            batches.add(batch);
        }
        return batches;
    }

    @Override
    public boolean test(AnalysisInput input) {
        long together = characters + input.textLength();
        boolean isFirst = keys.isEmpty();
        if (!isFirst && (keys.size() == mostRows || together > MOST_CHARACTERS)) {
            return false;
        }
        characters = together;
        return keys.add(new Key(input.sessionId(), input.id()));
    }

    private record Key(SessionId sessionId, AnalysisId id) {}
}
