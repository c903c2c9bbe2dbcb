package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SettlementPlan.Charged;

/**
 * A session to be ended and charged.
 *
 * @param bill as it was read
 * @param plan the decision on it
 * @param charged the part of the plan that moves the account
 */
record SessionCharge(TenantId tenant, SessionBill bill, SettlementPlan plan, Charged charged) {

    SessionId sessionId() {
        return bill.usage().sessionId();
    }

    SessionUsage settled() {
        return SessionPlans.settled(bill.usage(), plan);
    }
}
