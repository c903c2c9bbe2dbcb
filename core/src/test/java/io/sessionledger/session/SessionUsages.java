package io.sessionledger.session;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Usage rows for tests: one session that started at nine and, if it completed, ended at ten. */
public final class SessionUsages {

    public static final Instant STARTED_AT = Instant.parse("2026-03-01T09:00:00Z");
    public static final Instant COMPLETED_AT = Instant.parse("2026-03-01T10:00:00Z");

    private SessionUsages() {}

    public static SessionUsage inProgress(UsageFigures counted) {
        return row(SessionStatus.IN_PROGRESS, null, counted, null, null);
    }

    public static SessionUsage completed(UsageFigures counted, @Nullable Duration stated, UsageFigures billed) {
        return row(SessionStatus.COMPLETED, COMPLETED_AT, counted, stated, billed);
    }

    static SessionUsage row(
            SessionStatus status,
            @Nullable Instant completedAt,
            UsageFigures counted,
            @Nullable Duration stated,
            @Nullable UsageFigures billed) {
        return new SessionUsage(
                SessionId.of(1),
                CounselorId.of(2),
                status,
                STARTED_AT,
                completedAt,
                counted,
                stated,
                billed,
                Credits.ZERO,
                false,
                null,
                null,
                StartSession.STANDARD_RATE,
                null,
                0);
    }
}
