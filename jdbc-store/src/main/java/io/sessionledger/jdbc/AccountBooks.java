package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.jdbc.GrantsAndDebts.SessionPayment;
import io.sessionledger.jdbc.Holds.Due;
import io.sessionledger.session.SessionUsage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Opens the books of accounts under their locks, and writes back what has happened in them. All of it is in the caller's transaction; the lock of an account is
 * the last that is taken.
 */
final class AccountBooks {

    private static final String FIND_HEAD =
            "select %s, %s from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id "
                    .formatted(CreditAccountRow.COLUMNS.from("a"), AlertRulesSql.columns("a"));

    private static final String OPEN_GRANTS = """
            select %s from ${schema}.credit_grants g
            where g.tenant_id = :tenant_id and g.counselor_id = :counselor_id and g.status in ('active', 'scheduled')
            """.formatted(CreditGrantRow.COLUMNS.from("g"));

    private static final String OPEN_DEBTS = """
            select d.entry_id, d.entry_no, d.unpaid from ${schema}.credit_debts d
            where d.tenant_id = :tenant_id and d.counselor_id = :counselor_id and d.unpaid > 0
            order by d.entry_no
            """;

    /** The last payment first: of the latest entry, and of that by the grant which paid last. */
    private static final String PAYMENTS_OF_SESSION =
            """
            select p.entry_id, p.paid - p.returned as outstanding, %s
            from %s l
            join ${schema}.credit_grant_payments p on p.tenant_id = l.tenant_id and p.entry_id = l.id
            join ${schema}.credit_grants g on g.tenant_id = p.tenant_id and g.id = p.grant_id
            where p.paid > p.returned
            order by l.entry_no desc, g.priority desc, g.expires_at desc nulls first, g.entry_no desc
            """.formatted(CreditGrantRow.COLUMNS.prefixed("g"), SessionSql.ENTRIES);

    private static final String DEBTS_OF_SESSION = """
            select d.entry_id from %s l
            join ${schema}.credit_debts d on d.tenant_id = l.tenant_id and d.entry_id = l.id
            where d.unpaid > 0
            """.formatted(SessionSql.ENTRIES);

    /** All in one statement, so that account, grants and holds are of the same moment. The offset keeps PostgreSQL from adding up the holds once for each grant. */
    private static final String LOOK = """
            select %s, %s, a.silent
            from (
                select c.*, coalesce((
                    select sum(h.amount) from ${schema}.credit_holds h
                    left join %s
                    where h.tenant_id = c.tenant_id and h.counselor_id = c.counselor_id and %s), 0) as silent
                from ${schema}.credit_accounts c
                where c.tenant_id = :tenant_id and c.counselor_id = :counselor_id
                offset 0 rows) a
            left join ${schema}.credit_grants g on g.tenant_id = a.tenant_id and g.counselor_id = a.counselor_id
                and g.status in ('active', 'scheduled')
            """;

    private static final CreditLogId ANY_ENTRY = CreditLogId.of(new UUID(0, 0));

    private final Database database;
    private final Holds holds;
    private final AccountBookWriter writer;
    private final String lookAt;
    private final String addAccount;
    private final String lockHead;

    AccountBooks(Database database) {
        this.database = database;
        this.holds = new Holds(database);
        this.addAccount =
                "insert into ${schema}.credit_accounts (tenant_id, counselor_id) values (:tenant_id, :counselor_id)"
                        + database.unlessThere();
        this.lookAt = LOOK.formatted(
                CreditAccountRow.COLUMNS.prefixed("a"),
                CreditGrantRow.COLUMNS.prefixed("g"),
                Holds.ITS_SESSION,
                Holds.isSilent(database));
        this.lockHead = FIND_HEAD + database.lock();
        this.writer = new AccountBookWriter(database);
    }

    /** Makes sure that there is an account. */
    void ensure(Handle handle, TenantId tenant, CounselorId counselorId) {
        database.ifAbsent(ofAccount(handle.createUpdate(addAccount), tenant, counselorId));
    }

    /** Locks an account, which is made if there is none, and opens its book. */
    AccountBook open(Handle handle, TenantId tenant, CounselorId counselorId) {
        return openIfThere(handle, tenant, counselorId).orElseGet(() -> {
            ensure(handle, tenant, counselorId);
            return openIfThere(handle, tenant, counselorId).orElseThrow();
        });
    }

    /**
     * Locks an account, which is made if there is none, posts what has come due on it, and opens its book. Where something has, holds of silent sessions end
     * first, so that nothing is kept for them. What was due is written before, so that whatever else is read afterwards knows of it.
     *
     * @param silent the holds of silent sessions, locked
     */
    AccountBook openSwept(Handle handle, TenantId tenant, CounselorId counselorId, List<Due> silent, Instant now) {
        AccountBook book = open(handle, tenant, counselorId);
        if (!book.funds().isDue(now)) {
            return book;
        }
        holds.expire(handle, tenant, book, silent, now);
        book.advance(now);
        if (!book.isToBeSaved()) {
            return book;
        }
        save(handle, tenant, book);
        return open(handle, tenant, counselorId);
    }

