package io.sessionledger.store;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.credit.Statement;
import java.util.Optional;

/** Keeps the accounts and the ledger of every credit movement. Thread-safe. */
public interface CreditLedger {

    /**
     * Gives credits: makes the entry and raises what is granted, in one atomic step, once per key. The account is created if there is none.
     *
     * @param tenant whose account it is
     * @param entry the entry; its type is one that moves what is granted
     * @return the entry as stored, and the account
     * @throws ConflictException if the key was used for something else
     */
    GrantReceipt grant(TenantId tenant, NewEntry entry);

    /**
     * {@return the account of a counselor, if there is one}
     *
     * @param tenant whose it is
     * @param counselorId whose it is within the tenant
     */
    Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId);

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
     * One page of the tenant's alerts, the latest first.
     *
     * @param tenant whose they are
     * @param page how many, after which
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<CreditAlert> listAlerts(TenantId tenant, PageRequest page);
}
