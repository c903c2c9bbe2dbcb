package io.sessionledger.examples.server.desk;

import io.sessionledger.Storable;
import io.sessionledger.credit.GrantCredits;

/** The length of what people may write about why they do something. */
final class Reasons {

    private Reasons() {}

    static String checked(String reason) {
        return Storable.label("reason", reason, GrantCredits.MAX_REASON_LENGTH);
    }
}
