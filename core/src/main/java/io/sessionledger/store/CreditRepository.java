package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads accounts, grants, holds and the ledger. Accounts, grants and holds are answered as a sweep at that moment would leave them, swept or not; the ledger as it was
 * posted. Thread-safe.
 */
public interface CreditRepository {

    /**
     * {@return the account of a counselor, if there is one}
     *
     * @param tenant whose it is
     * @param counselorId whose it is within the tenant
     * @param now what time it is
     */
    Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId, Instant now);

    /**
     * {@return the balance of an account at an instant: what the entries posted until then, that very instant included, came to; zero if there were none}
     *
     * @param tenant whose it is
     * @param counselorId whose it is within the tenant
     * @param at the instant
     */
    Credits balanceAt(TenantId tenant, CounselorId counselorId, Instant at);

    /**
     * One page of an account's entries, the latest first.
     *
     * @param tenant whose they are
     * @param counselorId whose they are within the tenant
     * @param page how many, after which
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<CreditLog> list(TenantId tenant, CounselorId counselorId, PageRequest page);

    /**
     * An account over a range of time, with one page of its entries, oldest first.
     *
     * @param tenant whose it is
     * @param counselorId whose it is within the tenant
     * @param range what it covers
     * @param page how many entries, after which
     * @return the statement; all zero and empty if there is no account
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Statement statement(TenantId tenant, CounselorId counselorId, TimeRange range, PageRequest page);

    /**
     * {@return a grant, if the tenant has it}
     *
     * @param tenant whose it is
     * @param grantId the grant
     * @param now what time it is
     */
    Optional<CreditGrant> findGrant(TenantId tenant, GrantId grantId, Instant now);

    /**
     * One page of an account's grants, the latest given first.
     *
     * @param tenant whose they are
     * @param counselorId whose they are within the tenant
     * @param page how many, after which
     * @param now what time it is
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<CreditGrant> listGrants(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now);

    /**
     * One page of the holds in force on an account, the latest placed first.
     *
     * @param tenant whose they are
     * @param counselorId whose they are within the tenant
     * @param page how many, after which
     * @param now what time it is
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<CreditHold> listHolds(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now);

    /**
     * {@return which grants have paid for a session, in the order of its charges; what no grant has paid yet is a debt and not among them}
     *
     * @param tenant whose it is
     * @param sessionId the session
     */
    List<GrantPayment> paymentsOf(TenantId tenant, SessionId sessionId);

    /**
     * One page of the tenant's alerts, the latest first.
     *
     * @param tenant whose they are
     * @param page how many, after which
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<CreditAlert> listAlerts(TenantId tenant, PageRequest page);
}
