package io.sessionledger.billing;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.Storable;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.GrantPeriod;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.RepeatGrant;
import io.sessionledger.credit.RepriceSessions;
import io.sessionledger.credit.RepricedSession;
import io.sessionledger.credit.Statement;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.CreditLedger;
import io.sessionledger.store.CreditRepository;
import io.sessionledger.store.RecurringGrants;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One tenant's credit accounts: what is granted and set aside, what is corrected, and the ledger of all movements. Each verb is one atomic, durable step; one that states an idempotency key happens once for
 * each key: the same request is one of the same amount, times, priority, actor and, until it is erased, reason. Thread-safe.
 *
 * <p>Accounts, grants and holds are always answered as they are now: what has expired no longer counts, whether it was posted or not. Entries of an expiry are made
 * by the account's next movement, or by {@link #sweep}.
 *
 * <p>Every method may also throw {@link io.sessionledger.store.LedgerStoreException} when the database fails; the verb then changed nothing, or, where the connection broke during
 * the commit, may have happened: repeat it under its key. Methods that take a {@link PageRequest} throw {@link InvalidInputException} for a cursor of another list.
 */
public final class TenantCredits {

    private final Workplace workplace;
    private final TenantId tenant;

    TenantCredits(Workplace workplace, TenantId tenant) {
        this.workplace = workplace;
        this.tenant = tenant;
    }

    /**
     * Gives credits to a counselor, once for each idempotency key. The account is opened if there is none; a debt that it has is repaid from them.
     *
     * @param grant who gets how much, why, from when and until when, and under which key
     * @return the grant, its ledger entry and the account; a repeat gets the first entry
     * @throws ConflictException if the key was used for something else
     * @throws InvalidInputException if it would have expired already
     */
    public CreditReceipt.Granted grant(GrantCredits grant) {
        return moving(Verb.GRANT, () -> ledger().grant(tenant, requested().grant(grant)));
    }

    /**
     * Corrects an account by hand, once for each idempotency key. It may take the balance below zero.
     *
     * @param adjustment whose account, by how much, who does it and why, and under which key
     * @return the ledger entry and the account; a repeat gets the first entry
     * @throws ConflictException if the key was used for something else
     */
    public CreditReceipt.Adjusted adjust(AdjustCredits adjustment) {
        return moving(Verb.ADJUST, () -> ledger().adjust(tenant, requested().adjustment(adjustment)));
    }

    /**
     * Gives a completed session's charge back, wholly or in part, once for each idempotency key. What of the charge no grant has paid yet is forgiven first; the rest goes back to the grants that
     * paid, of each charge first to the one that would pay last. What a grant has paid that has ended since comes back as a grant of type compensation that never expires.
     *
     * @param refund which session, how much, who does it and why, and under which key
     * @return the ledger entry, where the credits went, the session and the account; a repeat gets the first entry
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it has not completed, or nothing is charged for it any more
     * @throws ConflictException if the key was used for something else
     * @throws InvalidInputException if the amount is more than what is still charged
     */
    public CreditReceipt.Refunded refund(RefundSession refund) {
        return moving(Verb.REFUND, () -> {
            SessionUsage usage = workplace
                    .store()
                    .usage()
                    .find(tenant, refund.sessionId())
                    .orElseThrow(() -> new SessionNotFoundException(tenant, refund.sessionId()));
            return ledger().refund(
                            tenant,
                            refund.sessionId(),
                            refund.amount(),
                            requested().refund(refund, usage));
        });
    }

    /**
     * Says what {@link #reprice} would do, and changes nothing. Sessions in progress, unsettled ones, those whose charge was wholly given back by hand, and those that the rate cannot price are left out.
     *
     * @param request which sessions, and the rate
     * @param page how many sessions to look at, after which
     * @return those of them whose charge would change; few or none perhaps, while there is a next page
     * @throws InvalidInputException if the tenant has no such rate
     */
    public Page<RepricedSession> previewRepricing(RepriceSessions request, PageRequest page) {
        return repricing(request).preview(page);
    }

