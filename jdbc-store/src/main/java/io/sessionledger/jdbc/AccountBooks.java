package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.AccountBook.Payment;
import io.sessionledger.jdbc.AccountBook.PaymentChange;
import io.sessionledger.jdbc.AccountBook.SessionPayment;
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
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Opens the books of accounts under their locks, and writes back what has happened in them. All of it is in the caller's transaction; the lock of an account is
 * the last that is taken.
 */
final class AccountBooks {

    private static final String FIND_HEAD =
            "select %s from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id "
                    .formatted(CreditAccountRow.COLUMNS.from("a"));

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
    private static final String PAYMENTS_OF_SESSION = """
            select p.entry_id, p.paid - p.returned as outstanding, %s
            from ${schema}.credit_logs l
            join ${schema}.credit_grant_payments p on p.tenant_id = l.tenant_id and p.entry_id = l.id
            join ${schema}.credit_grants g on g.tenant_id = p.tenant_id and g.id = p.grant_id
            where l.tenant_id = :tenant_id and l.session_id = :session_id and p.paid > p.returned
            order by l.entry_no desc, g.priority desc, g.expires_at desc nulls first, g.entry_no desc
            """.formatted(CreditGrantRow.COLUMNS.prefixed("g"));

    private static final String DEBTS_OF_SESSION = """
            select d.entry_id from ${schema}.credit_logs l
            join ${schema}.credit_debts d on d.tenant_id = l.tenant_id and d.entry_id = l.id
            where l.tenant_id = :tenant_id and l.session_id = :session_id and d.unpaid > 0
            """;

    private static final String ADD_GRANT = """
            insert into ${schema}.credit_grants (tenant_id, id, counselor_id, grant_type, amount, remaining, priority,
                effective_from, expires_at, status, entry_no, idempotency_key, request_digest, actor, reason_digest, created_at)
            values (:tenant_id, :id, :counselor_id, :grant_type, :amount, :remaining, :priority,
                :effective_from, :expires_at, :status, :entry_no, :idempotency_key, :request_digest, :actor, :reason_digest, :created_at)
            """;

    private static final String CHANGE_GRANT = """
            update ${schema}.credit_grants set remaining = :remaining, status = :status, entry_no = :entry_no
            where tenant_id = :tenant_id and id = :id
            """;

    private static final String ADD_DEBT = """
            insert into ${schema}.credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
            values (:tenant_id, :entry_id, :counselor_id, :entry_no, :unpaid, :unpaid)
            """;

    private static final String CHANGE_DEBT =
            "update ${schema}.credit_debts set unpaid = :unpaid where tenant_id = :tenant_id and entry_id = :entry_id";

    private static final String ADD_PAYMENT = """
            insert into ${schema}.credit_grant_payments (tenant_id, entry_id, grant_id, paid, returned)
            values (:tenant_id, :entry_id, :grant_id, :paid, :returned)
            """;

    private static final String CHANGE_PAYMENT = """
            update ${schema}.credit_grant_payments set paid = paid + :paid, returned = returned + :returned
            where tenant_id = :tenant_id and entry_id = :entry_id and grant_id = :grant_id
            """;

    private static final String ADD_RETURN = """
            insert into ${schema}.credit_grant_returns (tenant_id, entry_id, grant_id, amount)
            values (:tenant_id, :entry_id, :grant_id, :amount)
            """;

    private static final String MOVE_ACCOUNT = """
            update ${schema}.credit_accounts
            set granted = :granted, used = :used, held = :held, next_change_at = :next_change_at,
                last_entry_no = :last_entry_no, last_entry_at = :last_entry_at, last_chain_digest = :last_chain_digest
            where tenant_id = :tenant_id and counselor_id = :counselor_id
            """;

    /** All in one statement, so that account, grants and holds are of the same moment. */
    private static final String LOOK = """
            select %s, %s, coalesce((
                    select sum(h.amount) from ${schema}.credit_holds h
                    left join %s
                    where h.tenant_id = a.tenant_id and h.counselor_id = a.counselor_id and %s), 0) as silent
            from ${schema}.credit_accounts a
            left join ${schema}.credit_grants g on g.tenant_id = a.tenant_id and g.counselor_id = a.counselor_id
                and g.status in ('active', 'scheduled')
            where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id
            """;

    private static final CreditLogId ANY_ENTRY = CreditLogId.of(new UUID(0, 0));

    private final Database database;
    private final Holds holds;
    private final String lookAt;
    private final String addAccount;
    private final String lockHead;
    private final String addEntry;

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
        this.addEntry = EntrySql.insert(database);
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
        if (!book.isDue(now)) {
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
        return head(handle, lockHead, tenant, counselorId).map(head -> {
            // read in statements of their own: what waited for the lock must see what was committed meanwhile
            List<BookedDebt> debts =
                    head.account().balance().isNegative() ? openDebts(handle, tenant, counselorId) : List.of();
            return new AccountBook(tenant, head, openGrants(handle, tenant, counselorId), debts);
        });
    }

