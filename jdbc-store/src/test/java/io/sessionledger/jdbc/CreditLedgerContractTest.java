package io.sessionledger.jdbc;

import static io.sessionledger.jdbc.StoreFixture.ALWAYS;
import static io.sessionledger.jdbc.StoreFixture.NOON;
import static io.sessionledger.jdbc.StoreFixture.newCounselor;
import static io.sessionledger.jdbc.StoreFixture.purchase;
import static io.sessionledger.jdbc.StoreFixture.walk;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditReceipt.Adjusted;
import io.sessionledger.credit.CreditReceipt.Granted;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.Statement;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@EveryWay
class CreditLedgerContractTest {

    private final TestDatabase database;
    private final StoreFixture fixture;
    private final CreditLedger credits;
    private final CreditRepository accounts;
    private final CounselorId counselor;

    CreditLedgerContractTest(TestDatabase database) {
        this.database = database;
        this.fixture = new StoreFixture(database);
        this.credits = fixture.store.credits();
        this.accounts = fixture.store.accounts();
        this.counselor = fixture.counselor;
    }

    // grant

    @Test
    void the_first_grant_opens_the_account_and_makes_entry_1() {
        NewEntry entry = purchase(counselor, "key 1", 100, "第一次儲值 🎉", NOON);

        Granted receipt = fixture.grant(entry);

        assertThat(receipt.replayed()).isFalse();
        assertThat(receipt.account())
                .isEqualTo(new CreditAccount(counselor, Credits.of(100), Credits.ZERO, Credits.ZERO, null));
        assertThat(receipt.grant())
                .isEqualTo(new CreditGrant(
                        GrantId.of(entry.id().value()),
                        counselor,
                        TransactionType.PURCHASE,
                        Credits.of(100),
                        Credits.of(100),
                        50,
                        NOON,
                        null,
                        GrantStatus.ACTIVE,
                        NOON));
        assertThat(receipt.entry())
                .contains(new CreditLog(
                        entry.id(),
                        counselor,
                        1,
                        TransactionType.PURCHASE,
                        Credits.of(100),
                        Credits.of(100),
                        null,
                        null,
                        "key 1",
                        "host",
                        "granted",
                        "第一次儲值 🎉",
                        NOON));
        assertThat(fixture.entries(counselor)).containsExactly(entryOf(receipt));
        assertThat(accounts.findAccount(fixture.tenant, counselor, NOON)).contains(receipt.account());
    }

    @Test
    void an_account_is_found_by_its_tenant_alone() {
        fixture.grant(fixture.purchase("first", 5));

        assertThat(accounts.findAccount(fixture.tenant, newCounselor(), NOON)).isEmpty();
        assertThat(accounts.findAccount(new StoreFixture(database).tenant, counselor, NOON))
                .isEmpty();
    }

    @Test
    void entries_are_numbered_without_a_gap_and_each_says_the_balance_after_it() {
        fixture.published("standard", NOON);
        Random random = new Random(7);
        for (int i = 0; i < 20; i++) {
            if (random.nextInt(3) == 0) {
                fixture.charged(fixture.started(), 1 + random.nextInt(50));
            } else {
                fixture.grant(fixture.purchase("key " + i, 1 + random.nextInt(50)));
            }
        }

        List<CreditLog> oldestFirst = new ArrayList<>(fixture.entries(counselor));
        Collections.reverse(oldestFirst);
        assertThat(oldestFirst).hasSize(20).extracting(CreditLog::type).contains(TransactionType.SESSION_FEE);
        Credits balance = Credits.ZERO;
        for (int i = 0; i < 20; i++) {
            balance = balance.plus(oldestFirst.get(i).delta());
            assertThat(oldestFirst.get(i).entryNo()).isEqualTo(i + 1);
            assertThat(oldestFirst.get(i).balanceAfter()).isEqualTo(balance);
        }
        assertThat(account().balance()).isEqualTo(balance);
    }

    @ParameterizedTest
    @EnumSource(names = {"PURCHASE", "PROMOTION", "COMPENSATION", "OPENING_BALANCE"})
    void every_type_of_grant_adds_to_what_is_granted(TransactionType type) {
        fixture.grant(fixture.purchase("first", 10));

        Granted up = fixture.grant(entry(type, "up", Credits.of("0.0001")));

        assertThat(entryOf(up).type()).isEqualTo(type);
        assertThat(up.grant().type()).isEqualTo(type);
        assertThat(up.account().granted()).isEqualTo(Credits.of("10.0001"));
    }

