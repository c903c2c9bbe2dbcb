package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt.Adjusted;
import io.sessionledger.credit.CreditReceipt.Granted;
import io.sessionledger.credit.CreditReceipt.Refunded;
import io.sessionledger.credit.CreditReceipt.Returned;
import io.sessionledger.credit.CreditReceipt.Voided;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.jdbc.EntrySql.Reason;
import io.sessionledger.jdbc.Holds.Due;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan.Charged;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Moves credits outside of sessions, on both databases in the same steps: take the request's key, lock, open the account's book, post what is due, do what was
 * asked, write the book.
 */
final class JdbcCreditLedger implements CreditLedger {

    private static final String LIMIT_OVERDRAFT = """
            update ${schema}.credit_accounts set overdraft_limit = :limit
            where tenant_id = :tenant_id and counselor_id = :counselor_id
            """;

    private static final String ERASE_REASONS = """
            update ${schema}.credit_requests set reason = null, salt = null
            where tenant_id = :tenant_id and counselor_id = :counselor_id and reason is not null
            """;

    private static final String RETURNS = """
            select x.grant_id, x.amount from ${schema}.credit_grant_returns x
            where x.tenant_id = :tenant_id and x.entry_id = :entry_id
            order by x.grant_id
            """;

    private final Door door;
    private final CreditRequests requests;
    private final AccountBooks books;
    private final Holds holds;
    private final SessionBooks sessions;
    private final JdbcCreditRepository reads;

    JdbcCreditLedger(Door door, Database database, JdbcCreditRepository reads) {
        this.door = door;
        this.requests = new CreditRequests(database);
        this.books = new AccountBooks(database);
        this.holds = new Holds(database);
        this.sessions = new SessionBooks(database);
        this.reads = reads;
    }

    @Override
    public Granted grant(TenantId tenant, NewGrant grant) {
        NewEntry entry = grant.entry();
        return once("grant credits to " + entry.counselorId(), tenant, entry, new Request<>() {

            @Override
            public void carryOut(Handle handle, @Nullable String reasonDigest) {
                refuseExpired(grant);
                AccountBook book = books.openSwept(handle, tenant, entry.counselorId(), entry.at());
                give(book, grant, reasonDigest);
                books.save(handle, tenant, book);
            }

            @Override
            public Granted answer(Handle handle, CreditLogId id, boolean replayed) {
                return new Granted(
                        grantNow(handle, tenant, GrantId.of(id.value()), entry.at()),
                        LedgerEntries.findEntry(handle, tenant, id),
                        accountNow(handle, tenant, entry),
                        replayed);
            }
        });
    }

    private static void refuseExpired(NewGrant grant) {
        Instant expiresAt = grant.expiresAt();
        Instant now = grant.entry().at();
        if (expiresAt != null) {
            InvalidInputException.unless(expiresAt.isAfter(now), "expiresAt", "after now (" + now + ")", expiresAt);
        }
    }

    private static void give(AccountBook book, NewGrant grant, @Nullable String reasonDigest) {
        Instant from = grant.effectiveFrom();
        if (from != null && from.isAfter(grant.entry().at())) {
            book.schedule(grant, from, reasonDigest);
        } else {
            book.add(BookedGrant.inForce(book.post(grant.entry(), null, reasonDigest), grant));
        }
    }

    @Override
    public Adjusted adjust(TenantId tenant, NewEntry entry) {
        return once("adjust account " + entry.counselorId(), tenant, entry, new Request<>() {

            @Override
            public void carryOut(Handle handle, @Nullable String reasonDigest) {
                AccountBook book = books.openSwept(handle, tenant, entry.counselorId(), entry.at());
                if (entry.delta().isNegative()) {
                    book.take(entry, null, reasonDigest);
                } else {
                    PostedEntry posted = book.post(entry, null, reasonDigest);
                    book.add(BookedGrant.inForce(posted, entry.delta(), entry.type()));
                }
                books.save(handle, tenant, book);
            }

            @Override
            public Adjusted answer(Handle handle, CreditLogId id, boolean replayed) {
                return new Adjusted(entryOf(handle, tenant, id), accountNow(handle, tenant, entry), replayed);
            }
        });
    }

