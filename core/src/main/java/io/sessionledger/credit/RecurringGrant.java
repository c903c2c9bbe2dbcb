package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.RecurringGrantId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Credits that come again and again. Each period has an ordinary grant of its own, which is announced one period ahead, pays from the period's first moment on, and ends with the period unless the credits carry over.
 *
 * @param id the recurring grant
 * @param counselorId whose it is
 * @param type how the ledger entries of its grants are typed
 * @param amount what comes each period
 * @param priority the priority of its grants: 0, which pays first, to {@value GrantCredits#MAX_PRIORITY}
 * @param rhythm how often they come
 * @param zone the time zone in which a day begins
 * @param firstDay the first day of period 0
 * @param carriesOver whether what is left of a period's credits can be spent after it
 * @param actor who has set it up: the host's own id of a person or program
 * @param createdAt when it was set up
 * @param endedAt when it was ended; null while it goes on
 */
public record RecurringGrant(
        RecurringGrantId id,
        CounselorId counselorId,
        GrantType type,
        Credits amount,
        int priority,
        GrantRhythm rhythm,
        ZoneId zone,
        LocalDate firstDay,
        boolean carriesOver,
        String actor,
        Instant createdAt,
        @Nullable Instant endedAt) {

    /**
     * {@return when a period begins: its first day's first moment, also where the clocks change at midnight}
     *
     * @param period the period, from 0
     */
    public Instant startOf(int period) {
        return rhythm.firstDayOf(period, firstDay).atStartOfDay(zone).toInstant();
    }

    /**
     * {@return the period that an instant is in; 0 if it comes before all of them}
     *
     * @param at the instant
     */
    public int periodAt(Instant at) {
        return rhythm.periodOf(LocalDate.ofInstant(at, zone), firstDay);
    }

    /**
     * {@return the key under which a period's credits are granted, so that they are granted once}
     *
     * @param period the period, from 0
     */
    public String keyOf(int period) {
        return GrantCredits.RESERVED_KEY_PREFIX + "recurring_grant:" + id + ":" + period;
    }

    /**
     * {@return the id of a period's grant, which follows from its key}
     *
     * @param period the period, from 0
     */
    public GrantId grantOf(int period) {
        return GrantId.of(UUID.nameUUIDFromBytes(keyOf(period).getBytes(StandardCharsets.UTF_8)));
    }
}
