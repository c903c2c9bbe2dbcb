package io.sessionledger.examples.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.session.SessionStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The application as it starts, on a database of its own, with Spring's own transaction manager. */
class SessionDeskTest {

    private static final CounselorId COUNSELOR = CounselorId.of(7);

    private ConfigurableApplicationContext application;
    private SessionDesk desk;
    private JdbcTemplate jdbc;
    private TenantLedger island;

    @BeforeEach
    void start() {
        application = SpringApplication.run(
                CounsellingHost.class, "--spring.datasource.url=jdbc:h2:mem:desk" + System.nanoTime());
        desk = application.getBean(SessionDesk.class);
        jdbc = application.getBean(JdbcTemplate.class);
        island = application.getBean(SessionLedger.class).tenant("island");
        island.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
    }

    @AfterEach
    void stop() {
        application.close();
    }

    private void record(long session) {
        island.record(
                SessionId.of(session),
                Analysis.builder(SafetyLevel.GREEN, 1)
                        .id(AnalysisId.of(1))
                        .duration(Duration.ofSeconds(90))
                        .build());
    }

    @Test
    void a_session_is_completed_and_charged_with_the_hosts_own_row() {
        desk.open(1, 7);
        record(1);

        assertThat(desk.complete(1, "good bye").usage().creditsConsumed()).isEqualTo(Credits.of(2));

        assertThat(jdbc.queryForObject("select status from sessions where id = 1", String.class))
                .isEqualTo("done");
        assertThat(island.credits().account(COUNSELOR).available()).isEqualTo(Credits.of(-2));
    }

    @Test
    void what_fails_after_the_ledger_takes_the_charge_along() {
        desk.open(1, 7);
        record(1);
        TransactionTemplate transaction = application.getBean(TransactionTemplate.class);

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    var unused = desk.complete(1, "good bye");
                    throw new IllegalStateException("the host's own step fails");
                }))
                .hasMessage("the host's own step fails");

        assertThat(island.session(SessionId.of(1)).status()).isEqualTo(SessionStatus.IN_PROGRESS);
        assertThat(jdbc.queryForObject("select status from sessions where id = 1", String.class))
                .isEqualTo("open");
        assertThat(island.credits().account(COUNSELOR).used()).isEqualTo(Credits.ZERO);
    }

    @Test
    void a_session_that_the_host_refuses_is_none_of_the_ledgers() {
        desk.open(1, 7);

        assertThatThrownBy(() -> desk.open(1, 7)).isNotNull();
        assertThatThrownBy(() -> desk.complete(2, "nobody")).hasMessageContaining("no session");
    }

    @Test
    void the_host_needs_fewer_than_thirty_lines_for_the_ledger() throws IOException {
        List<String> own =
                Files.readAllLines(Path.of("src/main/java/io/sessionledger/examples/springboot/SessionDesk.java"));
        int body = own.indexOf("    @Transactional");

        assertThat(own.subList(body, own.size()))
                .filteredOn(line -> !line.isBlank())
                .hasSizeLessThan(30);
    }
}
