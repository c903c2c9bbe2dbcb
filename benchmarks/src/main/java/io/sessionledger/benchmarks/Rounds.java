package io.sessionledger.benchmarks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lets contenders work in turn, round after round, so that whatever drifts on the machine hits all of them alike. Each round begins with the next one, so that
 * nobody always follows the same neighbour.
 */
final class Rounds {

    private final Effort effort;
    private final int callers;
    private final List<Contender> contenders;

    Rounds(Effort effort, int callers, List<Contender> contenders) {
        this.effort = effort;
        this.callers = callers;
        this.contenders = List.copyOf(contenders);
    }

    /** Runs A B C, B C A, C A B, and so on, after one turn for each that does not count: it is there for the JVM to compile what is used. */
    Results run() throws Exception {
        for (Contender contender : contenders) {
            contender.run(callers, new Effort(1, Duration.ZERO, effort.warmUp(), effort.scale()));
        }
        Map<String, List<Load>> loads = new LinkedHashMap<>();
        for (int round = 0; round < effort.rounds(); round++) {
            for (int turn = 0; turn < contenders.size(); turn++) {
                Contender contender = contenders.get((round + turn) % contenders.size());
                loads.computeIfAbsent(contender.name(), name -> new ArrayList<>())
                        .add(contender.run(callers, effort));
            }
        }
        return new Results(loads);
    }
}
