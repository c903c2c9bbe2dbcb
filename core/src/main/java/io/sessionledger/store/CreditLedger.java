package io.sessionledger.store;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Moves credits outside of sessions. Each method is one atomic step. One that is named by an idempotency key happens once for each key; a repeat
 * gets the first answer. Before an account moves, whatever has come due on it is posted. Thread-safe.
 */
public interface CreditLedger {

    /**
     * Gives credits. The account is created if there is none, and a debt it has is repaid from them.
     *
     * @param tenant whose account it is
     * @param grant the grant; its entry's type is one that moves what is granted
     * @return the grant, its entry as stored, and the account
     * @throws ConflictException if the key was used for something else
     * @throws InvalidInputException if it would have expired already
     */
    CreditReceipt.Granted grant(TenantId tenant, NewGrant grant);

    /**
     * Corrects an account. The account is created if there is none.
     *
     * @param tenant whose account it is
     * @param entry the entry, of type adjustment
     * @return the entry as stored, and the account
     * @throws ConflictException if the key was used for something else
     */
    CreditReceipt.Adjusted adjust(TenantId tenant, NewEntry entry);

    /**
     * Gives a completed session's charge back to the grants that paid it.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param amount how much; empty for all that is still charged
     * @param entry the entry, of type refund; its delta is set here
     * @return the entry as stored, where the credits went, the session and the account
     * @throws SessionNotFoundException if the tenant has no such session
     * @throws SessionStateException if it has not completed, or nothing is charged for it any more
     * @throws ConflictException if the key was used for something else
     * @throws InvalidInputException if the amount is more than what is still charged
     */
    CreditReceipt.Refunded refund(TenantId tenant, SessionId sessionId, Optional<Credits> amount, NewEntry entry);

    /**
     * Corrects what a settled session was charged. What is taken more is taken as by a charge; what is given back goes to the grants that paid.
     *
     * @param tenant whose session it is
     * @param sessionId the session
     * @param decision seen the bill, what the session is charged instead, and the entry that gets there, of type reprice; empty to leave it as it is. Free of effects
     * @return the bill as it was before; empty if it was left as it is
     * @throws SessionNotFoundException if the tenant has no such session
     */
    Optional<SessionBill> reprice(
            TenantId tenant, SessionId sessionId, Function<SessionBill, Optional<SettlementPlan.Charged>> decision);

    /**
     * Takes back what is left of a grant.
     *
     * @param tenant whose grant it is
     * @param grantId the grant
     * @param entry the entry, of type adjustment; its delta is set here
     * @return the grant, the entry as stored, and the account
     * @throws GrantNotFoundException if the tenant has no such grant
     * @throws GrantStateException if nothing is left of it
     * @throws ConflictException if the key was used for something else
     */
    CreditReceipt.Voided voidGrant(TenantId tenant, GrantId grantId, NewEntry entry);

    /**
     * Posts what has come due on an account: grants that take effect or expire, holds of silent sessions. Holds that another transaction is working on
     * are left for the next time.
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     * @param now what time it is
     * @return what was due; nothing if there is no account
     */
    AccountSweep sweep(TenantId tenant, CounselorId counselorId, Instant now);

    /**
     * Sets how far below zero admissions may take an account. The account is created if there is none.
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     * @param limit zero or more; empty for what the policy says
     * @param now what time it is
     * @return the account
     */
    CreditAccount limitOverdraft(TenantId tenant, CounselorId counselorId, Optional<Credits> limit, Instant now);

    /**
     * Erases what people wrote about an account's movements.
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     * @return how many reasons there were
     */
    int eraseReasons(TenantId tenant, CounselorId counselorId);
}