    /**
     * Corrects the charges of settled sessions to another rate, by an entry of type reprice for each whose charge differs: it charges what is missing, or gives back what is too much. Each session is corrected in a step of its own, once, however
     * often this is called; who was interrupted begins again, at the first page or where he was.
     *
     * @param request which sessions, and the rate
     * @param page how many sessions to look at, after which
     * @return those of them that were corrected by this call; few or none perhaps, while there is a next page
     * @throws InvalidInputException if the tenant has no such rate
     */
    public Page<RepricedSession> reprice(RepriceSessions request, PageRequest page) {
        return workplace.perform(
                tenant,
                Verb.REPRICE,
                () -> repricing(request).apply(page),
                (took, repriced) -> new LedgerEvent.Repriced(tenant, took, repriced.items()));
    }

    private Repricing repricing(RepriceSessions request) {
        CreditRate rate = workplace
                .rates()
                .find(workplace.store().rates(), tenant, request.rateId())
                .orElseThrow(() -> new InvalidInputException(
                        "rateId",
                        "expected a version of a rate of tenant '" + tenant + "', but there is no "
                                + request.rateId()));
        return new Repricing(workplace, tenant, request, rate);
    }

    /**
     * Takes back what is left of a grant, once for each idempotency key. What it has paid stays paid. Credits that are set aside are not spared: a running session may end
     * in debt.
     *
     * @param request which grant, who does it and why, and under which key
     * @return the grant, the ledger entry and the account; a repeat gets the first entry
     * @throws GrantNotFoundException if the tenant has no such grant
     * @throws GrantStateException if nothing is left of it
     * @throws ConflictException if the key was used for something else
     */
    public CreditReceipt.Voided voidGrant(VoidGrant request) {
        return moving(Verb.VOID_GRANT, () -> {
            CreditGrant grant = findGrant(request.grantId())
                    .orElseThrow(() -> new GrantNotFoundException(tenant, request.grantId()));
            return ledger().voidGrant(tenant, request.grantId(), requested().voidedGrant(request, grant));
        });
    }

    private <R extends CreditReceipt> R moving(Verb verb, Supplier<R> work) {
        return workplace.perform(
                tenant, verb, work, (took, receipt) -> new LedgerEvent.CreditsMoved(tenant, verb, took, receipt));
    }

    /**
     * Sets up credits that come again and again, once for each idempotency key. The first period's credits are there at once if it has begun; each further period begins on time, with an ordinary grant of its own, as long as {@link
     * SessionLedger#maintenance()} runs now and then. What a run comes too late for is made up.
     *
     * @param request who gets how much how often, from when on, why, and under which key
     * @return the recurring grant and the account; a repeat gets the first one
     * @throws ConflictException if the key was used for something else
     */
    public CreditReceipt.Recurring repeat(RepeatGrant request) {
        return moving(Verb.REPEAT_GRANT, () -> {
            RecurringGrant grant = requested().recurring(request);
            return recurring(recurringGrants().start(tenant, grant, requested().recurring(request, grant)));
        });
    }

    /**
     * Ends a recurring grant, which may be repeated. The period under way stays as it is; no other comes.
     *
     * @param id the recurring grant
     * @return the recurring grant and the account
     * @throws RecurringGrantNotFoundException if the tenant has no such recurring grant
     */
    public CreditReceipt.Recurring endRecurringGrant(RecurringGrantId id) {
        return moving(
                Verb.END_RECURRING_GRANT, () -> recurring(recurringGrants().end(tenant, id, workplace.now())));
    }

    private CreditReceipt.Recurring recurring(RecurringGrants.Started started) {
        return new CreditReceipt.Recurring(
                started.grant(), account(started.grant().counselorId()), started.replayed());
    }

    /**
     * {@return one page of an account's recurring grants, the latest set up first}
     *
     * @param counselorId the counselor
     * @param page how many, after which
     */
    public Page<RecurringGrant> recurringGrants(CounselorId counselorId, PageRequest page) {
        return recurringGrants().list(tenant, counselorId, page);
    }

