package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.ConflictException;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantPeriod;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import io.sessionledger.credit.RepeatGrant;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.store.RecurringGrants;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credits that come again and again: each period once, on its day, whatever the calendar, the clocks and the outages. */
@EveryDatabase
class RecurringGrantsContractTest {

    private static final ZoneId TAIPEI = ZoneId.of("Asia/Taipei");
    private static final PageRequest PAGE = PageRequest.first(1000);
    private static final Credits HUNDRED = Credits.of(100);

    private final TestDatabase database;
    private final LedgerFixture fixture;

    RecurringGrantsContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new LedgerFixture(
                        database, CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO))
                .withRate(RateMethod.perStartedMinute("1"));
    }

    private TenantCredits credits() {
        return fixture.ledger.credits();
    }

    private RepeatGrant monthly(String firstDay, ZoneId zone) {
        return RepeatGrant.monthly(fixture.counselor, HUNDRED, LocalDate.parse(firstDay), zone, "a plan", "plan");
    }

    private RecurringGrant repeat(RepeatGrant request) {
        return credits().repeat(request).grant();
    }

    private MaintenanceReport run() {
        return SessionLedger.builder(database.store())
                .clock(fixture.clock)
                .build()
                .maintenance()
                .run(List.of(fixture.tenant));
    }

    /** All grants that have taken effect, the earliest first. */
    private List<CreditGrant> grants() {
        List<CreditGrant> grants = new ArrayList<>(credits().grants(fixture.counselor, PAGE).items().stream()
                .filter(grant -> grant.status() != GrantStatus.SCHEDULED && grant.status() != GrantStatus.VOIDED)
                .toList());
        grants.sort((one, other) -> one.effectiveFrom().compareTo(other.effectiveFrom()));
        return grants;
    }

    private List<CreditLog> entries(TransactionType type) {
        return credits().log(fixture.counselor, PAGE).items().stream()
                .filter(entry -> entry.type() == type)
                .toList();
    }

    /** Reckoned in another way than the ledger does: month by month, each day cut to its month. */
    private static List<Instant> monthsFrom(LocalDate first, ZoneId zone, Instant until) {
        List<Instant> starts = new ArrayList<>();
        for (YearMonth month = YearMonth.from(first); ; month = month.plusMonths(1)) {
            int day = Math.min(first.getDayOfMonth(), month.lengthOfMonth());
            Instant start = month.atDay(day).atStartOfDay(zone).toInstant();
            if (start.isAfter(until)) {
                return starts;
            }
            starts.add(start);
        }
    }

    @ParameterizedTest(name = "{0} from {1}, carrying over: {2}")
    @CsvSource({
        "Asia/Taipei, 2026-03-31, false",
        "Asia/Taipei, 2026-03-29, true",
        "America/New_York, 2026-03-31, true",
        "America/New_York, 2026-03-30, false",
        "America/New_York, 2026-03-15, false"
    })
    void over_three_years_no_month_is_missed_and_none_doubled_after_outages_of_any_length(
            String zone, String firstDay, boolean carriesOver) {
        LocalDate first = LocalDate.parse(firstDay);
        RepeatGrant request = monthly(firstDay, ZoneId.of(zone));
        repeat(carriesOver ? request.carryingOver() : request);
        Random random = new Random(firstDay.hashCode());
        Instant end = NOON.plus(Duration.ofDays(3 * 365 + 10));
        while (fixture.clock.instant().isBefore(end)) {
            // an hour, or up to 150 days without any run
            fixture.clock.advance(
                    random.nextInt(3) == 0
                            ? Duration.ofHours(random.nextInt(24 * 150) + 1L)
                            : Duration.ofHours(random.nextInt(24 * 12) + 1L));
            MaintenanceReport report = run();
            assertThat(report.errors()).isZero();
        }

        Instant now = fixture.clock.instant();
        List<Instant> expected = monthsFrom(first, ZoneId.of(zone), now);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(36);
        assertThat(grants()).extracting(CreditGrant::effectiveFrom).isEqualTo(expected);
        assertThat(entries(TransactionType.PURCHASE)).hasSize(expected.size());
        assertThat(fixture.account().available()).isEqualTo(carriesOver ? Credits.of(100L * expected.size()) : HUNDRED);
        assertThat(entries(TransactionType.EXPIRY)).hasSize(carriesOver ? 0 : expected.size() - 1);
        Invariants.hold(fixture.tables);
    }

    /** Whoever found it due may come to it after somebody else has granted the period. */
    @Test
    void only_one_period_is_announced_ahead_however_often_somebody_comes_to_it() {
        RecurringGrant grant = repeat(monthly("2026-03-14", TAIPEI));
        fixture.clock.advance(Duration.ofDays(31));
        Instant now = fixture.clock.instant();
        RecurringGrants recurring = database.store().recurringGrants();

        assertThat(recurring.advance(fixture.tenant, grant.id(), now)).isEqualTo(1);
        assertThat(recurring.advance(fixture.tenant, grant.id(), now)).isZero();

        assertThat(credits().grants(fixture.counselor, PAGE).items())
                .filteredOn(ahead -> ahead.status() == GrantStatus.SCHEDULED)
                .hasSize(1);
    }

    @Test
    void every_thirty_days_is_every_thirty_days_also_across_a_change_of_clocks_and_a_leap_day() {
        ZoneId newYork = ZoneId.of("America/New_York");
        LocalDate first = LocalDate.of(2026, 3, 20);
        repeat(RepeatGrant.everyThirtyDays(fixture.counselor, HUNDRED, first, newYork, "a plan", "plan")
                .carryingOver());
        fixture.clock.set(Instant.parse("2029-03-01T00:00:00Z"));
        run();
        run();

        List<Instant> expected = Stream.iterate(first, day -> day.plusDays(30))
                .map(day -> day.atStartOfDay(newYork).toInstant())
                .takeWhile(start -> start.isBefore(fixture.clock.instant()))
                .toList();
        assertThat(grants()).extracting(CreditGrant::effectiveFrom).isEqualTo(expected);
        assertThat(expected).hasSize(36);
    }

    @Test
    void a_period_begins_on_time_without_any_run() {
        repeat(monthly("2026-03-14", TAIPEI));
        assertThat(fixture.account().available()).isEqualTo(HUNDRED);
        Instant next = Instant.parse("2026-04-13T16:00:00Z");
        fixture.clock.set(next.minusNanos(1000));
        SessionId session = fixture.recorded(7);
        fixture.ledger.complete(session);
        assertThat(fixture.account().available()).isEqualTo(Credits.of(93));

        fixture.clock.set(next);

        assertThat(fixture.account().available()).isEqualTo(HUNDRED);
        SessionId admitted = fixture.started();
        assertThat(fixture.ledger.admit(admitted, Duration.ofMinutes(100)).admitted())
                .isTrue();
        Invariants.hold(fixture.tables);
    }

    @Test
    void a_refusal_names_the_date_when_more_comes() {
        repeat(monthly("2026-03-14", TAIPEI));
        SessionId session = fixture.started();

        AdmitOutcome outcome = fixture.ledger.admit(session, Duration.ofMinutes(101));

        assertThat(outcome).isInstanceOfSatisfying(AdmitOutcome.Refused.class, refused -> {
            assertThat(refused.missing()).isEqualTo(Credits.of(1));
            assertThat(refused.moreAt()).contains(Instant.parse("2026-04-13T16:00:00Z"));
        });
    }

    @Test
    void a_refusal_names_no_date_where_nothing_is_announced() {
        SessionId session = fixture.started();

        assertThat(fixture.ledger.admit(session, Duration.ofMinutes(1)))
                .isInstanceOfSatisfying(
                        AdmitOutcome.Refused.class,
                        refused -> assertThat(refused.moreAt()).isEmpty());
    }

    @Test
    void what_is_left_in_the_period_can_be_read() {
        RecurringGrant grant = repeat(monthly("2026-03-14", TAIPEI));
        fixture.ledger.complete(fixture.recorded(7));

        assertThat(credits().currentPeriod(grant.id()))
                .contains(new GrantPeriod(
                        0,
                        Instant.parse("2026-03-13T16:00:00Z"),
                        Instant.parse("2026-04-13T16:00:00Z"),
                        grant.grantOf(0),
                        Credits.of(93)));
        fixture.clock.set(Instant.parse("2026-04-20T00:00:00Z"));
        assertThat(credits().currentPeriod(grant.id()))
                .get()
                .returns(1, GrantPeriod::number)
                .returns(HUNDRED, GrantPeriod::left);
    }

    @Test
    void before_the_first_day_nothing_is_there_and_a_first_day_long_past_makes_up_for_nothing() {
        RecurringGrant later = repeat(monthly("2026-04-01", TAIPEI));
        assertThat(fixture.account().available()).isEqualTo(Credits.ZERO);
        assertThat(credits().currentPeriod(later.id())).isEmpty();
        RecurringGrant past = repeat(RepeatGrant.monthly(
                        fixture.counselor, HUNDRED, LocalDate.of(2020, 1, 31), TAIPEI, "brought along", "old")
                .as(GrantType.PROMOTION));
        assertThat(fixture.account().available()).isEqualTo(HUNDRED);
        assertThat(credits().currentPeriod(past.id()))
                .get()
                .returns(73, GrantPeriod::number)
                .returns(Instant.parse("2026-02-27T16:00:00Z"), GrantPeriod::from)
                .returns(Instant.parse("2026-03-30T16:00:00Z"), GrantPeriod::to);
        assertThat(entries(TransactionType.PROMOTION)).hasSize(1);
    }

    @Test
    void a_period_that_is_over_repays_what_was_owed_and_the_rest_expires() {
        LedgerFixture warning = new LedgerFixture(database).withRate(RateMethod.perStartedMinute("1"));
        TenantCredits credits = warning.ledger.credits();
        credits.repeat(
                RepeatGrant.monthly(warning.counselor, HUNDRED, LocalDate.of(2026, 3, 14), TAIPEI, "a plan", "plan"));
        warning.ledger.complete(warning.recorded(130));
        assertThat(warning.account().balance()).isEqualTo(Credits.of(-30));
        warning.clock.set(Instant.parse("2026-06-20T00:00:00Z"));

        MaintenanceReport report = SessionLedger.builder(database.store())
                .clock(warning.clock)
                .build()
                .maintenance()
                .run(List.of(warning.tenant));

        assertThat(report.grantedPeriods()).isEqualTo(3);
        assertThat(warning.account().balance()).isEqualTo(HUNDRED);
        assertThat(credits.log(warning.counselor, PAGE).items())
                .extracting(entry -> entry.type() + " " + entry.delta())
                .containsExactly(
                        "PURCHASE 100",
                        "EXPIRY -100",
                        "PURCHASE 100",
                        "EXPIRY -70",
                        "PURCHASE 100",
                        "SESSION_FEE -130",
                        "PURCHASE 100");
        Invariants.hold(warning.tables);
    }

    @Test
    void a_repeat_of_the_request_gets_the_first_answer_and_another_request_under_its_key_is_a_conflict() {
        CreditReceipt.Recurring first = credits().repeat(monthly("2026-03-14", TAIPEI));
        CreditReceipt.Recurring again = credits().repeat(monthly("2026-03-14", TAIPEI));

        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.grant()).isEqualTo(first.grant());
        assertThat(fixture.account().available()).isEqualTo(HUNDRED);
        assertThatThrownBy(() -> credits().repeat(monthly("2026-03-15", TAIPEI)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void an_ended_one_keeps_its_period_and_has_no_other() {
        RecurringGrant grant = repeat(monthly("2026-03-14", TAIPEI));

        CreditReceipt.Recurring ended = credits().endRecurringGrant(grant.id());

        assertThat(ended.replayed()).isFalse();
        assertThat(ended.grant().endedAt()).isEqualTo(NOON);
        assertThat(credits().endRecurringGrant(grant.id()).replayed()).isTrue();
        assertThat(fixture.account().available()).isEqualTo(HUNDRED);
        fixture.clock.set(Instant.parse("2027-01-01T00:00:00Z"));
        run();
        assertThat(fixture.account().available()).isEqualTo(Credits.ZERO);
        assertThat(credits().currentPeriod(grant.id())).isEmpty();
        assertThat(entries(TransactionType.PURCHASE)).hasSize(1);
        assertThat(credits().recurringGrants(fixture.counselor, PAGE).items()).containsExactly(ended.grant());
        Invariants.hold(fixture.tables);
    }

    @Test
    void one_that_nobody_knows_or_another_tenant_has_is_not_found() {
        RecurringGrant grant = repeat(monthly("2026-03-14", TAIPEI));
        TenantCredits others = fixture.other().credits();

        assertThatThrownBy(() -> others.endRecurringGrant(grant.id()))
                .isInstanceOf(RecurringGrantNotFoundException.class);
        assertThatThrownBy(() -> others.currentPeriod(grant.id())).isInstanceOf(RecurringGrantNotFoundException.class);
        assertThatThrownBy(() -> credits().endRecurringGrant(RecurringGrantId.of(UUID.randomUUID())))
                .isInstanceOf(RecurringGrantNotFoundException.class);
        assertThat(others.findRecurringGrant(grant.id())).isEmpty();
        assertThat(credits().findRecurringGrant(grant.id())).contains(grant);
    }

    @Test
    void bad_requests_say_what_would_be_right() {
        assertThatThrownBy(() -> monthly("1800-01-01", TAIPEI))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("firstDay");
        assertThatThrownBy(() -> RepeatGrant.monthly(
                        fixture.counselor, Credits.ZERO, LocalDate.of(2026, 1, 1), TAIPEI, "r", "k"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("amount");
    }

    @Test
    void runs_at_once_grant_each_period_once() {
        RecurringGrant grant = repeat(monthly("2026-03-14", TAIPEI).carryingOver());
        int rounds = Integer.getInteger("ledger.races", 60);
        int granted = 0;
        for (int round = 0; round < rounds; round++) {
            fixture.clock.advance(Duration.ofDays(31));
            granted += Race.values(Race.of(4, i -> run())).stream()
                    .mapToInt(MaintenanceReport::grantedPeriods)
                    .sum();
        }

        int periods = grant.periodAt(fixture.clock.instant()) + 1;
        assertThat(granted).isEqualTo(periods - 1);
        assertThat(entries(TransactionType.PURCHASE).size()).isEqualTo(Math.min(periods, 1000));
        assertThat(fixture.account().available()).isEqualTo(Credits.of(100L * periods));
        List<Instant> starts = new ArrayList<>(
                grants().stream().map(CreditGrant::effectiveFrom).toList());
        assertThat(starts).doesNotHaveDuplicates();
        assertThat(starts).isEqualTo(starts.stream().sorted().toList());
        assertThat(Collections.max(starts)).isEqualTo(grant.startOf(periods - 1));
    }
}
