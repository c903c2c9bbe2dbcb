package io.sessionledger.billing;

import io.sessionledger.Credits;
import io.sessionledger.session.SessionStatus;
import java.time.Instant;
import java.util.Optional;

/** A session in the {@link CreditsModel}, at a credit for each minute. */
final class ModelSession {

    /** How a hold ends. */
    enum HoldEnd {
        CAPTURED,
        RELEASED,
        EXPIRED
    }

    final int number;
    final ModelAccount account;

    SessionStatus status = SessionStatus.IN_PROGRESS;
    int minutes;
    Credits consumed = Credits.ZERO;
    Optional<Credits> hold = Optional.empty();
    Optional<HoldEnd> lastHoldEnd = Optional.empty();
    boolean isShort;

    /** When the hold ends unless the session is recorded; counts only while there is a hold. */
    Instant holdExpiresAt = Instant.MIN;

    Instant lastRecordedAt = Instant.MIN;

    /** What the end was answered with; a repeat gets it again. */
    Optional<CreditsAnswer> bill = Optional.empty();

    ModelSession(int number, ModelAccount account) {
        this.number = number;
        this.account = account;
    }

    Credits held() {
        return hold.orElse(Credits.ZERO);
    }

    /** What is to be set aside so that some minutes more can be paid. */
    Credits needFor(int moreMinutes) {
        return Credits.of(minutes + moreMinutes).minus(consumed);
    }
}
