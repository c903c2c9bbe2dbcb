package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.store.NewGrant;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** A grant while its account's book is open. */
final class BookedGrant {

    /** The order in which grants pay: by priority, then what expires first, then the oldest. */
    static final Comparator<BookedGrant> BURN_ORDER = Comparator.<BookedGrant>comparingInt(grant -> grant.priority)
            .thenComparing(grant -> grant.expiresAt, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparingLong(grant -> grant.entryNo);

    final GrantId id;
    final TransactionType type;
    final Credits amount;
    final int priority;
    final Instant effectiveFrom;
    final @Nullable Instant expiresAt;
    final Instant createdAt;

    /** What its entry will say; null once it is made. */
    final @Nullable Announcement announcement;

    private Credits remaining;
    private GrantStatus status;
    private long entryNo;
    private boolean isNew;
    private boolean isChanged;

    BookedGrant(
            GrantId id,
            TransactionType type,
            Credits amount,
            Credits remaining,
            int priority,
            Instant effectiveFrom,
            @Nullable Instant expiresAt,
            GrantStatus status,
            long entryNo,
            @Nullable Announcement announcement,
            Instant createdAt) {
        this.id = id;
        this.type = type;
        this.amount = amount;
        this.remaining = remaining;
        this.priority = priority;
        this.effectiveFrom = effectiveFrom;
        this.expiresAt = expiresAt;
        this.status = status;
        this.entryNo = entryNo;
        this.announcement = announcement;
        this.createdAt = createdAt;
    }

    /** A grant that takes effect later. */
    static BookedGrant scheduled(NewGrant grant, Instant effectiveFrom, @Nullable String reasonDigest) {
        var entry = grant.entry();
        BookedGrant scheduled = new BookedGrant(
                grant.id(),
                entry.type(),
                entry.delta(),
                entry.delta(),
                grant.priority(),
                effectiveFrom,
                grant.expiresAt(),
                GrantStatus.SCHEDULED,
                0,
                new Announcement(entry.idempotencyKey(), entry.requestDigest(), entry.actor(), reasonDigest),
                entry.at());
        scheduled.isNew = true;
        return scheduled;
    }

    /** A grant whose credits have come by its entry. It pays since it was asked for, even where the ledger's time is ahead of the asker's. */
    static BookedGrant inForce(PostedEntry by, NewGrant grant) {
        Instant from = grant.effectiveFrom() == null ? grant.entry().at() : grant.effectiveFrom();
        return inForce(by, grant.entry().delta(), grant.entry().type(), grant.priority(), from, grant.expiresAt());
    }

    /** A grant whose credits have come by an entry for something else; it never expires. */
    static BookedGrant inForce(PostedEntry by, Credits amount, TransactionType type) {
        return inForce(by, amount, type, GrantCredits.DEFAULT_PRIORITY, by.at(), null);
    }

    private static BookedGrant inForce(
            PostedEntry by,
            Credits amount,
            TransactionType type,
            int priority,
            Instant effectiveFrom,
            @Nullable Instant expiresAt) {
        BookedGrant given = new BookedGrant(
                GrantId.of(by.entry().id().value()),
                type,
                amount,
                amount,
                priority,
                effectiveFrom,
                expiresAt,
                GrantStatus.ACTIVE,
                by.entryNo(),
                null,
                by.at());
        given.isNew = true;
        return given;
    }

    Credits remaining() {
        return remaining;
    }

    GrantStatus status() {
        return status;
    }

    long entryNo() {
        return entryNo;
    }

    boolean isNew() {
        return isNew;
    }

    /** Whether its row has to be written. */
    boolean isChanged() {
        return isChanged;
    }

    boolean isActive() {
        return status == GrantStatus.ACTIVE;
    }

    boolean isScheduled() {
        return status == GrantStatus.SCHEDULED;
    }

    boolean isPastExpiry(Instant now) {
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    /** Whether credits that it paid can go back to it. */
    boolean takesBack(Instant now) {
        return (status == GrantStatus.ACTIVE || status == GrantStatus.EXHAUSTED) && !isPastExpiry(now);
    }

    /** When something will have to be done about it; null if never. */
    @Nullable
    Instant changesAt() {
        return isScheduled() ? effectiveFrom : isActive() ? expiresAt : null;
    }

    void start(long byEntryNo) {
        status = GrantStatus.ACTIVE;
        entryNo = byEntryNo;
        isChanged = true;
    }

    void pay(Credits credits) {
        remaining = remaining.minus(credits);
        if (remaining.isZero()) {
            status = GrantStatus.EXHAUSTED;
        }
        isChanged = true;
    }

    void takeBack(Credits credits) {
        remaining = remaining.plus(credits);
        status = GrantStatus.ACTIVE;
        isChanged = true;
    }

    /** Loses credits because its time is over; with the last of them it ends. */
    void expire(Credits credits) {
        remaining = remaining.minus(credits);
        if (remaining.isZero()) {
            status = GrantStatus.EXPIRED;
        }
        isChanged = true;
    }

    /** Loses what is left because somebody takes it back. */
    void voidRest() {
        remaining = Credits.ZERO;
        status = GrantStatus.VOIDED;
        isChanged = true;
    }

    CreditGrant toGrant(CounselorId counselorId) {
        return new CreditGrant(
                id, counselorId, type, amount, remaining, priority, effectiveFrom, expiresAt, status, createdAt);
    }

    /** What the entry of a scheduled grant will say. */
    record Announcement(
            String idempotencyKey,
            String requestDigest,
            String actor,
            @Nullable String reasonDigest) {}
}
