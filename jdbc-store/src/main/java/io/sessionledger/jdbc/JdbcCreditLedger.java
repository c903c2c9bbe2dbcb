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
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
        return door.transaction("grant credits to " + entry.counselorId(), handle -> {
            Reason reason = Reason.of(entry);
            Optional<UUID> answer = requests.answered(handle, tenant, entry, reason);
            if (answer.isPresent()) {
                GrantId first = GrantId.of(answer.get());
                return new Granted(
                        grantNow(handle, tenant, first, entry.at()),
                        JdbcCreditRepository.findEntry(handle, tenant, CreditLogId.of(answer.get())),
                        accountNow(handle, tenant, entry),
                        true);
            }
            refuseExpired(grant);
            AccountBook book = opened(handle, tenant, entry);
            BookedGrant given = give(book, grant, digest(reason));
            books.save(handle, tenant, book, entry.at());
            return new Granted(
                    given.asOf(entry.counselorId()),
                    given.isScheduled() ? Optional.empty() : lastEntry(book),
                    book.account(),
                    false);
        });
    }

    private static void refuseExpired(NewGrant grant) {
        Instant expiresAt = grant.expiresAt();
        Instant now = grant.entry().at();
        if (expiresAt != null) {
            InvalidInputException.unless(expiresAt.isAfter(now), "expiresAt", "after now (" + now + ")", expiresAt);
        }
    }

    private static BookedGrant give(AccountBook book, NewGrant grant, @Nullable String reasonDigest) {
        Instant from = grant.effectiveFrom();
        if (from != null && from.isAfter(grant.entry().at())) {
            return book.schedule(grant, from, reasonDigest);
        }
        PostedEntry posted = book.post(grant.entry(), null, reasonDigest);
        return book.add(BookedGrant.come(posted, grant));
    }

    @Override
    public Adjusted adjust(TenantId tenant, NewEntry entry) {
        return door.transaction("adjust account " + entry.counselorId(), handle -> {
            Reason reason = Reason.of(entry);
            Optional<UUID> answer = requests.answered(handle, tenant, entry, reason);
            if (answer.isPresent()) {
                return new Adjusted(entryOf(handle, tenant, answer.get()), accountNow(handle, tenant, entry), true);
            }
            AccountBook book = opened(handle, tenant, entry);
            if (entry.delta().isNegative()) {
                book.take(entry, null, digest(reason));
            } else {
                PostedEntry posted = book.post(entry, null, digest(reason));
                book.add(BookedGrant.come(posted, entry.delta(), entry.type()));
            }
            books.save(handle, tenant, book, entry.at());
            return new Adjusted(lastEntry(book), book.account(), false);
        });
    }

    @Override
    public Refunded refund(TenantId tenant, SessionId sessionId, Optional<Credits> amount, NewEntry template) {
        return door.transaction("refund session " + sessionId, handle -> {
            Reason reason = Reason.of(template);
            Optional<UUID> answer = requests.answered(handle, tenant, template, reason);
            SessionUsage usage = sessions.lock(handle, tenant, sessionId);
            if (answer.isPresent()) {
                return new Refunded(
                        entryOf(handle, tenant, answer.get()),
                        usage,
                        returnsOf(handle, tenant, answer.get()),
                        accountNow(handle, tenant, template),
                        true);
            }
            NewEntry entry = template.withDelta(refundable(usage, amount));
            SessionBooks.setConsumed(
                    handle, tenant, sessionId, usage.creditsConsumed().minus(entry.delta()));
            AccountBook book = opened(handle, tenant, entry);
            PostedEntry given = book.giveBack(
                    entry,
                    null,
                    digest(reason),
                    books.paymentsOf(handle, tenant, sessionId),
                    books.debtsOf(handle, tenant, sessionId));
            books.save(handle, tenant, book, entry.at());
            return new Refunded(
                    Optional.of(given.log()),
                    sessions.lock(handle, tenant, sessionId),
                    returnsOf(handle, tenant, entry.id().value()),
                    book.account(),
                    false);
        });
    }

    private static Credits refundable(SessionUsage usage, Optional<Credits> amount) {
        if (usage.status() != SessionStatus.COMPLETED) {
            throw new SessionStateException(
                    usage.sessionId(),
                    usage.status(),
                    usage.status().ended()
                            ? "nothing is charged for it, so there is nothing to refund."
                            : "complete it first, or cancel it, which gives back all that was charged.");
        }
        Credits charged = usage.creditsConsumed();
        if (!charged.isPositive()) {
            throw new SessionStateException(
                    usage.sessionId(),
                    usage.status(),
                    "nothing is charged for it any more, so there is nothing to refund.");
        }
        amount.ifPresent(part -> InvalidInputException.unless(
                part.compareTo(charged) <= 0, "amount", "at most what is still charged (" + charged + ")", part));
        return amount.orElse(charged);
    }

    @Override
    public Voided voidGrant(TenantId tenant, GrantId grantId, NewEntry template) {
        return door.transaction("void grant " + grantId, handle -> {
            Reason reason = Reason.of(template);
            Optional<UUID> answer = requests.answered(handle, tenant, template, reason);
            if (answer.isPresent()) {
                return new Voided(
                        grantNow(handle, tenant, grantId, template.at()),
                        JdbcCreditRepository.findEntry(handle, tenant, CreditLogId.of(answer.get())),
                        accountNow(handle, tenant, template),
                        true);
            }
            AccountBook book = opened(handle, tenant, template);
            BookedGrant grant = book.find(grantId)
                    .filter(open -> open.isActive() || open.isScheduled())
                    .orElseThrow(() -> nothingLeft(handle, tenant, grantId, template.at()));
            Optional<CreditLog> entry = Optional.empty();
            if (grant.isActive()) {
                NewEntry taking = template.withDelta(grant.remaining().negated());
                entry = Optional.of(book.post(taking, null, digest(reason)).log());
            }
            book.end(grant);
            books.save(handle, tenant, book, template.at());
            return new Voided(grant.asOf(book.counselorId()), entry, book.account(), false);
        });
    }

    private RuntimeException nothingLeft(Handle handle, TenantId tenant, GrantId grantId, Instant now) {
        return reads.findGrant(handle, tenant, grantId, now)
                .<RuntimeException>map(grant -> new GrantStateException(
                        grantId, grant.status(), "nothing is left of it that could be taken back."))
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
                        if (book.isToBeSaved(now)) {
                            books.save(handle, tenant, book, now);
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

    /** The account's book, with everything posted that has come due. */
    private AccountBook opened(Handle handle, TenantId tenant, NewEntry entry) {
        return books.openSwept(handle, tenant, entry.counselorId(), entry.at());
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

    private static Optional<CreditLog> entryOf(Handle handle, TenantId tenant, UUID answer) {
        return Optional.of(JdbcCreditRepository.findEntry(handle, tenant, CreditLogId.of(answer))
                .orElseThrow(() -> new LedgerStoreException(
                        "Ledger entry " + answer + " vanished; something deletes ledger rows.")));
    }

    private static Optional<CreditLog> lastEntry(AccountBook book) {
        return Optional.of(book.posted().get(book.posted().size() - 1).log());
    }

    private static List<Returned> returnsOf(Handle handle, TenantId tenant, UUID entryId) {
        return handle.createQuery(RETURNS)
                .bind("tenant_id", tenant.value())
                .bind("entry_id", entryId)
                .map((result, context) -> returned(Row.of(result), entryId))
                .list();
    }

    private static Returned returned(Row row, UUID entryId) throws SQLException {
        UUID grantId = row.uuid("grant_id");
        return new Returned(GrantId.of(grantId), row.credits("amount"), grantId.equals(entryId));
    }

    private static @Nullable String digest(@Nullable Reason reason) {
        return reason == null ? null : reason.digest();
    }
}