    /**
     * {@return a recurring grant, if the tenant has it}
     *
     * @param id the recurring grant
     */
    public Optional<RecurringGrant> findRecurringGrant(RecurringGrantId id) {
        return recurringGrants().find(tenant, id);
    }

    /**
     * {@return the period of a recurring grant that is under way, with what is left of its credits; empty before the first begins, after the last, and where maintenance has not come to it yet}
     *
     * @param id the recurring grant
     * @throws RecurringGrantNotFoundException if the tenant has no such recurring grant
     */
    public Optional<GrantPeriod> currentPeriod(RecurringGrantId id) {
        RecurringGrant grant =
                recurringGrants().find(tenant, id).orElseThrow(() -> new RecurringGrantNotFoundException(tenant, id));
        Instant now = workplace.now();
        int period = grant.periodAt(now);
        return findGrant(grant.grantOf(period))
                .filter(given -> !given.effectiveFrom().isAfter(now) && given.status() != GrantStatus.VOIDED)
                .map(given -> new GrantPeriod(
                        period, grant.startOf(period), grant.startOf(period + 1), given.id(), given.remaining()));
    }

    /**
     * Posts what has come due on an account: grants that take effect or expire, holds of sessions that have gone silent. Every movement of the account does that first;
     * this is for accounts that do not move, so that their ledger says what their balance does.
     *
     * @param counselorId the counselor
     * @return what was due
     */
    public AccountSweep sweep(CounselorId counselorId) {
        return workplace.perform(
                tenant,
                Verb.SWEEP,
                () -> ledger().sweep(tenant, counselorId, workplace.now()),
                (took, swept) -> new LedgerEvent.Swept(tenant, took, counselorId, swept));
    }

    /**
     * Sets how far below zero admissions may take this account, in place of what the policy says. No credits move, so there is neither entry nor key; who may do this, and a
     * record of who did, are the host's.
     *
     * @param counselorId the counselor
     * @param limit zero or more; empty for what the policy says
     * @return the account
     * @throws InvalidInputException if the limit is negative
     */
    public CreditAccount limitOverdraft(CounselorId counselorId, Optional<Credits> limit) {
        limit.ifPresent(
                credits -> InvalidInputException.unless(!credits.isNegative(), "limit", "zero or more", credits));
        return workplace.perform(
                tenant,
                Verb.LIMIT_OVERDRAFT,
                () -> ledger().limitOverdraft(tenant, counselorId, limit, workplace.now()),
                (took, account) -> new LedgerEvent.OverdraftLimited(tenant, took, account));
    }

    /**
     * Sets what about the tenant's accounts is to be alerted, those excepted that have rules of their own. For what happens from now on: an account whose balance is below a level by then is alerted
     * once it has been lifted to the level and sinks below it again.
     *
     * @param rules the rules; {@link AlertRules#NONE} for nothing but what is alerted always
     */
    public void setAlertRules(AlertRules rules) {
        workplace.perform(
                tenant,
                Verb.SET_ALERT_RULES,
                () -> {
                    workplace.store().alerts().setRules(tenant, rules);
                    return rules;
                },
                (took, set) -> new LedgerEvent.AlertRulesSet(tenant, took, Optional.empty()));
    }

    /**
     * Sets what about one account is to be alerted, in place of what the tenant's rules say.
     *
     * @param counselorId the counselor
     * @param rules the rules, which count alone; empty for the tenant's
     */
    public void setAlertRules(CounselorId counselorId, Optional<AlertRules> rules) {
        workplace.perform(
                tenant,
                Verb.SET_ALERT_RULES,
                () -> {
                    workplace.store().alerts().setRules(tenant, counselorId, rules);
                    return rules;
                },
                (took, set) -> new LedgerEvent.AlertRulesSet(tenant, took, Optional.of(counselorId)));
    }

    /** {@return what about the tenant's accounts is to be alerted, those excepted that have rules of their own} */
    public AlertRules alertRules() {
        return workplace.store().alerts().rules(tenant);
    }

    /**
     * {@return what about an account is to be alerted: by its own rules, else by the tenant's}
     *
     * @param counselorId the counselor
     */
    public AlertRules alertRules(CounselorId counselorId) {
        return workplace.store().alerts().rules(tenant, counselorId);
    }

