package io.sessionledger.examples.server.desk;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.billing.TenantLedger;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.examples.server.desk.RepricingDesk.Bounds;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostSchema;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.http.JsonFormat;
import io.sessionledger.examples.server.security.Caller;
import io.sessionledger.examples.server.security.Role;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import io.sessionledger.session.StartSession;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far one request looks and corrects, and how the next goes on. */
class RepricingDeskTest {

    private static final Instant NOON = Instant.parse("2026-03-02T12:00:00Z");
    private static final int SESSIONS = 7;

    private final TenantId tenant = TenantId.of("island");
    private final CounselorId counselor = CounselorId.of(UUID.randomUUID());
    private final Caller admin = new Caller(tenant, Role.ADMIN, Optional.empty(), "token:1");

    private SessionLedger ledger;
    private TenantLedger island;
    private RepricingDesk desk;
    private Repricing repricing;

    @BeforeEach
    void chargeSevenSessionsOfAMinute() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setUrl("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        HostSchema.migrate(h2);
        JdbcLedgerStore store = JdbcLedgerStore.builder(h2)
                .schema("ledger")
                .schemaMode(SchemaMode.MIGRATE)
                .build();
        ledger = SessionLedger.builder(store).build();
        HostDatabase database = new HostDatabase(Jdbi.create(h2), ledger, store);
        island = ledger.tenant(tenant);
        var wrong = island.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("1")));
        var right = island.rates().publish(PublishRate.standard(Instant.EPOCH, RateMethod.perStartedMinute("3")));
        var unusedGrant = island.credits().grant(GrantCredits.purchase(counselor, Credits.of(100), "pack", "pack"));
        for (int i = 0; i < SESSIONS; i++) {
            SessionId session = SessionId.of(UUID.randomUUID());
            var unusedStart = island.start(StartSession.of(session, counselor).startedAt(NOON.plusSeconds(i)));
            var unusedRecord = island.record(
                    session,
                    Analysis.builder(SafetyLevel.GREEN, 1)
                            .duration(Duration.ofMinutes(1))
                            .build());
            var unusedBill = island.complete(session);
        }
        // they started under the second version; so the first is what they are corrected to
        repricing =
                new Repricing(TimeRange.of(NOON, NOON.plus(Duration.ofHours(1))), wrong.id(), Optional.of(right.id()));
        desk = new RepricingDesk(
                database,
                new OnceOnly(database, JsonFormat.mapper(), Clock.fixed(NOON, ZoneOffset.UTC)),
                new Bounds(2, 4, 2));
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_look_ends_at_its_bound_and_the_next_goes_on_there() {
        RepricedCharges first = desk.previewAll(admin, repricing, Optional.empty());
        RepricedCharges second = desk.previewAll(admin, repricing, first.next());

        assertThat(first.sessions()).hasSize(4);
        assertThat(first.difference()).isEqualTo(Credits.of(-8));
        assertThat(first.oldCharge()).isEqualTo(Credits.of(12));
        assertThat(first.newCharge()).isEqualTo(Credits.of(4));
        assertThat(first.counselors()).isEqualTo(1);
        assertThat(second.sessions()).hasSize(3).doesNotContainAnyElementsOf(first.sessions());
        assertThat(second.next()).isEmpty();
        assertThat(available()).isEqualTo(Credits.of(79));
    }

    @Test
    void a_correction_ends_at_its_bound_and_the_next_corrects_the_rest_each_charge_once() {
        int corrected = 0;
        Repriced done;
        int requests = 0;
        do {
            done = desk.applyAll(admin, repricing, Optional.empty(), key("press-" + requests++));
            corrected += done.sessions();
            assertThat(done.sessions()).isLessThanOrEqualTo(2);
        } while (done.sessions() > 0);

        assertThat(corrected).isEqualTo(4);
        assertThat(done.whole()).isFalse();
        RepricedCharges seen = desk.previewAll(admin, repricing, Optional.empty());
        assertThat(seen.sessions()).isEmpty();
        assertThat(desk.applyAll(admin, repricing, seen.next(), key("on")).sessions())
                .isEqualTo(2);
        assertThat(desk.applyAll(admin, repricing, seen.next(), key("and on"))).satisfies(last -> {
            assertThat(last.sessions()).isEqualTo(1);
            assertThat(last.whole()).isTrue();
        });
        assertThat(available()).isEqualTo(Credits.of(93));
    }

    @Test
    void a_request_sent_again_under_its_key_gets_the_first_answer() {
        Repriced first = desk.applyAll(admin, repricing, Optional.empty(), key("press"));

        Repriced again = desk.applyAll(admin, repricing, Optional.empty(), key("press"));

        assertThat(again.sessions()).isEqualTo(first.sessions());
        assertThat(again.difference()).isEqualByComparingTo(first.difference());
        assertThat(first.sessions()).isEqualTo(2);
        assertThat(available()).isEqualTo(Credits.of(83));
    }

    private static RequestKey key(String key) {
        return new RequestKey(key, "digest");
    }

    private Credits available() {
        return island.credits().account(counselor).available();
    }
}
