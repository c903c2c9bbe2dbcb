package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.AlertDelivery.Status;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The runner in the background: begins at once, goes on whatever happens, and ends when it is told to. */
class MaintenanceRunnerTest {

    private static final Duration SOON = Duration.ofMillis(10);
    private static final int DEADLINE_SECONDS = 60;

    private static void leaveAnAlert(SessionLedger ledger, long number) {
        TenantLedger island = ledger.tenant("island");
        island.start(StartSession.of(SessionId.of(number), CounselorId.of(1)));
        island.complete(SessionId.of(number));
    }

    private static SessionLedger ledger(AlertChannel channel) {
        return SessionLedger.builder(JdbcLedgerStore.inMemory())
                .clock(new SettableClock(NOON))
                .alertChannel(channel)
                .build();
    }

    @Test
    void it_runs_again_and_again_also_after_a_run_that_failed() throws InterruptedException {
        CountDownLatch delivered = new CountDownLatch(2);
        try (SessionLedger ledger = ledger((tenant, alert) -> {
            delivered.countDown();
            if (delivered.getCount() == 1) {
                throw new IllegalStateException("the first is refused");
            }
        })) {
            leaveAnAlert(ledger, 1);
            try (MaintenanceRunner runner = MaintenanceRunner.start(ledger.maintenance(), SOON)) {
                assertThat(runner).isNotNull();
                leaveAnAlert(ledger, 2);
                assertThat(delivered.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    @Test
    void closing_it_waits_for_the_run_that_is_under_way() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        try (SessionLedger ledger = ledger((tenant, alert) -> {
            begun.countDown();
            goOn.await();
            ended.countDown();
        })) {
            leaveAnAlert(ledger, 1);
            MaintenanceRunner runner = MaintenanceRunner.start(ledger.maintenance(), SOON);
            assertThat(begun.await(DEADLINE_SECONDS, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            runner.close();
            assertThat(ended.getCount()).isZero();
            assertThat(ledger.tenant("island")
                            .credits()
                            .alerts(PageRequest.first(1))
                            .items())
                    .singleElement()
                    .returns(Status.DELIVERED, alert -> alert.delivery().status());
        }
    }

    @Test
    void a_pause_that_makes_no_sense_is_refused() {
        try (SessionLedger ledger = ledger((tenant, alert) -> {})) {
            assertThatThrownBy(() -> MaintenanceRunner.start(ledger.maintenance(), Duration.ZERO))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("pause");
        }
    }
}
