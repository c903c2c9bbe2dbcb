package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A channel that hangs is nobody's concern but its own: no charge waits for it, and no connection. */
@EveryDatabase
class HangingChannelTest {

    private static final int CHARGES = Integer.getInteger("ledger.charges", 200);

    private final TestDatabase database;
    private final LedgerFixture fixture;

    HangingChannelTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(1_000_000);
    }

    @Test
    void charges_are_as_fast_while_a_receiver_hangs() throws InterruptedException {
        var warmUp = charged(CHARGES);
        assertThat(warmUp).hasSize(CHARGES);
        List<Long> before = charged(CHARGES);
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch answers = new CountDownLatch(1);
        AlertChannel channel = (tenant, alert) -> {
            if (tenant.equals(fixture.tenant)) {
                hanging.countDown();
                answers.await();
            }
        };
        var unused = fixture.ledger.complete(fixture.recorded(1, fixture.unrated()));
        Maintenance maintenance = SessionLedger.builder(database.store())
                .clock(fixture.clock)
                .alertChannel(channel)
                .build()
                .maintenance();
        Thread run = new Thread(() -> {
            var report = maintenance.run(List.of(fixture.tenant));
            assertThat(report.deliveredAlerts()).isEqualTo(1);
        });
        run.start();
        assertThat(hanging.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(database.pool().getHikariPoolMXBean().getActiveConnections())
                .as("connections held during the delivery")
                .isZero();

        List<Long> during = charged(CHARGES);

        assertThat(run.isAlive()).as("the receiver still hangs").isTrue();
        answers.countDown();
        run.join();
        System.out.printf(
                "%s: %d charges, p50 %d us, p99 %d us; with a receiver that hangs p50 %d us, p99 %d us%n",
                database, CHARGES, micros(before, 50), micros(before, 99), micros(during, 50), micros(during, 99));
        assertThat(during)
                .allSatisfy(nanos -> assertThat(Duration.ofNanos(nanos)).isLessThan(Duration.ofSeconds(20)));
    }

    private List<Long> charged(int count) {
        List<SessionId> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(fixture.recorded(1));
        }
        List<Long> nanos = new ArrayList<>();
        for (SessionId session : sessions) {
            long began = System.nanoTime();
            var unused = fixture.ledger.complete(session);
            nanos.add(System.nanoTime() - began);
        }
        Collections.sort(nanos);
        return nanos;
    }

    private static long micros(List<Long> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100)) / 1000;
    }
}