    @Override
    public Refunded refund(TenantId tenant, SessionId sessionId, Optional<Credits> amount, NewEntry template) {
        return once("refund session " + sessionId, tenant, template, new Request<>() {

            @Override
            public void carryOut(Handle handle, @Nullable String reasonDigest) {
                SessionUsage usage = sessions.lock(handle, tenant, sessionId);
                NewEntry entry = template.withDelta(refundable(usage, amount));
                SessionBooks.setConsumed(
                        handle, tenant, sessionId, usage.creditsConsumed().minus(entry.delta()));
                AccountBook book = books.openSwept(handle, tenant, entry.counselorId(), entry.at());
                book.giveBack(
                        entry,
                        null,
                        reasonDigest,
                        books.paymentsOf(handle, tenant, sessionId),
                        books.debtsOf(handle, tenant, sessionId));
                books.save(handle, tenant, book);
            }

            @Override
            public Refunded answer(Handle handle, CreditLogId id, boolean replayed) {
                return new Refunded(
                        entryOf(handle, tenant, id),
                        sessions.lock(handle, tenant, sessionId),
                        returnsOf(handle, tenant, id),
                        accountNow(handle, tenant, template),
                        replayed);
            }
        });
    }

    private static Credits refundable(SessionUsage usage, Optional<Credits> amount) {
        if (usage.status() == SessionStatus.IN_PROGRESS) {
            throw notRefundable(usage, "complete it first, or cancel it, which gives back all that was charged.");
        }
        Credits charged = usage.creditsConsumed();
        if (usage.status() == SessionStatus.COMPLETED && !usage.creditDeducted() && usage.unchargedReason() == null) {
            throw notRefundable(usage, "it is not settled yet. Publish its rate and settle it first.");
        }
        if (!charged.isPositive()) {
            throw notRefundable(usage, "nothing is charged for it, so there is nothing to refund.");
        }
        amount.ifPresent(part -> InvalidInputException.unless(
                part.compareTo(charged) <= 0, "amount", "at most what is still charged (" + charged + ")", part));
        return amount.orElse(charged);
    }

    private static SessionStateException notRefundable(SessionUsage usage, String problem) {
        return new SessionStateException(usage.sessionId(), usage.status(), problem);
    }

    @Override
    public Optional<SessionBill> reprice(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<Charged>> decision) {
        return door.transaction(
                "reprice session " + sessionId,
                handle -> sessions.reprice(handle, tenant, sessionId, PureDecision.of(decision)));
    }

    @Override
    public Voided voidGrant(TenantId tenant, GrantId grantId, NewEntry template) {
        return once("void grant " + grantId, tenant, template, new Request<>() {

            @Override
            public void carryOut(Handle handle, @Nullable String reasonDigest) {
                AccountBook book = books.openSwept(handle, tenant, template.counselorId(), template.at());
                BookedGrant grant = book.funds()
                        .find(grantId)
                        .orElseThrow(() -> nothingLeft(handle, tenant, grantId, template.at()));
                if (grant.isActive()) {
                    book.post(template.withDelta(grant.remaining().negated()), null, reasonDigest);
                }
                grant.voidRest();
                books.save(handle, tenant, book);
            }

            @Override
            public Voided answer(Handle handle, CreditLogId id, boolean replayed) {
                return new Voided(
                        grantNow(handle, tenant, grantId, template.at()),
                        LedgerEntries.findEntry(handle, tenant, id),
                        accountNow(handle, tenant, template),
                        replayed);
            }
        });
    }

    private RuntimeException nothingLeft(Handle handle, TenantId tenant, GrantId grantId, Instant now) {
        return reads.findGrant(handle, tenant, grantId, now)
                .<RuntimeException>map(grant -> new GrantStateException(
                        grantId,
                        grant.status(),
                        "nothing is left of it that could be taken back. What it has paid stays paid; to claim"
                                + " that back, adjust the account downwards."))
                .orElseGet(() -> new GrantNotFoundException(tenant, grantId));
    }

