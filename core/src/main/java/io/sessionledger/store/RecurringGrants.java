package io.sessionledger.store;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import java.time.Instant;
import java.util.Optional;

/**
 * Keeps recurring grants. Of each, the periods up to the first that lies ahead have an ordinary grant, so that each period begins on time also while no maintenance runs. Each method is one atomic step. Thread-safe.
 */
public interface RecurringGrants {

    /**
     * Sets one up, and grants its first periods, up to the first that lies ahead. The account is created if there is none.
     *
     * @param tenant whose account it is
     * @param grant the recurring grant; period 0 comes first, or the one that is under way when it is created
     * @param request names the request; its delta is what comes each period, its id says nothing
     * @return the recurring grant, and whether it had been set up before under the request's key
     * @throws ConflictException if the key was used for something else
     */
    Started start(TenantId tenant, RecurringGrant grant, NewEntry request);

    /**
     * Ends one: what is announced of it is taken back, the period under way stays as it is.
     *
     * @param tenant whose it is
     * @param id the recurring grant
     * @param now when it ends
     * @return the recurring grant, and whether it had been ended before
     * @throws RecurringGrantNotFoundException if the tenant has no such recurring grant
     */
    Started end(TenantId tenant, RecurringGrantId id, Instant now);

    /**
     * Grants the periods that have none, up to the first that lies ahead, but no more than {@value #MOST_PERIODS} in one step: those that began meanwhile take effect at once, and of those that are over, without carrying over, the
     * ledger says that they came, what they repaid, and that the rest has expired.
     *
     * @param tenant whose it is
     * @param id the recurring grant
     * @param now what time it is
     * @return how many periods were granted; none if nothing is due, if it has ended, or if somebody else is at it
     */
    int advance(TenantId tenant, RecurringGrantId id, Instant now);

    /** How many periods are granted in one step. */
    int MOST_PERIODS = 24;

    /**
     * {@return a recurring grant, if the tenant has it}
     *
     * @param tenant whose it is
     * @param id the recurring grant
     */
    Optional<RecurringGrant> find(TenantId tenant, RecurringGrantId id);

    /**
     * One page of an account's recurring grants, the latest set up first.
     *
     * @param tenant whose they are
     * @param counselorId whose they are within the tenant
     * @param page how many, after which
     * @return the page
     * @throws io.sessionledger.InvalidInputException if the cursor was not given by the same query
     */
    Page<RecurringGrant> list(TenantId tenant, CounselorId counselorId, PageRequest page);

    /**
     * One page of the tenant's recurring grants of which periods are due to be granted.
     *
     * @param tenant whose they are
     * @param now what time it is
     * @param page how many, after which; a cursor is good for any time
     * @return the page
     */
    Page<RecurringGrantId> listDue(TenantId tenant, Instant now, PageRequest page);

    /**
     * A recurring grant after {@link #start} or {@link #end}.
     *
     * @param grant the recurring grant
     * @param replayed whether it was so before
     */
    record Started(RecurringGrant grant, boolean replayed) {}
}
