package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.ALWAYS;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.minute;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.util.List;
import java.util.UUID;

/** One call of every verb, each checked through another connection: what is seen there has been committed. */
final class EveryVerb {

    private EveryVerb() {}

    /** Calls every verb, and looks through another connection at what each has done. */
    static void assertSeenBy(LedgerStore others, StoreFixture fixture) {
        var rate = fixture.published("standard", NOON);
        assertThat(others.rates().versions(fixture.tenant, "standard")).containsExactly(rate);
        var grant = fixture.grant(fixture.purchase("key", 9));
        assertThat(fixture.grant(fixture.purchase("key", 9)).replayed()).isTrue();
        assertThat(others.credits().findAccount(fixture.tenant, fixture.counselor))
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

        assertSameAnswers(fixture, fixture.store, others, session);
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
        assertThat(one.credits().list(tenant, fixture.counselor, page).items())
                .isEqualTo(other.credits().list(tenant, fixture.counselor, page).items())
                .hasSize(2);
        assertThat(one.credits().statement(tenant, fixture.counselor, ALWAYS, page))
                .isEqualTo(other.credits().statement(tenant, fixture.counselor, ALWAYS, page));
        assertThat(one.credits().listAlerts(tenant, page).items())
                .isEqualTo(other.credits().listAlerts(tenant, page).items())
                .hasSize(2);
        assertThat(one.rates().findInForce(tenant, "standard", NOON))
                .isEqualTo(other.rates().findInForce(tenant, "standard", NOON));
    }
}
