package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.billing.TenantCredits;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Statement;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** Moves credits and shows where they are. */
public final class CreditDesk {

    /** Keeps the clients' keys apart from those that other programs may give the ledger. */
    private static final String KEY_PREFIX = "request:";

    private final HostDatabase database;
    private final OnceOnly onceOnly;

    CreditDesk(HostDatabase database, OnceOnly onceOnly) {
        this.database = database;
        this.onceOnly = onceOnly;
    }

    /**
     * Gives credits to a counselor.
     *
     * @param caller who gives them
     * @param counselor who gets them
     * @param grant how many, of what kind
     * @param key if it came with one
     * @return the entry
     */
    public CreditEntry grant(Caller caller, CounselorId counselor, NewGrant grant, Optional<RequestKey> key) {
        return move(caller, key, (transaction, ledgerKey) -> {
            var unused = Access.counselor(transaction, caller, counselor);
            GrantCredits given = GrantCredits.purchase(counselor, grant.amount(), grant.reason(), ledgerKey)
                    .as(grant.type())
                    .by(caller.actor())
                    .withPriority(grant.priority().orElse(GrantCredits.DEFAULT_PRIORITY));
            return transaction
                    .ledger()
                    .credits()
                    .grant(grant.expiresAt().map(given::expiresAt).orElse(given));
        });
    }

    /**
     * Corrects an account by hand.
     *
     * @param caller who does it
     * @param counselor whose account
     * @param amount by how much, either way
     * @param reason why
     * @param key if it came with one
     * @return the entry
     */
    public CreditEntry adjust(
            Caller caller, CounselorId counselor, Credits amount, String reason, Optional<RequestKey> key) {
        return move(caller, key, (transaction, ledgerKey) -> {
            var unused = Access.counselor(transaction, caller, counselor);
            return transaction
                    .ledger()
                    .credits()
                    .adjust(new AdjustCredits(counselor, amount, reason, ledgerKey, caller.actor()));
        });
    }

    /**
     * Gives a session's charge back.
     *
     * @param caller who does it
     * @param session the session
     * @param amount how much of it; all that is still charged if left out
     * @param reason why
     * @param key if it came with one
     * @return the entry
     */
    public CreditEntry refund(
            Caller caller, SessionId session, Optional<Credits> amount, String reason, Optional<RequestKey> key) {
        return move(caller, key, (transaction, ledgerKey) -> {
            var unused = Access.session(transaction, caller, session);
            return transaction
                    .ledger()
                    .credits()
                    .refund(new RefundSession(session, amount, reason, ledgerKey, caller.actor()));
        });
    }

    /**
     * Takes back what is left of a grant.
     *
     * @param caller who does it
     * @param counselor whose grant it is
     * @param grant the grant
     * @param reason why
     * @param key if it came with one
     * @return the entry
     */
    public CreditEntry voidGrant(
            Caller caller, CounselorId counselor, GrantId grant, String reason, Optional<RequestKey> key) {
        return move(caller, key, (transaction, ledgerKey) -> {
            var unused = Access.counselor(transaction, caller, counselor);
            TenantCredits credits = transaction.ledger().credits();
            CreditGrant unusedGrant = grant(credits, counselor, grant);
            return credits.voidGrant(new VoidGrant(grant, reason, ledgerKey, caller.actor()));
        });
    }

    /** The key is the ledger's, too, so that a movement happens once even if the note of the request is gone. */
    private CreditEntry move(
            Caller caller, Optional<RequestKey> key, BiFunction<HostTransaction, String, CreditReceipt> movement) {
        String ledgerKey = ledgerKey(key);
        return onceOnly.once(
                caller.tenant(),
                key,
                CreditEntry.class,
                transaction -> CreditEntry.of(movement.apply(transaction, ledgerKey)));
    }

    static String ledgerKey(Optional<RequestKey> key) {
        return KEY_PREFIX
                + key.map(RequestKey::key).orElseGet(() -> UUID.randomUUID().toString());
    }

    /**
     * {@return where a counselor's credits stand}
     *
     * @param caller who asks
     * @param counselor the counselor
     */
    public CreditAccount account(Caller caller, CounselorId counselor) {
        return of(caller, counselor, credits -> credits.account(counselor));
    }

    /**
     * {@return one page of an account's entries, the latest first}
     *
     * @param caller who asks
     * @param counselor whose account
     * @param page how many, after which
     */
    public Page<CreditLog> log(Caller caller, CounselorId counselor, PageRequest page) {
        return of(caller, counselor, credits -> credits.log(counselor, page));
    }

    /**
     * {@return all of an account's entries, the latest first, fetched as they are read}
     *
     * @param caller who asks
     * @param counselor whose account
     */
    public Stream<CreditLog> exportLog(Caller caller, CounselorId counselor) {
        return of(caller, counselor, credits -> Pages.stream(page -> credits.log(counselor, page)));
    }

    /**
     * {@return an account over a range of time}
     *
     * @param caller who asks
     * @param counselor whose account
     * @param range what it covers
     * @param page how many entries, after which
     */
    public Statement statement(Caller caller, CounselorId counselor, TimeRange range, PageRequest page) {
        return of(caller, counselor, credits -> credits.statement(counselor, range, page));
    }

    /**
     * {@return one page of an account's grants, the latest first}
     *
     * @param caller who asks
     * @param counselor whose account
     * @param page how many, after which
     */
    public Page<CreditGrant> grants(Caller caller, CounselorId counselor, PageRequest page) {
        return of(caller, counselor, credits -> credits.grants(counselor, page));
    }

    /**
     * {@return a counselor's grant}
     *
     * @param caller who asks
     * @param counselor whose
     * @param id which
     */
    public CreditGrant grant(Caller caller, CounselorId counselor, GrantId id) {
        return of(caller, counselor, credits -> grant(credits, counselor, id));
    }

    private static CreditGrant grant(TenantCredits credits, CounselorId counselor, GrantId id) {
        return credits.findGrant(id)
                .filter(found -> found.counselorId().equals(counselor))
                .orElseThrow(() -> new NotFoundException("grant", id));
    }

    /**
     * {@return one page of the tenant's alerts, the latest first}
     *
     * @param caller who asks
     * @param page how many, after which
     */
    public Page<CreditAlert> alerts(Caller caller, PageRequest page) {
        Access.wholeTenant(caller, "reading alerts");
        return database.ledger(caller.tenant()).credits().alerts(page);
    }

    private <T> T of(Caller caller, CounselorId counselor, Function<TenantCredits, T> read) {
        var unused =
                database.transaction(caller.tenant(), transaction -> Access.counselor(transaction, caller, counselor));
        return read.apply(database.ledger(caller.tenant()).credits());
    }
}
