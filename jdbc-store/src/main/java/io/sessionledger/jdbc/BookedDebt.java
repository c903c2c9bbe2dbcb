package io.sessionledger.jdbc;

import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;

/** What an entry took that no grant had, while its account's book is open. */
final class BookedDebt {

    final CreditLogId entryId;
    final long entryNo;
    private final boolean isNew;
    private Credits unpaid;
    private boolean isChanged;

    BookedDebt(CreditLogId entryId, long entryNo, Credits unpaid, boolean isNew) {
        this.entryId = entryId;
        this.entryNo = entryNo;
        this.unpaid = unpaid;
        this.isNew = isNew;
    }

    Credits unpaid() {
        return unpaid;
    }

    boolean isNew() {
        return isNew;
    }

    boolean isChanged() {
        return isChanged;
    }

    /** Part of it is paid, or forgiven. */
    void lower(Credits credits) {
        unpaid = unpaid.minus(credits);
        isChanged = true;
    }
}
