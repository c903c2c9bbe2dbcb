package io.sessionledger.credit;

import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.TimeRange;

/**
 * An account over a range of time: the opening balance and the deltas of all its entries make the closing balance. Both are those of the whole range,
 * on every page; the balance at each line is the entry's {@link CreditLog#balanceAfter()}. Until the range is over a later page may show a later closing balance.
 *
 * @param range what it covers
 * @param opening the balance when the range began
 * @param closing the balance when it ended
 * @param entries one page of the entries made in the range, oldest first
 */
public record Statement(TimeRange range, Credits opening, Credits closing, Page<CreditLog> entries) {}
