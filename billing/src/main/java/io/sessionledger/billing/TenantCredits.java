package io.sessionledger.billing;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.Statement;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.store.NewEntry;

/** One tenant's credit accounts and the ledger of their movements. Thread-safe. */
public final class TenantCredits {

    private final Workplace workplace;
    private final TenantId tenant;

    TenantCredits(Workplace workplace, TenantId tenant) {
        this.workplace = workplace;
        this.tenant = tenant;
    }

    /**
     * Gives credits to a counselor, once for each idempotency key. The account is opened if there is none.
     *
     * @param grant who gets how much, why, and under which key
     * @return the ledger entry and the account; a repeat gets the first entry
     * @throws ConflictException if the key was used for another grant
     */
    public GrantReceipt grant(GrantCredits grant) {
        return workplace.perform(
                tenant,
                Verb.GRANT,
                () -> workplace.store().credits().grant(tenant, entry(grant)),
                (took, receipt) -> new LedgerEvent.Granted(tenant, took, receipt));
    }

    private NewEntry entry(GrantCredits grant) {
        return new NewEntry(
                CreditLogId.of(workplace.newId()),
                grant.counselorId(),
                grant.type().transactionType(),
                grant.amount(),
                null,
                grant.idempotencyKey(),
                RequestDigest.of(
                        grant.type().transactionType().code(), grant.counselorId(), grant.amount(), grant.actor()),
                grant.actor(),
                "grant",
                grant.reason(),
                workplace.now());
    }

    /**
     * {@return where a counselor's credits stand; all zero if there is no account yet}
     *
     * @param counselorId the counselor
     */
    public CreditAccount account(CounselorId counselorId) {
        return workplace
                .store()
                .credits()
                .findAccount(tenant, counselorId)
                .orElseGet(() -> new CreditAccount(counselorId, Credits.ZERO, Credits.ZERO, Credits.ZERO));
    }

    /**
     * {@return one page of an account's ledger, the latest entry first}
     *
     * @param counselorId the counselor
     * @param page how many, after which
     */
    public Page<CreditLog> log(CounselorId counselorId, PageRequest page) {
        return workplace.store().credits().list(tenant, counselorId, page);
    }

    /**
     * {@return an account over a range of time: opening and closing balance, and one page of what happened between, in the order of time}
     *
     * @param counselorId the counselor
     * @param range what it covers
     * @param page how many entries, after which
     */
    public Statement statement(CounselorId counselorId, TimeRange range, PageRequest page) {
        return workplace.store().credits().statement(tenant, counselorId, range, page);
    }

    /**
     * {@return one page of the tenant's alerts, the latest first}
     *
     * @param page how many, after which
     */
    public Page<CreditAlert> alerts(PageRequest page) {
        return workplace.store().credits().listAlerts(tenant, page);
    }
}
