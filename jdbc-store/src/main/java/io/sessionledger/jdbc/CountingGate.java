package io.sessionledger.jdbc;

import java.util.function.Predicate;

/** Lets so many go together. */
final class CountingGate<Q> implements Predicate<Q> {

    private final int most;
    private int together;

    CountingGate(int most) {
        this.most = most;
    }

    @Override
    public boolean test(Q question) {
        return together++ < most;
    }
}
