package io.sessionledger.billing;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.RepeatGrant;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The entries that hosts ask for: what they will say, and the digest that tells whether a repeat asks for the same. */
record RequestedEntries(Workplace workplace) {

    NewGrant grant(GrantCredits grant) {
        TransactionType type = grant.type().transactionType();
        String digest = RequestDigest.of(
                type.code(),
                grant.counselorId(),
                grant.amount(),
                grant.actor(),
                grant.priority(),
                grant.effectiveFrom().map(Instant::toString).orElse("now"),
                grant.expiresAt().map(Instant::toString).orElse("never"));
        NewEntry entry = entry(
                grant.counselorId(),
                type,
                grant.amount(),
                null,
                grant.idempotencyKey(),
                digest,
                grant.actor(),
                "grant",
                grant.reason());
        return new NewGrant(
                entry,
                grant.priority(),
                grant.effectiveFrom().orElse(null),
                grant.expiresAt().orElse(null));
    }

    RecurringGrant recurring(RepeatGrant request) {
        return new RecurringGrant(
                RecurringGrantId.of(workplace.newId()),
                request.counselorId(),
                request.type(),
                request.amount(),
                request.priority(),
                request.rhythm(),
                request.zone(),
                request.firstDay(),
                request.carriesOver(),
                request.actor(),
                workplace.now(),
                null);
    }

    /** What takes the request's key; no entry is made of it. */
    NewEntry recurring(RepeatGrant request, RecurringGrant grant) {
        String digest = RequestDigest.of(
                "repeat_grant",
                request.counselorId(),
                request.type().transactionType().code(),
                request.amount(),
                request.priority(),
                request.rhythm().code(),
                request.zone(),
                request.firstDay(),
                request.carriesOver(),
                request.actor());
        return entry(
                        request.counselorId(),
                        request.type().transactionType(),
                        request.amount(),
                        null,
                        request.idempotencyKey(),
                        digest,
                        request.actor(),
                        "grant",
                        request.reason())
                .withId(CreditLogId.of(grant.id().value()));
    }

    NewEntry adjustment(AdjustCredits adjustment) {
        String digest =
                RequestDigest.of("adjustment", adjustment.counselorId(), adjustment.amount(), adjustment.actor());
        return entry(
                adjustment.counselorId(),
                TransactionType.ADJUSTMENT,
                adjustment.amount(),
                null,
                adjustment.idempotencyKey(),
                digest,
                adjustment.actor(),
                "adjusted_by_hand",
                adjustment.reason());
    }

    /** The amount is set by the store, which knows what is still charged. */
    NewEntry refund(RefundSession refund, SessionUsage usage) {
        String digest = RequestDigest.of(
                "refund",
                refund.sessionId(),
                refund.amount().map(Credits::toString).orElse("all"),
                refund.actor());
        return entry(
                usage.counselorId(),
                TransactionType.REFUND,
                Credits.ZERO,
                refund.sessionId(),
                refund.idempotencyKey(),
                digest,
                refund.actor(),
                "refunded_by_hand",
                refund.reason());
    }

    /** The amount is set by the store, which knows what is left. */
    NewEntry voidedGrant(VoidGrant request, CreditGrant grant) {
        return entry(
                grant.counselorId(),
                TransactionType.ADJUSTMENT,
                Credits.ZERO,
                null,
                request.idempotencyKey(),
                RequestDigest.of("void_grant", request.grantId(), request.actor()),
                request.actor(),
                "grant_voided",
                request.reason());
    }

    private NewEntry entry(
            CounselorId counselorId,
            TransactionType type,
            Credits delta,
            @Nullable SessionId sessionId,
            String key,
            String digest,
            String actor,
            String reasonCode,
            String reason) {
        return new NewEntry(
                CreditLogId.of(workplace.newId()),
                counselorId,
                type,
                delta,
                sessionId,
                key,
                digest,
                actor,
                reasonCode,
                reason,
                workplace.now());
    }
}
