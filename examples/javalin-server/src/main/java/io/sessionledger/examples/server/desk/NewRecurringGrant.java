package io.sessionledger.examples.server.desk;

import io.sessionledger.Credits;
import io.sessionledger.credit.GrantRhythm;
import io.sessionledger.credit.GrantType;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Credits to be given again and again.
 *
 * @param amount how many each period
 * @param type what kind of gift
 * @param rhythm how often
 * @param firstDay the first day of the first period
 * @param zone where a day begins
 * @param carriesOver whether what is left of a period can be spent after it
 * @param priority 0 to 100; those with a low one are used first
 * @param reason why
 */
public record NewRecurringGrant(
        Credits amount,
        GrantType type,
        GrantRhythm rhythm,
        LocalDate firstDay,
        ZoneId zone,
        boolean carriesOver,
        Optional<Integer> priority,
        String reason) {}