    @Test
    void an_adjustment_moves_what_is_granted_either_way() {
        fixture.grant(fixture.purchase("first", 10));

        Adjusted up = credits.adjust(fixture.tenant, fixture.adjustment("up", Credits.of("0.0001"), NOON));
        Adjusted down = credits.adjust(fixture.tenant, fixture.adjustment("down", Credits.of("-12.5"), NOON));

        assertThat(entryOf(up).type()).isEqualTo(TransactionType.ADJUSTMENT);
        assertThat(entryOf(down).type()).isEqualTo(TransactionType.ADJUSTMENT);
        assertThat(up.account().granted()).isEqualTo(Credits.of("10.0001"));
        assertThat(down.account())
                .isEqualTo(new CreditAccount(counselor, Credits.of("-2.4999"), Credits.ZERO, Credits.ZERO, null));
    }

    @Test
    void an_expiry_takes_from_what_is_granted_and_is_seen_before_it_is_posted() {
        Instant end = NOON.plusSeconds(60);
        fixture.grant(fixture.purchase("first", 10));
        fixture.grant(new NewGrant(fixture.purchase("second", 5), 50, null, end));

        CreditAccount before =
                accounts.findAccount(fixture.tenant, counselor, end).orElseThrow();
        assertThat(fixture.entries(counselor)).hasSize(2);
        assertThat(credits.sweep(fixture.tenant, counselor, end)).isEqualTo(new AccountSweep(0, 1, 0));

        assertThat(before).isEqualTo(new CreditAccount(counselor, Credits.of(10), Credits.ZERO, Credits.ZERO, null));
        assertThat(accounts.findAccount(fixture.tenant, counselor, end)).contains(before);
        assertThat(fixture.entries(counselor))
                .hasSize(3)
                .first()
                .returns(TransactionType.EXPIRY, CreditLog::type)
                .returns(Credits.of(-5), CreditLog::delta)
                .returns(end, CreditLog::createdAt);
        assertThat(credits.sweep(fixture.tenant, counselor, end)).isEqualTo(AccountSweep.NOTHING);
    }

    @Test
    void a_key_with_the_same_request_is_answered_with_the_first_entry() {
        Granted first = fixture.grant(purchase(counselor, "key", 10, "a reason", NOON));
        Granted second = fixture.grant(purchase(counselor, "another", 5, "a reason", NOON));

        Granted repeat = fixture.grant(purchase(counselor, "key", 10, "a reason", NOON.plusSeconds(60)));

        assertThat(repeat).isEqualTo(new Granted(first.grant(), first.entry(), second.account(), true));
        assertThat(fixture.entries(counselor)).containsExactly(entryOf(second), entryOf(first));
        assertThat(account()).isEqualTo(second.account());
    }

    @Test
    void a_key_with_another_amount_is_a_conflict() {
        assertConflict(purchase(counselor, "key", 11, "a reason", NOON));
    }

    @Test
    void a_key_with_another_reason_is_a_conflict() {
        assertConflict(purchase(counselor, "key", 10, "another reason", NOON));
    }

    @Test
    void a_key_with_another_counselor_is_a_conflict_and_opens_no_account() {
        CounselorId other = newCounselor();

        assertConflict(purchase(other, "key", 10, "a reason", NOON));

        assertThat(accounts.findAccount(fixture.tenant, other, NOON)).isEmpty();
    }

    @Test
    void a_key_is_of_its_tenant_alone() {
        StoreFixture other = new StoreFixture(database);
        fixture.grant(fixture.purchase("key", 10));

        Granted theirs = other.grant(other.purchase("key", 20));

        assertThat(theirs.replayed()).isFalse();
        assertThat(theirs.account().granted()).isEqualTo(Credits.of(20));
        assertThat(account().granted()).isEqualTo(Credits.of(10));
    }

