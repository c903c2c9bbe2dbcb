package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Finds what maintenance may have to do, without locking anything: what is found may be done by somebody else before the finder gets to it. Thread-safe. */
public interface DueWork {

    /**
     * {@return tenants that something is to be done for, in the order of their names}. Sessions that wait for a rate count, whether there is one by now or not
     *
     * @param after whose name to begin after; empty for the first
     * @param limit how many at most
     * @param now what time it is
     * @param silentSince since when a session in progress must have been silent to count
     */
    List<TenantId> listTenants(Optional<TenantId> after, int limit, Instant now, Instant silentSince);

    /**
     * One page of the sessions in progress to which nothing has been recorded for some time, the earliest started first.
     *
     * @param tenant whose they are
     * @param silentSince since when
     * @param page how many, after which; a cursor is good for any time
     * @return the page
     */
    Page<SilentSession> listSilentSessions(TenantId tenant, Instant silentSince, PageRequest page);

    /**
     * One page of the accounts on which something has come due: a grant takes effect or has expired, or the hold of a silent session has.
     *
     * @param tenant whose they are
     * @param now what time it is
     * @param page how many, after which; a cursor is good for any time
     * @return the page
     */
    Page<CounselorId> listAccounts(TenantId tenant, Instant now, PageRequest page);
}
