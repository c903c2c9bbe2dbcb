package io.sessionledger.backfill;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of the host's table, but for its entries.
 *
 * @param key the session's key as the table has it, for reports
 * @param unusable why none of its entries can be taken; null if they can
 * @param credits as text; null if none are stated
 */
record SourceSession(
        String key,
        @Nullable TenantId tenant,
        @Nullable SessionId sessionId,
        @Nullable CounselorId counselorId,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        @Nullable String credits,
        @Nullable Oddity unusable) {}