    @Override
    public AccountSweep sweep(TenantId tenant, CounselorId counselorId, Instant now) {
        return door.transaction("sweep account " + counselorId, handle -> {
            List<Due> due = holds.lockDue(handle, tenant, counselorId, now);
            return books.openIfThere(handle, tenant, counselorId)
                    .map(book -> {
                        int expiredHolds = holds.expire(handle, tenant, book, due, now);
                        AccountBook.Advance advance = book.advance(now);
                        if (book.isToBeSaved()) {
                            books.save(handle, tenant, book);
                        }
                        return new AccountSweep(advance.started(), advance.expired(), expiredHolds);
                    })
                    .orElse(AccountSweep.NOTHING);
        });
    }

    @Override
    public CreditAccount limitOverdraft(
            TenantId tenant, CounselorId counselorId, Optional<Credits> limit, Instant now) {
        return door.transaction("limit the overdraft of account " + counselorId, handle -> {
            books.ensure(handle, tenant, counselorId);
            AccountBooks.ofAccount(handle.createUpdate(LIMIT_OVERDRAFT), tenant, counselorId)
                    .bind("limit", limit.map(Credits::value).orElse(null))
                    .execute();
            return books.look(handle, tenant, counselorId, now).orElseThrow().account();
        });
    }

    @Override
    public int eraseReasons(TenantId tenant, CounselorId counselorId) {
        return door.call(
                "erase what was written about account " + counselorId,
                handle -> AccountBooks.ofAccount(handle.createUpdate(ERASE_REASONS), tenant, counselorId)
                        .execute());
    }

    /** Carries a request out, unless that was done before under its key; either way what it answers is read afterwards. */
    private <R> R once(String verb, TenantId tenant, NewEntry entry, Request<R> request) {
        return door.transaction(verb, handle -> {
            Reason reason = Reason.of(entry);
            Optional<CreditLogId> first = requests.claim(handle, tenant, entry, reason);
            if (first.isEmpty()) {
                request.carryOut(handle, reason == null ? null : reason.digest());
            }
            return request.answer(handle, first.orElse(entry.id()), first.isPresent());
        });
    }

    private CreditGrant grantNow(Handle handle, TenantId tenant, GrantId id, Instant now) {
        return reads.findGrant(handle, tenant, id, now)
                .orElseThrow(() -> new LedgerStoreException(
                        "Grant " + id + " vanished; something deletes rows of credit_grants."));
    }

    private CreditAccount accountNow(Handle handle, TenantId tenant, NewEntry entry) {
        return books.look(handle, tenant, entry.counselorId(), entry.at())
                .map(AccountBook::account)
                .orElseGet(() -> CreditAccount.empty(entry.counselorId()));
    }

    private static CreditLog entryOf(Handle handle, TenantId tenant, CreditLogId id) {
        return LedgerEntries.findEntry(handle, tenant, id)
                .orElseThrow(() ->
                        new LedgerStoreException("Ledger entry " + id + " vanished; something deletes ledger rows."));
    }

    private static List<Returned> returnsOf(Handle handle, TenantId tenant, CreditLogId entryId) {
        return handle.createQuery(RETURNS)
                .bind("tenant_id", tenant.value())
                .bind("entry_id", entryId.value())
                .map((result, context) -> returned(Row.of(result), entryId))
                .list();
    }

    private static Returned returned(Row row, CreditLogId entryId) throws SQLException {
        UUID grantId = row.uuid("grant_id");
        return new Returned(GrantId.of(grantId), row.credits("amount"), grantId.equals(entryId.value()));
    }

    /** Something a host asks for under a key. */
    private interface Request<R> {

        /** Does it. What it throws undoes everything, the taking of the key included. */
        void carryOut(Handle handle, @Nullable String reasonDigest) throws SQLException;

        /** What the host gets, also when it asks again. */
        R answer(Handle handle, CreditLogId id, boolean replayed) throws SQLException;
    }
}
