package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAlert.Kind;
import io.sessionledger.session.SessionUsage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An alert to be written, unless there is one of its kind about its subject.
 *
 * @param subject what it is about
 */
record NewAlert(
        UUID id,
        Kind kind,
        String subject,
        CounselorId counselorId,
        @Nullable SessionId sessionId,
        @Nullable Credits threshold,
        @Nullable Credits amount,
        @Nullable String model,
        Instant at) {

    /** Of a completed session that waits for its rate. */
    static NewAlert unrated(UUID id, SessionUsage usage, Instant now) {
        return new NewAlert(
                id,
                Kind.UNRATED_SESSION,
                usage.sessionId().toString(),
                usage.counselorId(),
                usage.sessionId(),
                null,
                null,
                null,
                now);
    }

    /** Of a model that has no price, which a completed session has used. Its subject is the model on that day. */
    static NewAlert unpriced(SessionUsage usage, String model, Instant now) {
        String subject = model + ":" + LocalDate.ofInstant(now, ZoneOffset.UTC);
        return new NewAlert(
                idOf(Kind.UNPRICED_MODEL, subject, usage.sessionId()),
                Kind.UNPRICED_MODEL,
                subject,
                usage.counselorId(),
                usage.sessionId(),
                null,
                null,
                model,
                now);
    }

    /** Of a session's charge that has left the balance negative, if it has. */
    static Optional<NewAlert> shortage(UUID id, PostedEntry posted) {
        SessionId session = posted.entry().sessionId();
        return session != null
                        && posted.entry().delta().isNegative()
                        && posted.balanceAfter().isNegative()
                ? Optional.of(of(id, Kind.SHORTAGE, session.toString(), posted, null, posted.balanceAfter()))
                : Optional.empty();
    }

    /** One for each level that an entry has taken the balance below. */
    static Stream<NewAlert> crossings(AlertRules rules, PostedEntry posted) {
        Credits after = posted.balanceAfter();
        Credits before = after.minus(posted.entry().delta());
        return rules.balanceLevels().stream()
                .filter(level -> after.compareTo(level) < 0 && before.compareTo(level) >= 0)
                .map(level -> of(Kind.below(level), posted.entry().id() + ":" + level.value(), posted, level, after));
    }

    /** Of a session whose charge has become large by an entry, if it has. */
    static Optional<NewAlert> largeCharge(AlertRules rules, PostedEntry posted, Charge charge) {
        Credits whole = charge.credits();
        Credits before = whole.plus(posted.entry().delta());
        SessionId session = posted.entry().sessionId();
        return session == null
                ? Optional.empty()
                : rules.largeCharge()
                        .filter(from -> whole.compareTo(from) >= 0 && before.compareTo(from) < 0)
                        .map(from -> of(Kind.LARGE_CHARGE, session.toString(), posted, from, whole));
    }

    private static NewAlert of(Kind kind, String subject, PostedEntry posted, Credits threshold, Credits amount) {
        return of(idOf(kind, subject, posted.entry().id()), kind, subject, posted, threshold, amount);
    }

    /** It follows from what the alert is about, so that no book needs a source of ids. */
    private static UUID idOf(Kind kind, String subject, Record cause) {
        String name = kind.code() + ":" + subject + ":" + cause;
        return UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static NewAlert of(
            UUID id, Kind kind, String subject, PostedEntry posted, @Nullable Credits threshold, Credits amount) {
        return new NewAlert(
                id,
                kind,
                subject,
                posted.entry().counselorId(),
                posted.entry().sessionId(),
                threshold,
                amount,
                null,
                posted.at());
    }

    void bind(Parameters parameters) {
        parameters
                .bind("alert_id", id)
                .bind("kind", kind.code())
                .bind("subject", subject)
                .bind("counselor_id", counselorId.value())
                .bind("alert_session_id", sessionId == null ? null : sessionId.value())
                .bind("threshold", threshold == null ? null : threshold.value())
                .bind("amount", amount == null ? null : amount.value())
                .bind("alerted_model", model)
                .bind("alerted_at", at);
    }
}
