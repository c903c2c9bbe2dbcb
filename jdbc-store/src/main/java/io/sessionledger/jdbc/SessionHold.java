package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.SessionId;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.jdbc.Holds.HoldEnd;
import io.sessionledger.store.HoldPlan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is set aside for a session, in memory, while its row is locked. */
final class SessionHold {

    private final HoldId id;
    private final SessionId sessionId;
    private final CounselorId counselorId;
    private final Instant placedAt;
    private final boolean isNew;

    private Credits amount;
    private Duration silence;
    private Instant expiresAt;
    private @Nullable HoldEnd end;
    private @Nullable Instant endedAt;
    private boolean isChanged;

    private SessionHold(CreditHold hold, Duration silence, boolean isNew) {
        this.id = hold.id();
        this.sessionId = hold.sessionId();
        this.counselorId = hold.counselorId();
        this.placedAt = hold.placedAt();
        this.amount = hold.amount();
        this.silence = silence;
        this.expiresAt = hold.expiresAt();
        this.isNew = isNew;
    }

    /** A hold as its row says. */
    static SessionHold found(CreditHold hold, Duration silence) {
        return new SessionHold(hold, silence, false);
    }

    /** A hold to be placed. */
    static SessionHold placed(
            SessionId sessionId, CounselorId counselorId, HoldPlan plan, Credits amount, Instant now) {
        CreditHold hold = new CreditHold(plan.id(), sessionId, counselorId, amount, now, now.plus(plan.silence()));
        return new SessionHold(hold, plan.silence(), true);
    }

    SessionId sessionId() {
        return sessionId;
    }

    Credits amount() {
        return amount;
    }

    boolean isActive() {
        return end == null;
    }

    boolean isNew() {
        return isNew;
    }

    /** Whether the row of a hold that was there has to be written. */
    boolean isChanged() {
        return isChanged && !isNew;
    }

    /** Sets more aside, nothing perhaps, and puts its end off. */
    void raise(HoldPlan plan, Credits more, Instant now) {
        Instant until = now.plus(plan.silence());
        amount = amount.plus(more);
        silence = plan.silence();
        expiresAt = until.isAfter(expiresAt) ? until : expiresAt;
        isChanged = true;
    }

    /** Ends, and lets its account have what was set aside. */
    void end(AccountBook book, HoldEnd as, Instant now) {
        book.free(amount);
        end = as;
        endedAt = now;
        isChanged = true;
    }

    CreditHold toHold() {
        return new CreditHold(id, sessionId, counselorId, amount, placedAt, expiresAt);
    }

    void bind(Parameters parameters) {
        parameters
                .bind("id", id.value())
                .bind("session_id", sessionId.value())
                .bind("counselor_id", counselorId.value())
                .bind("amount", amount.value())
                .bind("status", end == null ? "active" : end.code())
                .bind("silence_seconds", Bind.seconds(silence))
                .bind("placed_at", placedAt)
                .bind("expires_at", expiresAt)
                .bind("ended_at", endedAt);
    }
}