    /**
     * {@return what about an account is to be alerted by rules of its own; empty where the tenant's count}
     *
     * @param counselorId the counselor
     */
    public Optional<AlertRules> ownAlertRules(CounselorId counselorId) {
        return workplace.store().alerts().ownRules(tenant, counselorId);
    }

    /**
     * Erases what people wrote about an account's movements. The entries stay, with code, actor and a digest that says nothing any more.
     *
     * @param counselorId the counselor
     * @return how many reasons there were
     */
    public int eraseReasons(CounselorId counselorId) {
        return workplace.perform(
                tenant,
                Verb.ERASE_REASONS,
                () -> ledger().eraseReasons(tenant, counselorId),
                (took, erased) -> new LedgerEvent.ReasonsErased(tenant, took, counselorId, erased));
    }

    /**
     * {@return where a counselor's credits stand; all zero if there is no account yet}
     *
     * @param counselorId the counselor
     */
    public CreditAccount account(CounselorId counselorId) {
        return accounts()
                .findAccount(tenant, counselorId, workplace.now())
                .orElseGet(() -> CreditAccount.empty(counselorId));
    }

    /**
     * {@return what the ledger said an account's balance was at an instant: what all entries posted until then, that very instant included, came to. An expiry counts once its entry is
     * made; an instant in the future gives the latest balance}
     *
     * @param counselorId the counselor
     * @param at the instant
     */
    public Credits balanceAt(CounselorId counselorId, Instant at) {
        return accounts().balanceAt(tenant, counselorId, Storable.instant("at", at));
    }

    /**
     * {@return one page of an account's ledger, the latest entry first}
     *
     * @param counselorId the counselor
     * @param page how many, after which
     */
    public Page<CreditLog> log(CounselorId counselorId, PageRequest page) {
        return accounts().list(tenant, counselorId, page);
    }

    /**
     * {@return an account over a range of time: opening and closing balance, and one page of what was posted between, in the order of time}
     *
     * @param counselorId the counselor
     * @param range what it covers
     * @param page how many entries, after which
     */
    public Statement statement(CounselorId counselorId, TimeRange range, PageRequest page) {
        return accounts().statement(tenant, counselorId, range, page);
    }

    /**
     * {@return a grant, with what is left of it, if the tenant has it}
     *
     * @param grantId the grant
     */
    public Optional<CreditGrant> findGrant(GrantId grantId) {
        return accounts().findGrant(tenant, grantId, workplace.now());
    }

    /**
     * {@return one page of an account's grants, the latest given first, each with what is left of it and until when}
     *
     * @param counselorId the counselor
     * @param page how many, after which
     */
    public Page<CreditGrant> grants(CounselorId counselorId, PageRequest page) {
        return accounts().listGrants(tenant, counselorId, page, workplace.now());
    }

    /**
     * {@return one page of the holds in force on an account, the latest placed first}
     *
     * @param counselorId the counselor
     * @param page how many, after which
     */
    public Page<CreditHold> holds(CounselorId counselorId, PageRequest page) {
        return accounts().listHolds(tenant, counselorId, page, workplace.now());
    }

    /**
     * {@return which grants have paid for a session, in the order of its charges; what none has paid yet is a debt and not among them}
     *
     * @param sessionId the session
     */
    public List<GrantPayment> payments(SessionId sessionId) {
        return accounts().paymentsOf(tenant, sessionId);
    }

    /**
     * {@return one page of the tenant's alerts, the latest first}
     *
     * @param page how many, after which
     */
    public Page<CreditAlert> alerts(PageRequest page) {
        return accounts().listAlerts(tenant, page);
    }

    private RequestedEntries requested() {
        return new RequestedEntries(workplace);
    }

    private CreditLedger ledger() {
        return workplace.store().credits();
    }

    private RecurringGrants recurringGrants() {
        return workplace.store().recurringGrants();
    }

    private CreditRepository accounts() {
        return workplace.store().accounts();
    }
}
