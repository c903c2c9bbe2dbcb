package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.SessionUsage;
import java.util.Optional;

/** Reads what sessions used. Thread-safe. */
public interface UsageRepository {

    /**
     * {@return the usage row of a session, if the tenant has it}
     *
     * @param tenant whose it is
     * @param sessionId the session
     */
    Optional<SessionUsage> find(TenantId tenant, SessionId sessionId);

    /**
     * One page of the completed sessions that wait to be settled, the earliest started first.
     *
     * @param tenant whose they are
     * @param page how many, after which
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<SessionUsage> listUnsettled(TenantId tenant, PageRequest page);

    /**
     * One page of the bills of sessions that are settled and started in a range, the earliest started first. What no grant has covered of them is not said.
     *
     * @param tenant whose they are
     * @param range when they started
     * @param page how many, after which
     * @return the page
     * @throws InvalidInputException if the cursor was not given by the same query
     */
    Page<SessionBill> listSettled(TenantId tenant, TimeRange range, PageRequest page);

    /**
     * {@return the usage of all sessions of the tenant that started in a range}
     *
     * @param tenant whose they are
     * @param range when they started
     */
    UsageStats stats(TenantId tenant, TimeRange range);

    /**
     * {@return the usage of all sessions of a counselor that started in a range}
     *
     * @param tenant whose they are
     * @param counselorId whose they are within the tenant
     * @param range when they started
     */
    UsageStats stats(TenantId tenant, CounselorId counselorId, TimeRange range);
}
