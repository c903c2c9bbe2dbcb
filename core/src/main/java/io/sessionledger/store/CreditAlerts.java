package io.sessionledger.store;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Keeps what is to be alerted, and brings alerts on their way. Alerts are written by whatever causes them, in the same step; {@link CreditRepository#listAlerts} lists them. Each method is one atomic step. Thread-safe.
 */
public interface CreditAlerts {

    /**
     * {@return the tenant's rules, for accounts that have none of their own}
     *
     * @param tenant whose they are
     */
    AlertRules rules(TenantId tenant);

    /**
     * {@return the rules in force for an account: its own, else the tenant's}
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     */
    AlertRules rules(TenantId tenant, CounselorId counselorId);

    /**
     * {@return the rules that an account has of its own; empty if it has none, and the tenant's are in force}
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     */
    Optional<AlertRules> ownRules(TenantId tenant, CounselorId counselorId);

    /**
     * Sets the tenant's rules, for what happens from now on.
     *
     * @param tenant whose they are
     * @param rules the rules
     */
    void setRules(TenantId tenant, AlertRules rules);

    /**
     * Sets the rules of one account, for what happens from now on. The account is created if there is none.
     *
     * @param tenant whose account it is
     * @param counselorId whose it is within the tenant
     * @param rules the rules; empty for the tenant's
     */
    void setRules(TenantId tenant, CounselorId counselorId, Optional<AlertRules> rules);

    /**
     * Takes the alert that has been due for longest, so that for some time nobody else delivers it. Never waits for anybody.
     *
     * @param tenant whose alert it is
     * @param now what time it is
     * @param lease for how long it is the caller's; after that it is due again
     * @return the alert, this attempt counted; empty if none is due
     */
    Optional<CreditAlert> claim(TenantId tenant, Instant now, Duration lease);

    /**
     * Notes that an alert was delivered. Does nothing if somebody else has claimed it since.
     *
     * @param tenant whose alert it is
     * @param id the alert
     * @param attempt which attempt it was, as {@link #claim} counted it
     * @param now what time it is
     * @return whether it was noted
     */
    boolean delivered(TenantId tenant, UUID id, int attempt, Instant now);

    /**
     * Notes that an attempt has failed. Does nothing if somebody else has claimed the alert since.
     *
     * @param tenant whose alert it is
     * @param id the alert
     * @param attempt which attempt it was, as {@link #claim} counted it
     * @param error what kind of error it was, at most 100 characters
     * @param retryAt when it is to be tried again; empty if it is given up
     * @param now what time it is
     * @return whether it was noted
     */
    boolean failed(TenantId tenant, UUID id, int attempt, String error, Optional<Instant> retryAt, Instant now);

    /**
     * Gives up the alerts that are due, have been tried, and are older than some time: those whose deliverers were lost.
     *
     * @param tenant whose alerts they are
     * @param createdBefore how old they are
     * @param now what time it is
     * @return how many they were
     */
    int giveUp(TenantId tenant, Instant createdBefore, Instant now);
}
