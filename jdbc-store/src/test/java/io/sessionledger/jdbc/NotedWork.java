package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.jdbc.CallLanes.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** Work that notes the groups it gets, and keeps them waiting in the lanes that a test holds. */
final class NotedWork implements CallLanes.Work<String, String, String> {

    private static final int FOR_EVER = Integer.MAX_VALUE / 2;

    private final BlockingQueue<Group> begun = new LinkedBlockingQueue<>();
    private final Map<String, Semaphore> held = new ConcurrentHashMap<>();
    private volatile int mostTogether = 1_000;
    private volatile BiFunction<String, String, Reply<String, String>> reply = NotedWork::answer;

    /** A group that has begun. */
    record Group(String lane, List<String> questions, Thread leader, boolean interrupted) {}

    static Reply<String, String> answer(String lane, String question) {
        return new Reply.Answer<>(() -> lane + ": " + question);
    }

    void atMost(int together) {
        mostTogether = together;
    }

    void replying(BiFunction<String, String, Reply<String, String>> other) {
        reply = other;
    }

    /** From now on a lane's groups wait. */
    void hold(String lane) {
        held.put(lane, new Semaphore(0));
    }

    /** Lets one group of a lane go. */
    void letOneGo(String lane) {
        held.get(lane).release();
    }

    void letAllGo(String lane) {
        held.remove(lane).release(FOR_EVER);
    }

    /** The group that began next. */
    Group next() {
        try {
            Group group = begun.poll(60, TimeUnit.SECONDS);
            assertThat(group).as("the next group").isNotNull();
            return group;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    List<String> nextQuestions() {
        return next().questions();
    }

    boolean hasBegunMore() {
        return !begun.isEmpty();
    }

    /** Not too many, and none twice. */
    @Override
    public Predicate<String> gate(String lane) {
        Set<String> gone = new HashSet<>();
        return question -> gone.isEmpty() ? gone.add(question) : gone.size() < mostTogether && gone.add(question);
    }

    @Override
    public List<Reply<String, String>> perform(String lane, List<String> group) {
        begun.add(new Group(
                lane, group, Thread.currentThread(), Thread.currentThread().isInterrupted()));
        Semaphore turns = held.get(lane);
        if (turns != null) {
            turns.acquireUninterruptibly();
        }
        return group.stream().map(question -> reply.apply(lane, question)).toList();
    }
}
