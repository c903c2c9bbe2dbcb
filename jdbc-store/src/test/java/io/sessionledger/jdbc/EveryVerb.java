package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.ALWAYS;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static io.sessionledger.jdbc.StoreFixture.purchase;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** One call of every verb, each checked through another connection: what is seen there has been committed. */
final class EveryVerb {

    private static final Instant LATER = NOON.plus(Duration.ofHours(2));

    private EveryVerb() {}

    /** Calls every verb, and looks through another connection at what each has done. */
    static void assertSeenBy(LedgerStore others, StoreFixture fixture) {
        var rate = fixture.published("standard", NOON);
        assertThat(others.rates().versions(fixture.tenant, "standard")).containsExactly(rate);
        var grant = fixture.grant(fixture.purchase("key", 9));
        assertThat(fixture.grant(fixture.purchase("key", 9)).replayed()).isTrue();
        assertThat(others.accounts().findAccount(fixture.tenant, fixture.counselor, NOON))
                .contains(grant.account());

        SessionId session = fixture.started();
        assertThat(others.usage().find(fixture.tenant, session)).isPresent();
        AnalysisLog log = fixture.record(session, minute(1).build()).log();
        assertThat(others.analysisLogs().find(fixture.tenant, session, log.id()))
                .contains(log);
        fixture.recordAll(session, List.of(minute(1).build(), minute(2).build()));
        assertThat(others.analysisLogs()
                        .safetyDistribution(fixture.tenant, session)
                        .greenCount())
                .isEqualTo(2);
        fixture.charged(session, 10);
        assertThat(others.usage().find(fixture.tenant, session).orElseThrow().status())
                .isEqualTo(SessionStatus.COMPLETED);
        assertThat(fixture.store.analysisLogs().eraseContent(fixture.tenant, session))
                .isEqualTo(2);
        assertThat(others.analysisLogs()
                        .find(fixture.tenant, session, log.id())
                        .orElseThrow()
                        .content())
                .isEqualTo(AnalysisContent.NONE);
        SessionId unrated = fixture.startedAt(NOON.minusSeconds(1));
        fixture.completed(unrated, new Unrated(UUID.randomUUID()));

        assertMovementsSeenBy(others, fixture, session);
        assertSameAnswers(fixture, fixture.store, others, session);
    }

    /** What moves credits outside of a session's end, after a charge of 10 of which a grant of 9 has paid its part. */
    private static void assertMovementsSeenBy(LedgerStore others, StoreFixture fixture, SessionId charged) {
        var tenant = fixture.tenant;
        var counselor = fixture.counselor;
        var credits = fixture.store.credits();
        var adjusted = credits.adjust(tenant, fixture.adjustment("up", Credits.of(31), LATER));
        assertThat(others.accounts().findAccount(tenant, counselor, LATER)).contains(adjusted.account());
        SessionId running = fixture.started();
        assertThat(fixture.admit(running, 7, LATER).admitted()).isTrue();
        assertThat(others.accounts()
                        .listHolds(tenant, counselor, PageRequest.first(9), LATER)
                        .items())
                .singleElement()
                .returns(running, CreditHold::sessionId)
                .returns(Credits.of(7), CreditHold::amount);
        var refunded =
                credits.refund(tenant, charged, Optional.of(Credits.of(2)), fixture.refund(charged, "refund", LATER));
        assertThat(others.usage().find(tenant, charged)).contains(refunded.usage());
        GrantId mistake = fixture.grant(purchase(counselor, "mistake", 4, "r", LATER))
                .grant()
                .id();
        var voided = credits.voidGrant(tenant, mistake, fixture.adjustment("void", Credits.ZERO, LATER));
        assertThat(others.accounts().findGrant(tenant, mistake, LATER))
                .contains(voided.grant())
                .get()
                .returns(GrantStatus.VOIDED, CreditGrant::status);
        var limited = credits.limitOverdraft(tenant, counselor, Optional.of(Credits.of(5)), LATER);
        assertThat(others.accounts().findAccount(tenant, counselor, LATER)).contains(limited);
        fixture.grant(new NewGrant(
                purchase(counselor, "later", 3, "r", LATER), 10, LATER.plusSeconds(60), LATER.plusSeconds(120)));
        assertThat(credits.sweep(tenant, counselor, LATER.plus(Duration.ofDays(1))))
                .isEqualTo(new AccountSweep(1, 1, 1));
        assertThat(others.accounts()
                        .list(tenant, counselor, PageRequest.first(1))
                        .items())
                .singleElement()
                .returns(TransactionType.EXPIRY, CreditLog::type);
        assertThat(credits.eraseReasons(tenant, counselor)).isEqualTo(6);
        assertThat(others.accounts()
                        .list(tenant, counselor, PageRequest.first(100))
                        .items())
                .extracting(CreditLog::reason)
                .containsOnlyNulls();
    }

    private static void assertSameAnswers(StoreFixture fixture, LedgerStore one, LedgerStore other, SessionId session) {
        var tenant = fixture.tenant;
        PageRequest page = PageRequest.first(100);
        AnalysisLogQuery logs = AnalysisLogQuery.ofSession(session);
        assertThat(one.analysisLogs().list(tenant, logs, page))
                .isEqualTo(other.analysisLogs().list(tenant, logs, page));
        assertThat(one.analysisLogs().export(tenant, logs).toList())
                .isEqualTo(other.analysisLogs().export(tenant, logs).toList());
        assertThat(one.usage().listUnsettled(tenant, page).items())
                .isEqualTo(other.usage().listUnsettled(tenant, page).items())
                .hasSize(1);
        assertThat(one.usage().stats(tenant, ALWAYS)).isEqualTo(other.usage().stats(tenant, ALWAYS));
        assertThat(one.usage().stats(tenant, fixture.counselor, ALWAYS))
                .isEqualTo(other.usage().stats(tenant, fixture.counselor, ALWAYS));
        var accounts = one.accounts();
        var same = other.accounts();
        var counselor = fixture.counselor;
        assertThat(accounts.findAccount(tenant, counselor, LATER))
                .isEqualTo(same.findAccount(tenant, counselor, LATER))
                .isPresent();
        assertThat(accounts.balanceAt(tenant, counselor, LATER)).isEqualTo(same.balanceAt(tenant, counselor, LATER));
        assertThat(accounts.list(tenant, counselor, page).items())
                .isEqualTo(same.list(tenant, counselor, page).items())
                .hasSize(8);
        assertThat(accounts.statement(tenant, counselor, ALWAYS, page))
                .isEqualTo(same.statement(tenant, counselor, ALWAYS, page));
        assertThat(accounts.listGrants(tenant, counselor, page, LATER).items())
                .isEqualTo(same.listGrants(tenant, counselor, page, LATER).items())
                .hasSize(4);
        assertThat(accounts.listHolds(tenant, counselor, page, LATER))
                .isEqualTo(same.listHolds(tenant, counselor, page, LATER));
        assertThat(accounts.paymentsOf(tenant, session))
                .isEqualTo(same.paymentsOf(tenant, session))
                .hasSize(2);
        assertThat(accounts.listAlerts(tenant, page).items())
                .isEqualTo(same.listAlerts(tenant, page).items())
                .hasSize(2);
        assertThat(one.rates().findInForce(tenant, "standard", NOON))
                .isEqualTo(other.rates().findInForce(tenant, "standard", NOON));
    }
}