    @Test
    void an_entry_is_never_dated_before_the_one_before_it() {
        fixture.published("standard", NOON.minus(Duration.ofDays(9)));
        Instant later = NOON.plusSeconds(30).plusNanos(1000);

        fixture.grant(purchase(counselor, "first", 1, "r", NOON));
        fixture.grant(purchase(counselor, "second", 1, "r", NOON.minus(Duration.ofHours(5))));
        fixture.grant(purchase(counselor, "third", 1, "r", later));
        fixture.charged(fixture.startedAt(NOON.minus(Duration.ofDays(1))), 1);
        Granted last = fixture.grant(purchase(counselor, "last", 1, "r", NOON.plusSeconds(31)));

        assertThat(fixture.entries(counselor))
                .extracting(CreditLog::createdAt)
                .containsExactly(NOON.plusSeconds(31), later, later, NOON, NOON);
        assertThat(entryOf(last).createdAt()).isEqualTo(NOON.plusSeconds(31));
    }

    @Test
    void a_balance_that_does_not_fit_is_refused() {
        CreditAccount before = fixture.grant(purchase(counselor, "first", 999_999_999_999_999L, "r", NOON))
                .account();

        assertThatThrownBy(() -> fixture.grant(fixture.purchase("second", 1)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("amount:");

        assertThat(account()).isEqualTo(before);
        assertThat(fixture.entries(counselor)).hasSize(1);
    }

    @Test
    void of_one_grant_sent_many_times_at_once_one_is_made() throws Exception {
        List<Granted> receipts = AtOnce.call(12, i -> fixture.grant(fixture.purchase("key", 10)));

        assertThat(receipts).filteredOn(receipt -> !receipt.replayed()).hasSize(1);
        assertThat(receipts)
                .extracting(Granted::entry)
                .containsOnly(receipts.get(0).entry());
        assertThat(account().granted()).isEqualTo(Credits.of(10));
    }

    @Test
    void grants_of_one_account_at_once_leave_no_gap() throws Exception {
        List<Granted> receipts = AtOnce.call(12, i -> fixture.grant(fixture.purchase("key " + i, i + 1)));

        assertThat(receipts)
                .extracting(receipt -> entryOf(receipt).entryNo())
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 12).boxed().toList());
        assertThat(account().granted()).isEqualTo(Credits.of(78));
        assertThat(fixture.entries(counselor).get(0).balanceAfter()).isEqualTo(Credits.of(78));
    }

    @Test
    void of_one_key_used_for_many_counselors_at_once_one_wins_and_the_others_conflict() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "key " + round;

            List<Object> outcomes = AtOnce.call(6, i -> {
                try {
                    return fixture.grant(purchase(newCounselor(), key, 10, "r", NOON));
                } catch (ConflictException e) {
                    return "conflict";
                }
            });

