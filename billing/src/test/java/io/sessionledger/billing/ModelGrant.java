package io.sessionledger.billing;

import static io.sessionledger.credit.GrantStatus.ACTIVE;
import static io.sessionledger.credit.GrantStatus.EXHAUSTED;
import static io.sessionledger.credit.GrantStatus.EXPIRED;
import static io.sessionledger.credit.GrantStatus.SCHEDULED;
import static io.sessionledger.credit.GrantStatus.VOIDED;

import io.sessionledger.Credits;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.TransactionType;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** A grant in the {@link CreditsModel}. */
final class ModelGrant {

    /** In which order grants pay. */
    static final Comparator<ModelGrant> BURN_ORDER = Comparator.<ModelGrant>comparingInt(grant -> grant.priority)
            .thenComparing(grant -> grant.expiresAt.orElse(Instant.MAX))
            .thenComparingInt(grant -> grant.entryNo);

    final TransactionType type;
    final Credits amount;
    final int priority;
    final Instant effectiveFrom;
    final Optional<Instant> expiresAt;

    Credits remaining;
    GrantStatus status = SCHEDULED;
    boolean hasKeptForHolds;
    private int entryNo;

    ModelGrant(TransactionType type, Credits amount, int priority, Instant effectiveFrom, Optional<Instant> expiresAt) {
        this.type = type;
        this.amount = amount;
        this.priority = priority;
        this.effectiveFrom = effectiveFrom;
        this.expiresAt = expiresAt;
        this.remaining = amount;
    }

    ModelGrant copy() {
        ModelGrant copy = new ModelGrant(type, amount, priority, effectiveFrom, expiresAt);
        copy.remaining = remaining;
        copy.status = status;
        copy.entryNo = entryNo;
        return copy;
    }

    boolean isActive() {
        return status == ACTIVE;
    }

    boolean isScheduled() {
        return status == SCHEDULED;
    }

    boolean isPast(Instant now) {
        return expiresAt.isPresent() && !expiresAt.get().isAfter(now);
    }

    boolean takesBack(Instant now) {
        return (status == ACTIVE || status == EXHAUSTED) && !isPast(now);
    }

    /** When something is to be posted about it; asked only of grants that wait for something. */
    Instant changesAt() {
        return isScheduled() ? effectiveFrom : expiresAt.orElseThrow();
    }

    void start(int byEntryNo) {
        status = ACTIVE;
        entryNo = byEntryNo;
    }

    void pay(Credits credits) {
        lower(credits, EXHAUSTED);
    }

    void expire(Credits credits) {
        lower(credits, EXPIRED);
    }

    private void lower(Credits credits, GrantStatus onceEmpty) {
        remaining = remaining.minus(credits);
        if (remaining.isZero()) {
            status = onceEmpty;
        }
    }

    void takeBack(Credits credits) {
        remaining = remaining.plus(credits);
        status = ACTIVE;
    }

    void end() {
        remaining = Credits.ZERO;
        status = VOIDED;
    }
}
