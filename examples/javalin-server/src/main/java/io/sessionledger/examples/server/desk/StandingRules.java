package io.sessionledger.examples.server.desk;

import io.sessionledger.credit.AlertRules;

/**
 * What about a counselor's account is to be alerted.
 *
 * @param rules in force
 * @param own whether they are the account's own; otherwise they are the tenant's
 */
public record StandingRules(AlertRules rules, boolean own) {}