            assertThat(Collections.frequency(outcomes, "conflict")).isEqualTo(5);
        }
    }

    // reasons

    @Test
    void a_reason_lies_beside_the_ledger_and_not_in_it() {
        fixture.grant(purchase(counselor, "key", 10, "Wanderlust", NOON));

        Jdbi sql = Jdbi.create(database.pool());
        var entry = sql.withHandle(handle -> handle.createQuery("select * from credit_logs where tenant_id = :tenant")
                .bind("tenant", fixture.tenant.value())
                .mapToMap()
                .one());
        assertThat(entry.get("reason_digest").toString()).matches("[0-9a-f]{64}");
        assertThat(entry.values()).noneMatch(value -> String.valueOf(value).contains("Wanderlust"));
        String reason = sql.withHandle(
                handle -> handle.createQuery("select reason from credit_requests where tenant_id = :tenant")
                        .bind("tenant", fixture.tenant.value())
                        .mapTo(String.class)
                        .one());
        assertThat(reason).isEqualTo("Wanderlust");
    }

    @Test
    void the_same_reason_leaves_another_digest_each_time() {
        fixture.grant(purchase(counselor, "first", 10, "r", NOON));
        fixture.grant(purchase(counselor, "second", 10, "r", NOON));

        int digests = Jdbi.create(database.pool())
                .withHandle(handle -> handle.createQuery(
                                "select count(distinct reason_digest) from credit_logs where tenant_id = :tenant")
                        .bind("tenant", fixture.tenant.value())
                        .mapTo(Integer.class)
                        .one());
        assertThat(digests).isEqualTo(2);
    }

    @Test
    void an_entry_whose_reason_was_erased_stays_readable_and_repeatable() {
        Granted first = fixture.grant(purchase(counselor, "key", 10, "a reason", NOON));
        fixture.grant(purchase(newCounselor(), "of another", 10, "another's reason", NOON));

        assertThat(credits.eraseReasons(new StoreFixture(database).tenant, counselor))
                .isZero();
        assertThat(credits.eraseReasons(fixture.tenant, counselor)).isEqualTo(1);
        assertThat(credits.eraseReasons(fixture.tenant, counselor)).isZero();

        List<String> kept = Jdbi.create(database.pool())
                .withHandle(handle -> handle.createQuery(
                                "select reason from credit_requests where tenant_id = :tenant and reason is not null")
                        .bind("tenant", fixture.tenant.value())
                        .mapTo(String.class)
                        .list());
        assertThat(kept).containsExactly("another's reason");
        assertThat(fixture.entries(counselor))
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("reason")
                .isEqualTo(entryOf(first));
        assertThat(fixture.entries(counselor).get(0).reason()).isNull();
        Granted repeat = fixture.grant(purchase(counselor, "key", 10, "a reason", NOON));
        assertThat(repeat.replayed()).isTrue();
        assertThat(entryOf(repeat).id()).isEqualTo(entryOf(first).id());
        assertThat(fixture.grant(purchase(counselor, "key", 10, "another reason", NOON))
                        .replayed())
                .as("there is nothing left to tell the reasons apart by")
                .isTrue();
        assertThatThrownBy(() -> fixture.grant(purchase(counselor, "key", 11, "a reason", NOON)))
                .isInstanceOf(ConflictException.class);
    }

    @Test
    void an_entry_may_have_no_reason() {
        Granted receipt = fixture.grant(purchase(counselor, "key", 10, null, NOON));

        assertThat(entryOf(receipt).reason()).isNull();
        assertThat(fixture.entries(counselor)).containsExactly(entryOf(receipt));
        assertThat(fixture.grant(purchase(counselor, "key", 10, null, NOON)).replayed())
                .isTrue();
    }

    // list

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 10, 100})
    void pages_walk_the_entries_once_each_the_latest_first(int pageSize) {
        for (int i = 1; i <= 10; i++) {
            fixture.grant(fixture.purchase("key " + i, i));
        }
        fixture.grant(purchase(newCounselor(), "of another", 1, "r", NOON));

        assertThat(walk(page -> accounts.list(fixture.tenant, counselor, page), pageSize))
                .extracting(CreditLog::entryNo)
                .containsExactly(10L, 9L, 8L, 7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }

    @Test
    void entries_that_arrive_while_paging_shift_nothing() {
        for (int i = 1; i <= 4; i++) {
            fixture.grant(fixture.purchase("key " + i, i));
        }
        Page<CreditLog> first = accounts.list(fixture.tenant, counselor, PageRequest.first(2));

        fixture.grant(fixture.purchase("key 5", 5));

        assertThat(accounts.list(
                                fixture.tenant,
                                counselor,
                                PageRequest.after(9, first.nextCursor().orElseThrow()))
                        .items())
                .extracting(CreditLog::entryNo)
                .containsExactly(2L, 1L);
    }

    @Test
    void another_tenant_sees_no_entry() {
        StoreFixture other = new StoreFixture(database);
        fixture.grant(fixture.purchase("key", 5));

        assertThat(accounts.list(other.tenant, counselor, PageRequest.first(9)).items())
                .isEmpty();
        assertThat(accounts.statement(other.tenant, counselor, ALWAYS, PageRequest.first(9))
                        .closing())
                .isEqualTo(Credits.ZERO);
        assertThat(accounts.listGrants(other.tenant, counselor, PageRequest.first(9), NOON)
                        .items())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 9, 10, 100})
    void pages_walk_the_grants_once_each_the_latest_first(int pageSize) {
        List<GrantId> expected = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            expected.add(
                    0,
                    fixture.grant(purchase(counselor, "key " + i, i, "r", NOON.plusSeconds(i)))
                            .grant()
                            .id());
        }
        fixture.grant(purchase(newCounselor(), "of another", 1, "r", NOON));

        assertThat(walk(page -> accounts.listGrants(fixture.tenant, counselor, page, NOON.plusSeconds(10)), pageSize))
                .extracting(CreditGrant::id)
                .isEqualTo(expected);
    }

    @Test
    void a_cursor_of_another_account_tenant_list_or_range_is_refused() {
        StoreFixture other = new StoreFixture(database);
        for (int i = 1; i <= 3; i++) {
            fixture.grant(fixture.purchase("key " + i, i));
        }
        TimeRange range = TimeRange.of(NOON, NOON.plusSeconds(1));
        PageRequest one = PageRequest.first(1);
        PageRequest afterList = PageRequest.after(
                1, accounts.list(fixture.tenant, counselor, one).nextCursor().orElseThrow());
        PageRequest afterStatement = PageRequest.after(
                1,
                accounts.statement(fixture.tenant, counselor, range, one)
                        .entries()
                        .nextCursor()
                        .orElseThrow());

        assertRefused(() -> accounts.list(fixture.tenant, newCounselor(), afterList));
        assertRefused(() -> accounts.list(other.tenant, counselor, afterList));
        assertRefused(() -> accounts.list(fixture.tenant, counselor, afterStatement));
        assertRefused(() -> accounts.statement(fixture.tenant, counselor, range, afterList));
        assertRefused(() -> accounts.statement(fixture.tenant, counselor, ALWAYS, afterStatement));
        assertRefused(() -> accounts.statement(fixture.tenant, newCounselor(), range, afterStatement));
        assertRefused(() -> accounts.statement(other.tenant, counselor, range, afterStatement));
        assertRefused(() -> accounts.listAlerts(fixture.tenant, afterList));

        PageRequest afterGrants = PageRequest.after(
                1,
                accounts.listGrants(fixture.tenant, counselor, one, NOON)
                        .nextCursor()
                        .orElseThrow());
        assertRefused(() -> accounts.listGrants(fixture.tenant, counselor, afterList, NOON));
        assertRefused(() -> accounts.listGrants(fixture.tenant, newCounselor(), afterGrants, NOON));
        assertRefused(() -> accounts.listGrants(other.tenant, counselor, afterGrants, NOON));
        assertRefused(() -> accounts.listHolds(fixture.tenant, counselor, afterGrants, NOON));
        assertRefused(() -> accounts.list(fixture.tenant, counselor, afterGrants));
    }

    // statement

    @Test
    void opening_and_deltas_make_the_closing_of_every_range() {
        fixture.published("standard", NOON.minus(Duration.ofDays(9)));
        Random random = new Random(11);
        for (int i = 0; i < 24; i++) {
            Instant at = NOON.plusSeconds(random.nextInt(60));
            if (random.nextInt(3) == 0) {
                fixture.charged(fixture.startedAt(at.minus(Duration.ofHours(1))), 1 + random.nextInt(9));
            } else {
                fixture.grant(purchase(counselor, "key " + i, 1 + random.nextInt(9), "r", at));
            }
        }

        Credits balance = Credits.ZERO;
        List<CreditLog> walked = new ArrayList<>();
        for (int second = -10; second < 70; second += 10) {
            TimeRange range = TimeRange.of(NOON.plusSeconds(second), NOON.plusSeconds(second + 10));
            Statement statement = accounts.statement(fixture.tenant, counselor, range, PageRequest.first(1));
            List<CreditLog> entries = walk(
                    page -> accounts.statement(fixture.tenant, counselor, range, page)
                            .entries(),
                    2);

            assertThat(statement.range()).isEqualTo(range);
            assertThat(statement.opening()).isEqualTo(balance);
            assertThat(entries).allMatch(entry -> range.contains(entry.createdAt()));
            for (CreditLog entry : entries) {
                balance = balance.plus(entry.delta());
            }
            assertThat(statement.closing()).isEqualTo(balance);
            walked.addAll(entries);
        }
        assertThat(walked).hasSize(24).isSortedAccordingTo(Comparator.comparing(CreditLog::entryNo));
        assertThat(balance).isEqualTo(account().balance());
        Statement ever = accounts.statement(fixture.tenant, counselor, ALWAYS, PageRequest.first(100));
        assertThat(ever.opening()).isEqualTo(Credits.ZERO);
        assertThat(ever.closing()).isEqualTo(balance);
        assertThat(ever.entries().items()).isEqualTo(walked);
    }

    @Test
    void a_statement_holds_its_first_moment_and_not_its_last() {
        Duration micro = Duration.ofNanos(1000);
        Instant to = NOON.plusSeconds(1);
        for (Instant at : List.of(NOON.minus(micro), NOON, NOON, to.minus(micro), to, to)) {
            fixture.grant(purchase(counselor, UUID.randomUUID().toString(), 10, "r", at));
        }

        Statement statement =
                accounts.statement(fixture.tenant, counselor, TimeRange.of(NOON, to), PageRequest.first(9));

        assertThat(statement.opening()).isEqualTo(Credits.of(10));
        assertThat(statement.closing()).isEqualTo(Credits.of(40));
        assertThat(statement.entries().items()).extracting(CreditLog::entryNo).containsExactly(2L, 3L, 4L);
    }

    @Test
    void the_figures_of_a_statement_are_the_same_on_every_page() {
        for (int i = 1; i <= 3; i++) {
            fixture.grant(fixture.purchase("key " + i, i));
        }
        Statement first = accounts.statement(fixture.tenant, counselor, ALWAYS, PageRequest.first(2));
        Statement second = accounts.statement(
                fixture.tenant,
                counselor,
                ALWAYS,
                PageRequest.after(2, first.entries().nextCursor().orElseThrow()));

        assertThat(second.entries().items()).extracting(CreditLog::entryNo).containsExactly(3L);
        assertThat(second.opening()).isEqualTo(first.opening());
        assertThat(second.closing()).isEqualTo(first.closing()).isEqualTo(Credits.of(6));
    }

    @Test
    void a_statement_without_entries_carries_the_balance_through() {
        fixture.grant(fixture.purchase("key", 5));

        Statement after = accounts.statement(
                fixture.tenant,
                counselor,
                TimeRange.of(NOON.plusSeconds(1), NOON.plusSeconds(2)),
                PageRequest.first(9));
        assertThat(after.opening()).isEqualTo(Credits.of(5));
        assertThat(after.closing()).isEqualTo(Credits.of(5));
        assertThat(after.entries().items()).isEmpty();
        Statement ofNobody = accounts.statement(fixture.tenant, newCounselor(), ALWAYS, PageRequest.first(9));
        assertThat(ofNobody.opening()).isEqualTo(Credits.ZERO);
        assertThat(ofNobody.closing()).isEqualTo(Credits.ZERO);
        assertThat(ofNobody.entries().items()).isEmpty();
    }

    // listAlerts

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 100})
    void pages_walk_the_alerts_once_each_the_latest_first(int pageSize) {
        List<CreditAlert> expected = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            SessionId session = fixture.startedAt(NOON.plusSeconds(i / 3));
            UUID id = UUID.randomUUID();
            fixture.completed(session, new Unrated(id));
            expected.add(
                    fixture.unratedAlert(id, session, NOON.plusSeconds(i / 3).plus(Duration.ofHours(1))));
        }
        expected.sort(Comparator.comparing(CreditAlert::createdAt)
                .thenComparing(alert -> alert.id().toString())
                .reversed());

        assertThat(walk(page -> accounts.listAlerts(fixture.tenant, page), pageSize))
                .isEqualTo(expected);
        assertThat(accounts.listAlerts(new StoreFixture(database).tenant, PageRequest.first(9))
                        .items())
                .isEmpty();
    }

    private static CreditLog entryOf(CreditReceipt receipt) {
        return receipt.receipt().orElseThrow();
    }

    private CreditAccount account() {
        return accounts.findAccount(fixture.tenant, counselor, NOON).orElseThrow();
    }

    private NewEntry entry(TransactionType type, String key, Credits delta) {
        return new NewEntry(
                CreditLogId.of(UUID.randomUUID()),
                counselor,
                type,
                delta,
                null,
                key,
                "0".repeat(64),
                "host",
                "granted",
                null,
                NOON);
    }

    /** Uses the key "key" for a purchase of 10 first. */
    private void assertConflict(NewEntry other) {
        Granted first = fixture.grant(purchase(counselor, "key", 10, "a reason", NOON));

        assertThatThrownBy(() -> fixture.grant(other))
                .isInstanceOf(ConflictException.class)
                .hasMessageContainingAll("'key'", fixture.tenant.value())
                .hasMessageNotContaining("a reason");

        assertThat(fixture.entries(counselor)).containsExactly(entryOf(first));
        assertThat(account()).isEqualTo(first.account());
    }

    private static void assertRefused(ThrowingCallable list) {
        assertThatThrownBy(list)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.field()).isEqualTo("cursor"));
    }
}
