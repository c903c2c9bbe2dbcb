package io.sessionledger.store;

import io.sessionledger.Credits;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.session.SessionUsage;
import org.jspecify.annotations.Nullable;

/**
 * Everything a bill is decided on, as it stood at one moment.
 *
 * @param usage the usage row
 * @param rate the version of its rate pinned at the start, else the one now known to have been in force then; null if none
 * @param account the counselor's account; null if there is none
 * @param fee the latest ledger entry of its charge, which says what all of them come to; null if it was not charged
 * @param uncovered how much of what it was charged no grant covered at the time
 */
public record SessionBill(
        SessionUsage usage,
        @Nullable CreditRate rate,
        @Nullable CreditAccount account,
        @Nullable CreditLog fee,
        Credits uncovered) {}
