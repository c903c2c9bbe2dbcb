package io.sessionledger.examples.server.desk;

import java.math.BigDecimal;

/**
 * What a correction of charges has come to.
 *
 * @param sessions how many charges were corrected
 * @param difference what that took from the accounts; negative if it gave back
 * @param whole whether the range was looked at to its end
 */
public record Repriced(int sessions, BigDecimal difference, boolean whole) {

    static Repriced of(RepricedCharges charges) {
        return new Repriced(
                charges.sessions().size(),
                charges.difference().value(),
                charges.next().isEmpty());
    }
}
