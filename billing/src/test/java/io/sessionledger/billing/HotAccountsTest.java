package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/**
 * Sixteen threads do everything that moves credits, on five accounts, for a minute. All locks are taken in one order, so it may never come to a
 * deadlock, not even to one that the ledger gets over by itself.
 *
 * <p>{@code -Dledger.hot.seconds=600} makes it longer.
 */
@EveryDatabase
class HotAccountsTest {

    private static final int SECONDS = Integer.getInteger("ledger.hot.seconds", 60);

    /** Only records take another way there. */
    private static final int SECONDS_WITH_RECORDS_IN_BATCHES = (SECONDS + 2) / 3;

    private static final int SECONDS_ON_H2 = 5;

    private static final int THREADS = 16;

    private final TestDatabase database;

    HotAccountsTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void work_of_all_kinds_on_a_few_accounts_never_deadlocks_and_leaves_the_books_whole() throws SQLException {
        try (OwnDatabase own = new OwnDatabase(database)) {
            Work work = new Work(own, new Random().nextLong());
            work.run(duration());
            work.check();
            long deadlocks = database.isPostgres() ? deadlocksOf(own) : 0;
            System.out.println("hot accounts on " + database + ": " + work.done() + ", deadlocks=" + deadlocks);
            assertThat(deadlocks).as("deadlocks that PostgreSQL counted").isZero();
        }
    }

    private Duration duration() {
        return Duration.ofSeconds(
                switch (database) {
                    case POSTGRESQL -> SECONDS;
                    case POSTGRESQL_BATCHED -> SECONDS_WITH_RECORDS_IN_BATCHES;
                    default -> Math.min(SECONDS, SECONDS_ON_H2);
                });
    }