    Optional<AccountHead> head(Handle handle, TenantId tenant, CounselorId counselorId) {
        return head(handle, FIND_HEAD, tenant, counselorId);
    }

    private static Optional<AccountHead> head(Handle handle, String sql, TenantId tenant, CounselorId counselorId) {
        return ofAccount(handle.createQuery(sql), tenant, counselorId)
                .map((result, context) -> CreditAccountRow.head(Row.of(result)))
                .findOne();
    }

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
            AccountBook book = new AccountBook(tenant, head, grants, debts);
            book.hold(first.silent().negated());
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
        book.posted()
                .forEach(posted -> EntrySql.bind(handle.createUpdate(addEntry), tenant, posted)
                        .execute());
        book.grants().forEach(grant -> save(handle, tenant, book.counselorId(), grant));
        book.debts().forEach(debt -> save(handle, tenant, book.counselorId(), debt));
        book.payments().forEach((payment, moved) -> save(handle, tenant, payment, moved));
        book.returns()
                .forEach((payment, amount) -> bind(handle.createUpdate(ADD_RETURN), tenant, payment)
                        .bind("amount", amount.value())
                        .execute());
        AccountHead head = book.head();
        ofAccount(handle.createUpdate(MOVE_ACCOUNT), tenant, book.counselorId())
                .bind("granted", head.account().granted().value())
                .bind("used", head.account().used().value())
                .bind("held", head.account().held().value())
                .bind("next_change_at", Bind.instant(book.nextChangeAt()))
                .bind("last_entry_no", head.lastEntryNo())
                .bind("last_entry_at", Bind.instant(head.lastEntryAt()))
                .bind("last_chain_digest", head.lastChainDigest())
                .execute();
    }

    private static void save(Handle handle, TenantId tenant, CounselorId counselorId, BookedGrant grant) {
        if (grant.isNew()) {
            var announced = grant.announcement;
            bind(handle.createUpdate(ADD_GRANT), tenant, grant)
                    .bind("counselor_id", counselorId.value())
                    .bind("grant_type", grant.type.code())
                    .bind("amount", grant.amount.value())
                    .bind("priority", grant.priority)
                    .bind("effective_from", Bind.instant(grant.effectiveFrom))
                    .bind("expires_at", Bind.instant(grant.expiresAt))
                    .bind("idempotency_key", announced == null ? null : announced.idempotencyKey())
                    .bind("request_digest", announced == null ? null : announced.requestDigest())
                    .bind("actor", announced == null ? null : announced.actor())
                    .bind("reason_digest", announced == null ? null : announced.reasonDigest())
                    .bind("created_at", Bind.instant(grant.createdAt))
                    .execute();
        } else if (grant.isChanged()) {
            bind(handle.createUpdate(CHANGE_GRANT), tenant, grant).execute();
        }
    }

    private static Update bind(Update update, TenantId tenant, BookedGrant grant) {
        return update.bind("tenant_id", tenant.value())
                .bind("id", grant.id.value())
                .bind("remaining", grant.remaining().value())
                .bind("status", grant.status().code())
                .bind("entry_no", grant.entryNo() == 0 ? null : (Long) grant.entryNo());
    }

    private static void save(Handle handle, TenantId tenant, CounselorId counselorId, BookedDebt debt) {
        if (debt.isNew() || debt.isChanged()) {
            Update update = handle.createUpdate(debt.isNew() ? ADD_DEBT : CHANGE_DEBT)
                    .bind("tenant_id", tenant.value())
                    .bind("entry_id", debt.entryId.value())
                    .bind("unpaid", debt.unpaid().value());
            if (debt.isNew()) {
                update.bind("counselor_id", counselorId.value()).bind("entry_no", debt.entryNo);
            }
            update.execute();
        }
    }

    /** The account's lock keeps anybody else from adding the same row. */
    private static void save(Handle handle, TenantId tenant, Payment payment, PaymentChange moved) {
        boolean changed = bind(handle.createUpdate(CHANGE_PAYMENT), tenant, payment, moved)
                        .execute()
                == 1;
        if (!changed) {
            bind(handle.createUpdate(ADD_PAYMENT), tenant, payment, moved).execute();
        }
    }

    private static Update bind(Update update, TenantId tenant, Payment payment, PaymentChange moved) {
        return bind(update, tenant, payment)
                .bind("paid", moved.paid().value())
                .bind("returned", moved.returned().value());
    }

    private static Update bind(Update update, TenantId tenant, Payment payment) {
        return update.bind("tenant_id", tenant.value())
                .bind("entry_id", payment.entryId().value())
                .bind("grant_id", payment.grantId().value());
    }

    static <S extends SqlStatement<S>> S ofAccount(S statement, TenantId tenant, CounselorId counselorId) {
        return statement.bind("tenant_id", tenant.value()).bind("counselor_id", counselorId.value());
    }
}
