package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.store.SessionUsageTracker;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jdbi.v3.core.Handle;

/** What recording is on both databases: check first, then one step. */
abstract class JdbcSessionUsageTracker implements SessionUsageTracker {

    final Door door;
    final SessionBooks books;
    final ContentColumns content;

    JdbcSessionUsageTracker(Door door, Database database, ContentColumns content) {
        this.door = door;
        this.books = new SessionBooks(database);
        this.content = content;
    }

    /** Checks an analysis, and encodes its texts. */
    final AnalysisInput input(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        return new AnalysisInput(tenant, sessionId, analysis, content, now);
    }

    /** Stores the log and adds it to the usage. */
    abstract RecordOutcome record(AnalysisInput input);

    /** Stores the logs of one session and adds them to the usage, in the transaction at hand; there is at least one. */
    abstract List<RecordOutcome> recordAll(Handle handle, List<AnalysisInput> inputs);

    @Override
    public final RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        return record(input(tenant, sessionId, analysis, now));
    }

    /** In a host's transaction there is but one connection, and its thread is the caller's. */
    @Override
    public final CompletionStage<RecordOutcome> recordAsync(
            TenantId tenant, SessionId sessionId, Analysis analysis, Instant now, Executor executor) {
        Executor where = door instanceof JoinedDoor ? Runnable::run : executor;
        return SessionUsageTracker.super.recordAsync(tenant, sessionId, analysis, now, where);
    }

    @Override
    public final List<RecordOutcome> recordAll(
            TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now) {
        if (analyses.isEmpty()) {
            return List.of();
        }
        List<AnalysisInput> inputs = analyses.stream()
                .map(analysis -> input(tenant, sessionId, analysis, now))
                .toList();
        return door.transaction(
                "record " + inputs.size() + " analyses of session " + sessionId,
                handle -> recordAll(handle, inputs).stream()
                        .map(outcome -> decoded(tenant, outcome))
                        .toList());
    }

    /** A duplicate's log comes from its row; every other is the one that was handed in. */
    final RecordOutcome decoded(TenantId tenant, RecordOutcome outcome) {
        return outcome instanceof Duplicate duplicate
                ? new Duplicate(content.decoded(tenant, duplicate.log()), duplicate.usage())
                : outcome;
    }
}
