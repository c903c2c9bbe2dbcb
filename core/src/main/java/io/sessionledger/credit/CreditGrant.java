package io.sessionledger.credit;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credits that came into an account together, and what is left of them. What remains in all grants of an account is its balance, or nothing if that is
 * negative.
 *
 * @param id the grant; the ledger entry by which its credits came has the same UUID
 * @param counselorId whose it is
 * @param type the type of that entry; beside what hosts grant, an adjustment upwards
 * @param amount what was given
 * @param remaining what is left, at most {@code amount}
 * @param priority 0, which pays first, to {@value GrantCredits#MAX_PRIORITY}
 * @param effectiveFrom from when on it pays
 * @param expiresAt from when on it does not; null for never
 * @param status where it stands
 * @param createdAt when it was given
 */
public record CreditGrant(
        GrantId id,
        CounselorId counselorId,
        TransactionType type,
        Credits amount,
        Credits remaining,
        int priority,
        Instant effectiveFrom,
        @Nullable Instant expiresAt,
        GrantStatus status,
        Instant createdAt) {}