    /** The same for what concerns no session. */
    AccountBook openSwept(Handle handle, TenantId tenant, CounselorId counselorId, Instant now) {
        return openSwept(handle, tenant, counselorId, holds.lockDue(handle, tenant, counselorId, now), now);
    }

    /** The same for what a session does, whose own hold is its own affair. */
    AccountBook openSwept(Handle handle, TenantId tenant, SessionUsage usage, Instant now) {
        return openSwept(handle, tenant, usage.counselorId(), holds.lockDueOfOthers(handle, tenant, usage, now), now);
    }

    /** Locks an account and opens its book, if there is one. */
    Optional<AccountBook> openIfThere(Handle handle, TenantId tenant, CounselorId counselorId) {
        return lockHead(handle, tenant, counselorId).map(locked -> {
            AccountHead head = locked.head();
            // read in statements of their own: what waited for the lock must see what was committed meanwhile
            List<BookedDebt> debts =
                    head.account().balance().isNegative() ? openDebts(handle, tenant, counselorId) : List.of();
            return new AccountBook(
                    tenant, head, locked.rules(), new GrantsAndDebts(openGrants(handle, tenant, counselorId), debts));
        });
    }

    private Optional<LockedHead> lockHead(Handle handle, TenantId tenant, CounselorId counselorId) {
        return ofAccount(handle.createQuery(lockHead), tenant, counselorId)
                .map((result, context) -> lockedHead(Row.of(result)))
                .findOne();
    }

    private static LockedHead lockedHead(Row row) throws SQLException {
        return new LockedHead(CreditAccountRow.head(row), AlertRulesSql.map(row));
    }

    /** An account that is locked, and what about it is to be alerted. */
    private record LockedHead(AccountHead head, AlertRules rules) {}

    private static List<BookedGrant> openGrants(Handle handle, TenantId tenant, CounselorId counselorId) {
        return ofAccount(handle.createQuery(OPEN_GRANTS), tenant, counselorId)
                .map((result, context) -> CreditGrantRow.map(Row.of(result)))
                .list();
    }

    private static List<BookedDebt> openDebts(Handle handle, TenantId tenant, CounselorId counselorId) {
        return ofAccount(handle.createQuery(OPEN_DEBTS), tenant, counselorId)
                .map((result, context) -> debt(Row.of(result)))
                .list();
    }

    private static BookedDebt debt(Row row) throws SQLException {
        return new BookedDebt(
                CreditLogId.of(row.uuid("entry_id")), row.number("entry_no"), row.credits("unpaid"), false);
    }

    /** An account as a sweep at this moment would leave it, looked at in one statement; nothing of it may be written. */
    Optional<AccountBook> look(Handle handle, TenantId tenant, CounselorId counselorId, Instant now) {
        List<Look> rows = ofAccount(handle.createQuery(lookAt), tenant, counselorId)
                .bind("now", Bind.instant(now))
                .map((result, context) -> look(Row.of(result)))
                .list();
        return rows.stream().findFirst().map(first -> {
            AccountHead head = first.head();
            List<BookedGrant> grants = rows.stream()
                    .flatMap(row -> Optional.ofNullable(row.grant()).stream())
                    .toList();
            // which entries are owed does not matter, only that what comes in repays them
            Credits balance = head.account().balance();
            List<BookedDebt> debts = balance.isNegative()
                    ? List.of(new BookedDebt(ANY_ENTRY, head.lastEntryNo(), balance.negated(), false))
                    : List.of();
            AccountBook book = new AccountBook(tenant, head, AlertRules.NONE, new GrantsAndDebts(grants, debts));
            book.free(first.silent());
            book.advance(now);
            return book;
        });
    }

    private static Look look(Row row) throws SQLException {
        Row grant = row.of("g");
        return new Look(
                CreditAccountRow.head(row.of("a")),
                row.credits("silent"),
                grant.has("id") ? CreditGrantRow.map(grant) : null);
    }

    /** A row of the account beside one of its open grants, and how much of what it holds is for silent sessions. */
    private record Look(
            AccountHead head, Credits silent, @Nullable BookedGrant grant) {}

    /** What grants have paid for a session and not got back, the last first. */
    List<SessionPayment> paymentsOf(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.bindKey(handle.createQuery(PAYMENTS_OF_SESSION), tenant, sessionId)
                .map((result, context) -> payment(Row.of(result)))
                .list();
    }

    private static SessionPayment payment(Row row) throws SQLException {
        return new SessionPayment(
                CreditLogId.of(row.uuid("entry_id")), CreditGrantRow.map(row.of("g")), row.credits("outstanding"));
    }

    /** The entries of a session that are not wholly paid. */
    Set<CreditLogId> debtsOf(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.bindKey(handle.createQuery(DEBTS_OF_SESSION), tenant, sessionId)
                .mapTo(UUID.class)
                .map(CreditLogId::of)
                .set();
    }

    /** Writes what has happened in a book. */
    void save(Handle handle, TenantId tenant, AccountBook book) {
        writer.write(handle, tenant, book);
    }

    static <S extends SqlStatement<S>> S ofAccount(S statement, TenantId tenant, CounselorId counselorId) {
        return statement.bind("tenant_id", tenant.value()).bind("counselor_id", counselorId.value());
    }
}
