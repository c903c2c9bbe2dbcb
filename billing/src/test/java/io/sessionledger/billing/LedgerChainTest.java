package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Settlement;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.testing.EveryDatabase;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.StartSession;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Every entry of an account is bound to the one before it: a change that got past the database's guards is found by whoever follows the chain. */
@EveryDatabase
class LedgerChainTest {

    private static final int THREADS = 20;

    private final TestDatabase database;

    LedgerChainTest(TestDatabase database) {
        this.database = database;
    }

    @Test
    void the_chain_of_thousands_of_entries_by_twenty_threads_is_whole() throws SQLException {
        int rounds = database == TestDatabase.POSTGRESQL ? 50 : 10;
        LedgerFixture fixture = new LedgerFixture(database).withRate(RateMethod.perAnalysis("2.5"));
        var credits = fixture.ledger.credits();
        GrantCredits offer = GrantCredits.purchase(fixture.counselor, Credits.of(10), "spring offer", "spring")
                .as(GrantType.PROMOTION)
                .withPriority(GrantCredits.MAX_PRIORITY);
        credits.grant(offer.expiresAt(NOON.plus(Duration.ofDays(1))));
        credits.grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "for later", "later")
                .effectiveFrom(NOON.plus(Duration.ofDays(1))));

        Race.values(Race.of(THREADS, thread -> {
            for (int round = 0; round < rounds; round++) {
                writeTenEntries(fixture, thread + "/" + round);
            }
            return thread;
        }));
        fixture.clock.advance(Duration.ofDays(2));
        assertThat(credits.sweep(fixture.counselor)).isEqualTo(new AccountSweep(1, 1, 0));

        assertThat(fixture.tables.count("credit_logs")).isEqualTo(10L * THREADS * rounds + 3);
        assertThat(misfit(database.pool(), fixture.tenant, fixture.counselor)).isEmpty();
        assertThat(fixture.tables.rows("select distinct transaction_type from credit_logs where tenant_id = :tenant"))
                .containsExactlyInAnyOrder("purchase", "promotion", "adjustment", "session_fee", "refund", "expiry");
        Invariants.hold(fixture.tables);
    }

    private static void writeTenEntries(LedgerFixture fixture, String key) {
        fixture.clock.advance(Duration.ofNanos(1_000));
        var credits = fixture.ledger.credits();
        credits.grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "pack " + key, "grant " + key));
        credits.adjust(adjustment(fixture.counselor, 3, "up " + key));
        credits.adjust(adjustment(fixture.counselor, -2, "down " + key));

        TenantLedger asItGoes = fixture.under(CreditPolicy.chargePerAnalysis(), LedgerListener.NONE);
        SessionId calledOff = fixture.started();
        for (int i = 0; i < 4; i++) {
            asItGoes.record(calledOff, minute(i));
        }
        asItGoes.cancel(calledOff);

        SessionId session = fixture.recorded(1);
        fixture.ledger.complete(session);
        credits.refund(RefundSession.part(session, Credits.of(1), "goodwill " + key, "refund " + key, "staff-7"));
    }

    private static AdjustCredits adjustment(CounselorId counselor, int amount, String key) {
        return new AdjustCredits(counselor, Credits.of(amount), "counted again", key, "staff-7");
    }

    @Test
    void an_account_on_which_nothing_has_moved_has_an_empty_chain() throws SQLException {
        LedgerFixture fixture = new LedgerFixture(database).withRate(RateMethod.perAnalysis("2.5"));
        fixture.started();
        assertThat(misfit(database.pool(), fixture.tenant, fixture.counselor)).isEmpty();
    }

    @Test
    void whatever_of_an_entry_is_changed_breaks_the_chain_at_it() throws SQLException {
        try (OwnDatabase own = new OwnDatabase(database)) {
            Books books = new Books(own);
            long fee = books.fee;
            new Tampering(database, books)
                    .changing("delta", "credits_delta = credits_delta + 1", fee, "link")
                    .changing("balance", "balance_after = balance_after + 1", fee, "link")
                    .changing("time", "created_at = created_at + interval '0.000001' second", fee, "link")
                    .changing("type", "transaction_type = 'reprice'", fee, "facts")
                    .changing("id", "id = cast('00000000-0000-7000-8000-000000000000' as uuid)", fee, "facts")
                    .changing("session", "session_id = id", fee, "facts")
                    .changing("session left out", "session_id = null", fee, "facts")
                    .changing("rate", "rate_id = id", fee, "facts")
                    .changing("rate left out", "rate_id = null", fee, "facts")
                    .changing("actor", "actor = 'nobody'", fee, "facts")
                    .changing("reason code", "reason_code = 'settled_later'", fee, "facts")
                    .changing("key", "idempotency_key = idempotency_key || 'x'", fee, "facts")
                    .changing("request digest", "request_digest = repeat('0', 64)", fee, "facts")
                    .changing("reason digest", "reason_digest = repeat('0', 64)", books.grant, "facts")
                    .changing("reason digest left out", "reason_digest = null", books.grant, "facts")
                    .changing("reason digest added", "reason_digest = repeat('0', 64)", fee, "facts")
                    .changing("rate snapshot left out", "rate_snapshot = null", fee, "facts")
                    .changing("calculation left out", "calculation = null", fee, "facts")
                    .changing("facts digest", "facts_digest = repeat('0', 64)", fee, "facts")
                    .changing("chain digest", "chain_digest = repeat('0', 64)", fee, "link")
                    .changingJson("price", "rate_snapshot", "\"2.5\"", "\"2.4\"", fee)
                    .changingJson("version", "rate_snapshot", "1", "2", fee)
                    .changingJson("name of a price", "rate_snapshot", "credits_per", "credit_per", fee)
                    .changingJson("arithmetic", "calculation", " x ", " * ", fee)
                    .changingJson("count", "calculation", "\"analysis_count\"", "\"analyses\"", fee)
                    .changingJson("what was due", "calculation", "\"3\"", "\"4\"", fee);
        }
    }

    @Test
    void entries_that_are_missing_added_or_moved_break_the_chain_where_they_should_be() throws SQLException {
        try (OwnDatabase own = new OwnDatabase(database)) {
            Books books = new Books(own);
            long fee = books.fee;
            long last = books.last;
            new Tampering(database, books)
                    .by("an entry deleted", at -> books.delete(at, fee), entry(fee) + "the next one is " + (fee + 1))
                    .by(
                            "an entry deleted and the gap closed",
                            at -> {
                                books.delete(at, fee);
                                books.shift(at, fee, -1);
                            },
                            entry(fee) + "link")
                    .by("the last entry deleted", at -> books.delete(at, last), "head")
                    .by("two entries swapped", at -> books.swap(at, fee, fee + 1), entry(fee) + "link")
                    .by(
                            "an entry inserted",
                            at -> {
                                books.shift(at, fee, 1);
                                books.insertForged(at, fee + 1);
                            },
                            entry(fee + 2) + "link")
                    .by("an entry added", at -> books.insertForged(at, last + 1), "head")
                    .by(
                            "an entry moved to another account",
                            at -> {
                                books.moveToTheOther(at, last);
                                assertThat(ChainVerifier.findMisfit(at, books.tenant, books.other))
                                        .as("the other account")
                                        .hasValue("entry 2: link");
                            },
                            "head")
                    .by("another head", at -> books.head(at, "last_chain_digest = repeat('0', 64)"), "head")
                    .by("no head", at -> books.head(at, "last_chain_digest = null, last_entry_no = 0"), "head")
                    .by("a later head", at -> books.head(at, "last_entry_no = last_entry_no + 1"), "head")
                    .by("an earlier head", at -> books.head(at, books.headOf(last - 1)), "head");
        }
    }

    /** Who knows how the digests are made can fit them to what was changed, but then they no longer fit what follows. */
    @Test
    void digests_that_are_forged_to_fit_break_the_chain_at_what_follows() throws SQLException {
        try (OwnDatabase own = new OwnDatabase(database)) {
            Books books = new Books(own);
            new Tampering(database, books)
                    .by(
                            "a fact with its digest",
                            at -> {
                                books.change(at, "actor = 'nobody'", books.fee);
                                books.forgeFacts(at, books.fee);
                            },
                            entry(books.fee) + "link")
                    .by(
                            "a fact with both digests",
                            at -> {
                                books.change(at, "actor = 'nobody'", books.fee);
                                books.forgeFacts(at, books.fee);
                                books.forgeLink(at, books.fee);
                            },
                            entry(books.fee + 1) + "link")
                    .by(
                            "a delta with its link",
                            at -> {
                                books.change(at, "credits_delta = credits_delta + 1", books.fee);
                                books.forgeLink(at, books.fee);
                            },
                            entry(books.fee + 1) + "link")
                    .by(
                            "the last delta with its link",
                            at -> {
                                books.change(at, "credits_delta = credits_delta + 1", books.last);
                                books.forgeLink(at, books.last);
                            },
                            "head");
        }
    }

    @Test
    void a_reason_can_be_proven_until_it_is_erased_and_the_chain_holds_before_and_after() throws SQLException {
        LedgerFixture fixture = new LedgerFixture(database).withRate(RateMethod.perAnalysis("2.5"));
        writeTenEntries(fixture, "b\u00fcro \u20ac");
        String kept = """
                select %s from credit_logs l join credit_requests r
                on r.tenant_id = l.tenant_id and r.idempotency_key = l.idempotency_key
                where l.tenant_id = :tenant and l.reason_digest is not null order by l.entry_no
                """;
        List<String> reasons = fixture.tables.rows(kept.formatted("r.reason"));
        assertThat(reasons)
                .containsExactly(
                        "pack b\u00fcro \u20ac", "counted again", "counted again", "goodwill b\u00fcro \u20ac");
        List<String> digests = fixture.tables.rows(kept.formatted("l.reason_digest"));
        List<String> salted = fixture.tables.rows(kept.formatted("r.salt || r.reason"));
        assertThat(digests).doesNotHaveDuplicates();
        assertThat(salted).map(ChainVerifier::sha256).isEqualTo(digests);

        assertThat(fixture.ledger.credits().eraseReasons(fixture.counselor)).isEqualTo(4);

        assertThat(fixture.tables.rows(kept.formatted("coalesce(r.reason, r.salt, 'erased')")))
                .containsOnly("erased");
        assertThat(fixture.tables.rows(kept.formatted("l.reason_digest"))).isEqualTo(digests);
        assertThat(misfit(database.pool(), fixture.tenant, fixture.counselor)).isEmpty();
    }

    private static String entry(long no) {
        return "entry " + no + ": ";
    }

    private static Optional<String> misfit(DataSource dataSource, TenantId tenant, CounselorId counselor)
            throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return ChainVerifier.findMisfit(connection, tenant, counselor);
        }
    }

    @FunctionalInterface
    private interface Change {
        void on(Connection connection) throws SQLException;
    }

    /** Changes rows past everything that guards them, sees the chain break, and takes the change back. */
    private static final class Tampering {

        private final boolean postgres;
        private final Books books;

        Tampering(TestDatabase database, Books books) throws SQLException {
            this.postgres = database.isPostgres();
            this.books = books;
            if (!postgres) {
                // H2 lets nobody around a trigger or a foreign key for one transaction; this database is the test's own
                books.execute("drop trigger credit_logs_append_only");
                books.execute("set referential_integrity false");
            }
        }

        Tampering changing(String what, String assignment, long entryNo, String misfit) throws SQLException {
            return by(what, at -> books.change(at, assignment, entryNo), entry(entryNo) + misfit);
        }

        Tampering changingJson(String what, String column, String from, String to, long entryNo) throws SQLException {
            String json = postgres ? "cast(? as jsonb)" : "? format json";
            return by(
                    what,
                    at -> {
                        String before = books.read(at, column, entryNo);
                        assertThat(before).as(what).contains(from);
                        books.change(at, column + " = " + json, entryNo, before.replace(from, to));
                    },
                    entry(entryNo) + "facts");
        }

        Tampering by(String what, Change change, String misfit) throws SQLException {
            try (Connection connection = books.connection()) {
                connection.setAutoCommit(false);
                try {
                    if (postgres) {
                        // triggers, those behind foreign keys among them, stay silent in a replica until this
                        // transaction ends
                        try (Statement statement = connection.createStatement()) {
                            statement.execute("set local session_replication_role = replica");
                        }
                    }
                    assertThat(books.misfit(connection)).as("before: " + what).isEmpty();
                    change.on(connection);
                    assertThat(books.misfit(connection)).as(what).hasValue(misfit);
                } finally {
                    connection.rollback();
                    connection.setAutoCommit(true);
                }
            }
            return this;
        }
    }

    /** Two accounts in a database of their own, one with a bit of everything. */
    private static final class Books {

        private static final String OF_ENTRY = " where tenant_id = :tenant and counselor_id = ? and entry_no = ?";

        private static final String FORGERY = """
                insert into credit_logs (tenant_id, id, counselor_id, entry_no, transaction_type, credits_delta,
                    balance_after, idempotency_key, request_digest, actor, reason_code, facts_digest, chain_digest,
                    created_at)
                select tenant_id, cast(? as uuid), counselor_id, cast(? as bigint), 'purchase', 5, balance_after + 5,
                    'forged', request_digest, actor, reason_code, facts_digest, chain_digest, created_at
                from credit_logs where tenant_id = :tenant and counselor_id = ? and entry_no = ?
                """;

        private final OwnDatabase own;
        private final TenantId tenant = TenantId.of("chained");
        private final CounselorId counselor = CounselorId.of(UUID.randomUUID());
        private final CounselorId other = CounselorId.of(UUID.randomUUID());
        private final TenantTables tables;
        private final long grant;
        private final long fee;
        private final long last;

        Books(OwnDatabase own) throws SQLException {
            this.own = own;
            this.tables = new TenantTables(own.pool(), tenant);
            SettableClock clock = new SettableClock(NOON);
            TenantLedger ledger = ledger(CreditPolicy.chargeAtCompletion(), clock);
            TenantLedger asItGoes = ledger(CreditPolicy.chargePerAnalysis(), clock);
            ledger.rates().publish(PublishRate.standard(NOON, RateMethod.perAnalysis("2.5")));
            ledger.credits().grant(GrantCredits.purchase(other, Credits.of(7), "why", "theirs"));

            var receipt = ledger.credits()
                    .grant(GrantCredits.purchase(counselor, Credits.of(100), "starter pack", "order-17"));
            ledger.credits()
                    .grant(GrantCredits.purchase(counselor, Credits.of(10), "spring offer", "spring")
                            .as(GrantType.PROMOTION)
                            .withPriority(GrantCredits.MAX_PRIORITY)
                            .expiresAt(NOON.plus(Duration.ofDays(1))));
            ledger.credits().adjust(adjustment(counselor, -2, "down"));
            asItGoes.cancel(recorded(asItGoes, 2));
            Settlement settlement = ledger.complete(recorded(ledger, 1));
            SessionId session = settlement.usage().sessionId();
            ledger.credits().refund(RefundSession.part(session, Credits.of(1), "goodwill", "back", "staff-7"));
            clock.advance(Duration.ofDays(2));
            ledger.credits().sweep(counselor);

            this.grant = receipt.entry().orElseThrow().entryNo();
            this.fee = settlement.receipt().orElseThrow().entryNo();
            this.last = tables.rows(
                            "select entry_no from credit_logs where tenant_id = :tenant and counselor_id = ?",
                            counselor.value())
                    .size();
            assertThat(last).as("entries").isEqualTo(9);
            assertThat(fee).isEqualTo(7);
        }

        private TenantLedger ledger(CreditPolicy policy, SettableClock clock) {
            return SessionLedger.builder(own.store())
                    .policy(policy)
                    .clock(clock)
                    .build()
                    .tenant(tenant);
        }

        private SessionId recorded(TenantLedger ledger, int analyses) {
            SessionId session = newSession();
            ledger.start(StartSession.of(session, counselor));
            for (int i = 0; i < analyses; i++) {
                ledger.record(session, minute(i));
            }
            return session;
        }

        Connection connection() throws SQLException {
            return own.pool().getConnection();
        }

        Optional<String> misfit(Connection at) throws SQLException {
            return ChainVerifier.findMisfit(at, tenant, counselor);
        }

        void execute(String sql) throws SQLException {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        String read(Connection at, String column, long entryNo) throws SQLException {
            return tables.select(at, "select " + column + " from credit_logs" + OF_ENTRY, counselor.value(), entryNo)
                    .get(0);
        }

        void change(Connection at, String assignment, long entryNo) throws SQLException {
            one(at, "update credit_logs set " + assignment + OF_ENTRY, counselor.value(), entryNo);
        }

        void change(Connection at, String assignment, long entryNo, String value) throws SQLException {
            one(at, "update credit_logs set " + assignment + OF_ENTRY, value, counselor.value(), entryNo);
        }

        void delete(Connection at, long entryNo) throws SQLException {
            one(at, "delete from credit_logs" + OF_ENTRY, counselor.value(), entryNo);
        }

        private void one(Connection at, String sql, Object... parameters) throws SQLException {
            assertThat(tables.change(at, sql, parameters)).as(sql).isEqualTo(1);
        }

        /** Renumbers what comes after an entry; by way of numbers that are free, since each may exist but once. */
        void shift(Connection at, long after, int by) throws SQLException {
            String all = "update credit_logs set entry_no = entry_no + ?"
                    + " where tenant_id = :tenant and counselor_id = ? and entry_no > ?";
            int moved = tables.change(at, all, 1_000, counselor.value(), after);
            assertThat(moved).isPositive();
            assertThat(tables.change(at, all, by - 1_000, counselor.value(), 1_000))
                    .isEqualTo(moved);
        }

        void swap(Connection at, long one, long another) throws SQLException {
            change(at, "entry_no = 1000", one);
            change(at, "entry_no = " + one, another);
            change(at, "entry_no = " + another, 1_000);
        }

        void moveToTheOther(Connection at, long entryNo) throws SQLException {
            one(
                    at,
                    "update credit_logs set counselor_id = ?, entry_no = 2" + OF_ENTRY,
                    other.value(),
                    counselor.value(),
                    entryNo);
        }

        void head(Connection at, String assignment) throws SQLException {
            String time = assignment.contains("last_entry_no = 0") ? ", last_entry_at = null" : "";
            one(
                    at,
                    "update credit_accounts set " + assignment + time
                            + " where tenant_id = :tenant and counselor_id = ?",
                    counselor.value());
        }

        String headOf(long entryNo) throws SQLException {
            try (Connection at = connection()) {
                return "last_chain_digest = '" + read(at, "chain_digest", entryNo) + "'";
            }
        }

        /** A purchase that fits the entry before it in every respect. */
        void insertForged(Connection at, long entryNo) throws SQLException {
            one(at, FORGERY, UUID.randomUUID(), entryNo, counselor.value(), entryNo - 1);
            forgeFacts(at, entryNo);
            forgeLink(at, entryNo);
        }

        void forgeFacts(Connection at, long entryNo) throws SQLException {
            String facts = row(at, entryNo, row -> ChainVerifier.facts(row).spelledOut());
            change(at, "facts_digest = ?", entryNo, ChainVerifier.sha256(facts));
        }

        void forgeLink(Connection at, long entryNo) throws SQLException {
            String previous = read(at, "chain_digest", entryNo - 1);
            String link =
                    row(at, entryNo, row -> ChainVerifier.link(previous, row).spelledOut());
            change(at, "chain_digest = ?", entryNo, ChainVerifier.sha256(link));
        }

        @FunctionalInterface
        private interface Reading {
            String of(ResultSet row) throws SQLException;
        }

        private String row(Connection at, long entryNo, Reading reading) throws SQLException {
            String sql = "select * from credit_logs where tenant_id = ? and counselor_id = ? and entry_no = ?";
            try (PreparedStatement statement = at.prepareStatement(sql)) {
                statement.setString(1, tenant.value());
                statement.setObject(2, counselor.value());
                statement.setLong(3, entryNo);
                try (ResultSet row = statement.executeQuery()) {
                    assertThat(row.next()).isTrue();
                    return reading.of(row);
                }
            }
        }
    }
}