    /**
     * PostgreSQL counts the deadlocks of each database, those that somebody caught and tried again among them; so the work has a database of
     * its own. A connection keeps its counts to itself for up to a minute, but hands them over before it is gone (up to version 14 it sends them
     * at once, to be counted soon). So: end all connections, wait until the server knows of none, then run into one deadlock on purpose. Once
     * that one is counted everything before it is, too, and the counter is known to count.
     */
    private long deadlocksOf(OwnDatabase own) throws SQLException {
        String url = own.pool().getJdbcUrl();
        String user = own.pool().getUsername();
        own.store().close();
        own.pool().close();
        until(() -> query("select count(*) from pg_stat_activity where datname = ?", own.name()) == 0);
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setUsername(user);
            pool.setMaximumPoolSize(2);
            deadlock(pool);
        }
        until(() -> query("select count(*) from pg_stat_activity where datname = ?", own.name()) == 0);
        String counted = "select deadlocks from pg_stat_database where datname = ?";
        until(() -> query(counted, own.name()) > 0);
        return query(counted, own.name()) - 1;
    }

    /** Each of two transactions holds what the other waits for, until the server sends one of them away. */
    private static void deadlock(HikariDataSource pool) throws SQLException {
        List<Race.Finish<Boolean>> finishes;
        try (Connection first = pool.getConnection();
                Connection second = pool.getConnection()) {
            first.setAutoCommit(false);
            second.setAutoCommit(false);
            lock(first, 1);
            lock(second, 2);
            finishes = Race.of(2, runner -> lock(runner == 0 ? first : second, runner == 0 ? 2 : 1));
            first.rollback();
            second.rollback();
        }
        assertThat(Race.thrown(finishes))
                .singleElement()
                .satisfies(thrown -> assertThat(thrown.getCause())
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                sent -> assertThat(sent.getSQLState()).isEqualTo("40P01")));
    }

    private static boolean lock(Connection connection, int key) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute("select pg_advisory_xact_lock(" + key + ")");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** On a connection and in a transaction of its own, so that no statistics are seen that were fetched before. */
    private long query(String sql, String name) {
        TenantTables server = new TenantTables(database.pool(), TenantId.of("any"));
        return Long.parseLong(server.rows(sql, name).get(0));
    }

    private static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Race.DEADLINE_SECONDS);
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).as("the moment that was waited for").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    /** What can be done, and how often of a hundred times. */
    private enum Kind {
        ADMIT(26),
        RECORD(26),
        COMPLETE(8),
        CANCEL(4),
        FAIL(2),
        GRANT(12),
        GRANT_AGAIN(3),
        REFUND(6),
        ADJUST(4),
        VOID(3),
        SWEEP(6);

        private final int share;

        Kind(int share) {
            this.share = share;
        }

        static Kind of(int dice) {
            int left = dice;
            for (Kind kind : values()) {
                left -= kind.share;
                if (left < 0) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("shares add up to a hundred, and the dice shows " + dice);
        }
    }

    /** Everybody picks from the same few sessions and grants, so that the threads meet on them as well as on the accounts. */
    private static final class Work {

        private static final int RUNNING_SESSIONS = 30;
        private static final int REMEMBERED = 40;
        private static final List<GrantType> TYPES = List.of(GrantType.values());
        private static final Duration HOLD_SILENCE = Duration.ofSeconds(30);

        private final OwnDatabase own;
        private final long seed;
        private final TenantId tenant = TenantId.of("hot");
        private final SettableClock clock = new SettableClock(NOON);
        private final List<CounselorId> counselors = new ArrayList<>();
        private final TenantLedger ledger;
        private final CreditRate rate;
        private final AtomicReferenceArray<SessionId> running = new AtomicReferenceArray<>(RUNNING_SESSIONS);
        private final AtomicReferenceArray<SessionId> completed = new AtomicReferenceArray<>(REMEMBERED);
        private final AtomicReferenceArray<GrantId> given = new AtomicReferenceArray<>(REMEMBERED);
        private final AtomicReferenceArray<GrantCredits> sent = new AtomicReferenceArray<>(REMEMBERED);
        private final AtomicLong numbers = new AtomicLong();
        private final Map<Kind, AtomicLong> done = new ConcurrentHashMap<>();
        private final AtomicLong refused = new AtomicLong();
        private final AtomicBoolean broken = new AtomicBoolean();

        Work(OwnDatabase own, long seed) {
            this.own = own;
            this.seed = seed;
            for (int i = 0; i < 5; i++) {
                counselors.add(CounselorId.of(UUID.randomUUID()));
            }
            CreditPolicy policy = (organisation, counselor) -> terms(counselors.indexOf(counselor));
            this.ledger = SessionLedger.builder(own.store())
                    .policy(policy)
                    .clock(clock)
                    .build()
                    .tenant(tenant);
            this.rate = ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perStartedMinute("1")));
            for (Kind kind : Kind.values()) {
                done.put(kind, new AtomicLong());
            }
            for (int i = 0; i < RUNNING_SESSIONS; i++) {
                running.set(i, started(i));
            }
        }

        /** Two are charged at completion, two as they go, all of these with holds; the fifth is only warned. */
        private static CreditTerms terms(int counselor) {
            CreditTerms terms =
                    new CreditTerms(counselor % 2 == 0 ? ChargeTime.AT_COMPLETION : ChargeTime.PER_ANALYSIS);
            return counselor == 4
                    ? terms
                    : terms.refusing(Credits.of(10L * counselor)).withHoldSilence(HOLD_SILENCE);
        }

        void run(Duration duration) {
            long end = System.nanoTime() + duration.toNanos();
            List<Race.Finish<Integer>> finishes = Race.of(THREADS, thread -> {
                Random random = new Random(seed + thread);
                int operations = 0;
                while (System.nanoTime() < end && !broken.get()) {
                    operation(random);
                    operations++;
                }
                return operations;
            });
            assertThat(Race.thrown(finishes))
                    .as("what threads threw, seed %d", seed)
                    .isEmpty();
            assertThat(done.values())
                    .as("operations by kind")
                    .allSatisfy(count -> assertThat(count.get()).isPositive());
        }

        /** A refusal is an answer, and expected where everybody works on the same things; nothing else is. */
        private void operation(Random random) {
            clock.advance(Duration.ofMillis(random.nextInt(20)));
            Kind kind = Kind.of(random.nextInt(100));
            Throwable thrown = catchThrowable(() -> perform(kind, random));
            if (thrown instanceof SessionStateException
                    || thrown instanceof GrantStateException
                    || thrown instanceof InvalidInputException) {
                refused.incrementAndGet();
            } else if (thrown != null) {
                broken.set(true);
                throw new AssertionError(kind + " failed", thrown);
            } else {
                done.get(kind).incrementAndGet();
            }
        }

        private void perform(Kind kind, Random random) {
            int place = random.nextInt(RUNNING_SESSIONS);
            SessionId session = running.get(place);
            CounselorId counselor = counselors.get(random.nextInt(counselors.size()));
            switch (kind) {
                case ADMIT -> ledger.admit(session, Duration.ofSeconds(60));
                case RECORD ->
                    ledger.record(
                            session,
                            minuteBuilder(1)
                                    .id(AnalysisId.of(UUID.randomUUID()))
                                    .duration(Duration.ofSeconds(1 + random.nextInt(90)))
                                    .build());
                case COMPLETE -> {
                    ledger.complete(session);
                    replace(place, session);
                    completed.set(random.nextInt(REMEMBERED), session);
                }
                case CANCEL -> {
                    ledger.cancel(session);
                    replace(place, session);
                }
                case FAIL -> {
                    ledger.fail(session);
                    replace(place, session);
                }
                case GRANT -> grant(grantFor(counselor, random), random);
                case GRANT_AGAIN -> {
                    GrantCredits before = sent.get(random.nextInt(REMEMBERED));
                    grant(before == null ? grantFor(counselor, random) : before, random);
                }
                case REFUND -> refund(random);
                case ADJUST ->
                    ledger.credits()
                            .adjust(new AdjustCredits(
                                    counselor,
                                    Credits.of(random.nextBoolean() ? 2 : -3),
                                    "counted again",
                                    "adjust " + numbers.incrementAndGet(),
                                    "staff-7"));
                case VOID -> {
                    GrantId grant = given.get(random.nextInt(REMEMBERED));
                    if (grant != null) {
                        ledger.credits()
                                .voidGrant(new VoidGrant(grant, "why", "void " + numbers.incrementAndGet(), "staff-7"));
                    }
                }
                case SWEEP -> ledger.credits().sweep(counselor);
            }
        }

        private SessionId started(int place) {
            SessionId session = newSession();
            ledger.start(StartSession.of(session, counselors.get(place % counselors.size())));
            return session;
        }

        /** Of several that have ended a session, one puts a new one in its place. */
        private void replace(int place, SessionId ended) {
            SessionId next = started(place);
            if (!running.compareAndSet(place, ended, next)) {
                ledger.cancel(next);
            }
        }

        /** Some come later, some end soon, some for ever. */
        private GrantCredits grantFor(CounselorId counselor, Random random) {
            GrantCredits grant = GrantCredits.purchase(
                            counselor, Credits.of(1 + random.nextInt(20)), "why", "grant " + numbers.incrementAndGet())
                    .as(TYPES.get(random.nextInt(TYPES.size())))
                    .withPriority(10 * random.nextInt(10));
            var soon = clock.instant().plusMillis(1 + random.nextInt(20_000));
            return switch (random.nextInt(4)) {
                case 0 -> grant.effectiveFrom(soon);
                case 1 -> grant.expiresAt(soon);
                case 2 -> grant.effectiveFrom(soon).expiresAt(soon.plusSeconds(20));
                default -> grant;
            };
        }

        private void grant(GrantCredits grant, Random random) {
            GrantId id = ledger.credits().grant(grant).grant().id();
            sent.set(random.nextInt(REMEMBERED), grant);
            given.set(random.nextInt(REMEMBERED), id);
        }

        private void refund(Random random) {
            SessionId session = completed.get(random.nextInt(REMEMBERED));
            if (session != null) {
                String key = "refund " + numbers.incrementAndGet();
                ledger.credits()
                        .refund(
                                random.nextBoolean()
                                        ? RefundSession.whole(session, "goodwill", key, "staff-7")
                                        : RefundSession.part(session, Credits.of(1), "goodwill", key, "staff-7"));
            }
        }

        void check() {
            for (int place = 0; place < RUNNING_SESSIONS; place++) {
                assertChargedAsItGoes(ledger.session(running.get(place)));
            }
            Invariants.hold(new TenantTables(own.pool(), tenant));
            // long after, everything that was set aside or came for a while is over
            clock.advance(Duration.ofHours(1));
            for (CounselorId counselor : counselors) {
                ledger.credits().sweep(counselor);
                assertThat(ledger.credits().account(counselor).held()).isEqualTo(Credits.ZERO);
                List<CreditHold> holds =
                        ledger.credits().holds(counselor, PageRequest.first(10)).items();
                assertThat(holds).isEmpty();
            }
            Invariants.hold(new TenantTables(own.pool(), tenant));
        }

        /** A step of a charge that the database sent away would be logged and made up for later; here none may be missing. */
        private void assertChargedAsItGoes(SessionUsage usage) {
            if (terms(counselors.indexOf(usage.counselorId())).chargeTime() == ChargeTime.PER_ANALYSIS) {
                assertThat(usage.creditsConsumed())
                        .as("charged to running session %s", usage.sessionId())
                        .isEqualTo(rate.creditsFor(usage));
            }
        }

        Map<String, Long> done() {
            Map<String, Long> numbersByKind = new TreeMap<>();
            done.forEach((kind, count) -> numbersByKind.put(kind.name().toLowerCase(Locale.ROOT), count.get()));
            numbersByKind.put("refused", refused.get());
            return numbersByKind;
        }
    }
}
