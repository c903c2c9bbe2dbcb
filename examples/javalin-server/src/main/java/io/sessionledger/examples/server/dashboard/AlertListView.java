package io.sessionledger.examples.server.dashboard;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import java.util.Map;

/**
 * What fired, and what is to fire.
 *
 * @param alerts the latest first
 * @param names of the counselors whom they are about
 * @param rules the tenant's
 */
record AlertListView(Page<CreditAlert> alerts, Map<CounselorId, String> names, AlertRules rules) {

    String name(CounselorId counselor) {
        return names.getOrDefault(counselor, counselor.toString());
    }
}
