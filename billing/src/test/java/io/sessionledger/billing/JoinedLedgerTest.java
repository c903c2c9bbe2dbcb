package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The workflow inside a host's transaction: all of it or nothing, and listeners after the host's commit alone. */
@EveryDatabase
class JoinedLedgerTest {

    private final LedgerFixture fixture;
    private final JdbcLedgerStore store;
    private final List<LedgerEvent> heard = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();
    private final SessionLedger ledger;
    private Connection connection;
    private TenantLedger joined;

    JoinedLedgerTest(TestDatabase database) {
        this.fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(100);
        this.store = JdbcLedgerStore.builder(database.pool()).build();
        this.ledger = SessionLedger.builder(store)
                .policy(CreditPolicy.chargePerAnalysis())
                .clock(fixture.clock)
                .listener(heard::add)
                .build();
    }

    @BeforeEach
    void begin() throws SQLException {
        connection = fixture.database.pool().getConnection();
        connection.setAutoCommit(false);
        joined = ledger.joining(store.on(connection), afterCommit::add).tenant(fixture.tenant);
    }

    @AfterEach
    void giveBack() throws SQLException {
        connection.rollback();
        connection.close();
        Invariants.hold(fixture.tables);
    }

    private SessionId wholeSession() {
        SessionId session = newSession();
        joined.start(StartSession.of(session, fixture.counselor));
        joined.record(session, minute(1));
        joined.record(session, minute(2));
        joined.complete(session);
        return session;
    }

    @Test
    void a_whole_session_is_one_transaction() throws SQLException {
        SessionId session = wholeSession();
        assertThat(fixture.ledger.findSession(session)).isEmpty();

        connection.commit();

        assertThat(fixture.ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(2));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(98));
    }

    @Test
    void a_rollback_takes_charges_entries_and_alerts_along() throws SQLException {
        var before = fixture.tables.everything();
        SessionId session = wholeSession();
        connection.rollback();

        assertThat(fixture.ledger.findSession(session)).isEmpty();
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void listeners_hear_after_the_commit_in_order_and_of_failures_at_once() throws SQLException {
        wholeSession();
        assertThat(heard).isEmpty();
        assertThatThrownBy(() -> joined.complete(newSession())).isInstanceOf(SessionNotFoundException.class);
        assertThat(heard).singleElement().isInstanceOf(LedgerEvent.Failed.class);
        heard.clear();

        connection.commit();
        afterCommit.forEach(Runnable::run);

        assertThat(heard)
                .extracting(LedgerEvent::verb)
                .containsExactly(Verb.START, Verb.RECORD, Verb.RECORD, Verb.COMPLETE);
    }

    @Test
    void without_a_hook_nobody_hears() throws SQLException {
        TenantLedger silent = ledger.joining(store.on(connection)).tenant(fixture.tenant.value());
        silent.start(StartSession.of(newSession(), fixture.counselor));
        connection.commit();

        assertThat(heard).isEmpty();
    }

    @Test
    void a_verb_that_fails_leaves_what_was_done_before_it() throws SQLException {
        SessionId session = newSession();
        joined.start(StartSession.of(session, fixture.counselor));
        assertThatThrownBy(() -> joined.cancel(newSession())).isInstanceOf(SessionNotFoundException.class);
        assertThatThrownBy(() -> joined.settle(session)).hasMessageContaining("complete it first");
        joined.cancel(session);
        connection.commit();

        assertThat(fixture.ledger.session(session).status()).isEqualTo(SessionStatus.CANCELLED);
    }

    @Test
    void a_record_whose_charge_fails_leaves_neither() throws SQLException {
        SessionId session = newSession();
        joined.start(StartSession.of(session, fixture.counselor));
        joined.record(session, minute(1));
        CreditPolicy broken = new CreditPolicy() {
            @Override
            public CreditTerms termsFor(TenantId tenant, CounselorId counselor) {
                return new CreditTerms(CreditTerms.ChargeTime.PER_ANALYSIS);
            }

            @Override
            public Credits due(SessionUsage usage, CreditRate rate) {
                throw new IllegalStateException("a bug of the host's");
            }
        };
        TenantLedger failing = SessionLedger.builder(store)
                .policy(broken)
                .build()
                .joining(store.on(connection))
                .tenant(fixture.tenant);

        assertThatThrownBy(() -> failing.record(session, minute(2))).hasMessage("a bug of the host's");
        assertThatThrownBy(() -> failing.recordAll(session, List.of(minute(3)))).hasMessage("a bug of the host's");
        joined.record(session, minute(4));
        connection.commit();

        assertThat(fixture.ledger.session(session).counted().analysisCount()).isEqualTo(2);
        assertThat(fixture.ledger.session(session).creditsConsumed()).isEqualTo(Credits.of(2));
    }

    @Test
    void a_ledger_is_not_built_over_a_transaction() {
        assertThatThrownBy(() -> SessionLedger.builder(store.on(connection)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("joining");
    }
}
