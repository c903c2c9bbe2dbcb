package io.sessionledger.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Lets one caller do what contenders do in turn, operation by operation. Whatever slows the machine for longer than a few of them slows all alike, so that
 * small differences show even where others work on the same machine.
 */
final class Alternation {

    private static final int SIGNIFICANT_DIGITS = 3;

    /** A lone caller calls so seldom that the JVM would be compiling for the first rounds, and a contender of more code longer than one of less. */
    private static final int WARM_UPS_BEFORE_ALL = 10;

    private final Effort effort;
    private final List<Contender> contenders;
    private final Caller caller = Caller.number(0);
    private int next;

    Alternation(Effort effort, List<Contender> contenders) {
        this.effort = effort;
        this.contenders = List.copyOf(contenders);
    }

    /** Runs A B C, B C A, and so on. The time of a contender's load is what it spent itself. */
    Results run() throws Exception {
        Map<String, List<Load>> loads = new LinkedHashMap<>();
        stretch(effort.warmUp().multipliedBy(WARM_UPS_BEFORE_ALL));
        for (int round = 0; round < effort.rounds(); round++) {
            stretch(effort.warmUp());
            List<Load> measured = stretch(effort.measured());
            for (int i = 0; i < measured.size(); i++) {
                loads.computeIfAbsent(contenders.get(i).name(), name -> new ArrayList<>())
                        .add(measured.get(i));
            }
        }
        return new Results(loads);
    }

    /** So long for each contender. */
    private List<Load> stretch(Duration length) throws Exception {
        List<Histogram> latencies = new ArrayList<>();
        contenders.forEach(contender -> latencies.add(new Histogram(SIGNIFICANT_DIGITS)));
        long[] spent = new long[contenders.size()];
        long began = System.nanoTime();
        do {
            for (int turn = 0; turn < spent.length; turn++) {
                int number = (next + turn) % spent.length;
                long took = nanosOf(contenders.get(number).operation());
                latencies.get(number).recordValue(took);
                spent[number] += took;
            }
            next = (next + 1) % spent.length;
        } while (System.nanoTime() - began < length.toNanos() * spent.length);
        List<Load> loads = new ArrayList<>();
        for (int i = 0; i < spent.length; i++) {
            loads.add(new Load(latencies.get(i).getTotalCount(), Duration.ofNanos(spent[i]), latencies.get(i)));
        }
        return loads;
    }

    private long nanosOf(Operation operation) throws Exception {
        long began = System.nanoTime();
        operation.by(caller);
        return System.nanoTime() - began;
    }
}
