package io.sessionledger.benchmarks;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.RateId;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.RateMethod.TieredMinutes;
import io.sessionledger.credit.Rounding;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import io.sessionledger.session.UsageFigures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the ledger does for each analysis and each bill without a database. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ArithmeticHotPaths {

    private final CreditRate rate = new CreditRate(
            RateId.of(new UUID(0, 1)),
            StartSession.STANDARD_RATE,
            1,
            Instant.EPOCH,
            new TieredMinutes(List.of(Tier.upTo(30, "1"), Tier.upTo(60, "0.8"), Tier.beyond("0.5"))),
            Rounding.WHOLE_UP,
            Credits.ZERO,
            Instant.EPOCH);

    private final SessionUsage usage = usage(Duration.ofMinutes(75).plusSeconds(20));

    private final Sample sample = Sample.next(new SplittableRandom(1));

    /** {@return the price of a session of 76 started minutes, in three tiers} */
    @Benchmark
    public Credits creditsForTieredMinutes() {
        return rate.creditsFor(usage);
    }

    /** {@return an analysis as a host hands it in, with all its parts checked} */
    @Benchmark
    public Analysis buildAnalysis() {
        return sample.toAnalysis();
    }

    private static SessionUsage usage(Duration duration) {
        UsageFigures counted =
                new UsageFigures(duration, 76, TokenUsage.of(91_200, 15_200, 13_680), Usd.of("0.0912"), 0);
        return new SessionUsage(
                SessionId.of(1),
                CounselorId.of(1),
                SessionStatus.IN_PROGRESS,
                Instant.EPOCH,
                null,
                counted,
                null,
                null,
                Credits.ZERO,
                false,
                null,
                null,
                StartSession.STANDARD_RATE,
                null,
                76);
    }
}
