package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * By how much a session's usage is to be raised, and how far its time is to be widened.
 *
 * @param stated the session as the host states it
 * @param added what was added to its logs
 * @param historic whether its times are history's to set
 */
record PastSums(PastSession stated, List<PastLog> added, boolean historic) {

    static PastSums of(PastSession session, List<PastLog> added, PastUsage usage) {
        return new PastSums(session, added, usage.historic());
    }

    SessionId sessionId() {
        return stated.sessionId();
    }

    /** When the session started: as stated, else the earliest of what was handed in. */
    static Instant start(PastSession session) {
        return session.startedAt()
                .orElseGet(() -> times(session).min(Instant::compareTo).orElseThrow());
    }

    /** When the session ended: as stated, else the latest of what was handed in; never before its start. */
    static Instant end(PastSession session) {
        Instant start = start(session);
        Instant end = session.endedAt()
                .orElseGet(() -> times(session).max(Instant::compareTo).orElse(start));
        return end.isBefore(start) ? start : end;
    }

    private static Stream<Instant> times(PastSession session) {
        return session.analyses().stream().map(PastAnalysis::analyzedAt);
    }

    BigDecimal seconds() {
        return decimals(log -> log.input().seconds());
    }

    BigDecimal cost() {
        return decimals(log -> log.input().cost());
    }

    long unpriced() {
        return added.stream().filter(log -> log.input().cost() == null).count();
    }

    long tokens(Function<PastTokens, @Nullable Long> figure) {
        long sum = 0;
        for (PastLog log : added) {
            Long tokens = figure.apply(log.tokens());
            sum += tokens == null ? 0 : tokens;
        }
        return sum;
    }

    private BigDecimal decimals(Function<PastLog, @Nullable BigDecimal> figure) {
        BigDecimal sum = BigDecimal.ZERO;
        for (PastLog log : added) {
            BigDecimal number = figure.apply(log);
            sum = number == null ? sum : sum.add(number);
        }
        return sum;
    }
}
