package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.billing.CreditsOperation.Adjust;
import io.sessionledger.billing.CreditsOperation.Admit;
import io.sessionledger.billing.CreditsOperation.Cancel;
import io.sessionledger.billing.CreditsOperation.Complete;
import io.sessionledger.billing.CreditsOperation.Fail;
import io.sessionledger.billing.CreditsOperation.Grant;
import io.sessionledger.billing.CreditsOperation.Jump;
import io.sessionledger.billing.CreditsOperation.LimitOverdraft;
import io.sessionledger.billing.CreditsOperation.Refund;
import io.sessionledger.billing.CreditsOperation.Sweep;
import io.sessionledger.billing.CreditsOperation.VoidAt;
import io.sessionledger.billing.CreditsOperation.Work;
import io.sessionledger.credit.GrantType;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What a lively tenant might do: a few sessions at a time, grants that are small and often short-lived, and now and then something that has to be refused. The same
 * seed gives the same operations.
 */
final class RandomOperations {

    /** One session in so many operations is new; the last few are worked on, the ones before are refunded. */
    private static final int OPERATIONS_PER_SESSION = 11;

    private static final int SESSIONS_AT_WORK = 3;

    /** More than the grants of a crowd add up to: threads that share their sessions spend less than they are given, and nothing would be refused by and by. */
    private static final int MINUTES_BEYOND_MEANS = 10_000;

    private final Random random;
    private final int counselors;
    private final Supplier<Duration> pace;
    private final Supplier<Integer> minutes;

    private RandomOperations(Random random, int counselors, boolean crowd) {
        this.random = random;
        this.counselors = counselors;
        this.pace = crowd ? this::step : this::leap;
        this.minutes = crowd ? this::modestOrExcessiveMinutes : this::modestMinutes;
    }

    /** With jumps of time from minutes to days. */
    static List<CreditsOperation> leaping(long seed, int count, int counselors) {
        return new RandomOperations(new Random(seed), counselors, false).list(count);
    }

    /** For one thread of many: time goes on by seconds, and now and then a session asks for more than anybody has. */
    static List<CreditsOperation> ofCrowd(long seed, int count, int counselors) {
        return new RandomOperations(new Random(seed), counselors, true).list(count);
    }

    private List<CreditsOperation> list(int count) {
        List<CreditsOperation> operations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            operations.add(operation(SESSIONS_AT_WORK - 1 + i / OPERATIONS_PER_SESSION));
        }
        return List.copyOf(operations);
    }

    private CreditsOperation operation(int newestSession) {
        int atWork = newestSession - random.nextInt(random.nextInt(5) == 0 ? SESSIONS_AT_WORK : SESSIONS_AT_WORK - 1);
        int done = Math.max(0, newestSession - SESSIONS_AT_WORK - random.nextInt(4));
        int dice = random.nextInt(100);
        if (dice < 46) {
            return dice < 22 ? new Admit(atWork, minutes.get()) : new Work(atWork, 1 + random.nextInt(6) / 5);
        }
        if (dice < 58) {
            return end(dice, newestSession);
        }
        return dice < 66 ? refund(done) : onAccount(dice, random.nextInt(counselors));
    }

    private CreditsOperation end(int dice, int newestSession) {
        int old = newestSession - SESSIONS_AT_WORK + 1;
        if (dice < 55) {
            return new Complete(old, sometimes(3, () -> random.nextInt(5)));
        }
        return dice < 57 ? new Cancel(old) : new Fail(old + 1);
    }

    private CreditsOperation refund(int session) {
        return new Refund(session, sometimes(2, () -> Credits.of(1 + random.nextInt(3))));
    }

    private CreditsOperation onAccount(int dice, int counselor) {
        if (dice < 78) {
            return grant(counselor);
        }
        if (dice < 83) {
            return new Adjust(counselor, dice < 80 ? amount() : amount().negated());
        }
        if (dice < 87) {
            return new VoidAt(counselor, random.nextInt(60));
        }
        if (dice < 88) {
            return new LimitOverdraft(counselor, sometimes(2, () -> Credits.of(random.nextInt(6))));
        }
        return dice < 92 ? new Sweep(counselor) : new Jump(pace.get());
    }

    private Grant grant(int counselor) {
        List<GrantType> types = List.of(GrantType.values());
        Optional<Duration> startsIn = sometimes(4, this::leap);
        // now and then it is over before it begins
        Optional<Duration> expiresIn = sometimes(
                2,
                () -> startsIn.orElse(Duration.ZERO)
                        .plus(random.nextInt(20) == 0 && startsIn.isEmpty() ? Duration.ofMinutes(-3) : leap()));
        return new Grant(
                counselor,
                types.get(random.nextInt(types.size())),
                amount(),
                random.nextInt(3) * 25,
                startsIn,
                expiresIn);
    }

    /** Mostly whole credits; the others show that nothing is lost in the fourth decimal. */
    private Credits amount() {
        Credits whole = Credits.of(1 + random.nextInt(7));
        return random.nextInt(5) == 0
                ? whole.plus(Credits.of(new BigDecimal(random.nextInt(10_000)).movePointLeft(4)))
                : whole;
    }

    private Duration leap() {
        int dice = random.nextInt(10);
        if (dice < 5) {
            return Duration.ofMinutes(1 + random.nextInt(12));
        }
        return dice < 9 ? Duration.ofMinutes(10 + random.nextInt(60)) : Duration.ofHours(6 + random.nextInt(90));
    }

    private Duration step() {
        return Duration.ofSeconds(1 + random.nextInt(60));
    }

    private int modestMinutes() {
        return 1 + random.nextInt(4);
    }

    private int modestOrExcessiveMinutes() {
        return random.nextInt(8) == 0 ? MINUTES_BEYOND_MEANS : modestMinutes();
    }

    private <T> Optional<T> sometimes(int in, Supplier<T> what) {
        return random.nextInt(in) == 0 ? Optional.of(what.get()) : Optional.empty();
    }
}
