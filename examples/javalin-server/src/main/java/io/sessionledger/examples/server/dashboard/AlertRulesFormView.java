package io.sessionledger.examples.server.dashboard;

import io.sessionledger.examples.server.desk.StandingRules;
import java.util.Optional;

/**
 * The form that says what is to be alerted.
 *
 * @param counselor the counselor's name; empty for the tenant's rules
 * @param back where it was opened, below the prefix
 * @param before the rules in force
 * @param after those that would be; empty until all is right
 * @param form what was written
 */
record AlertRulesFormView(
        Optional<String> counselor, String back, StandingRules before, Optional<StandingRules> after, FormState form) {}
