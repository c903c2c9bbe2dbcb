package io.sessionledger.jdbc;

import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.store.SessionUsageTracker;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What recording is on both databases: check first, then one step for one analysis, one transaction for several. */
abstract class JdbcSessionUsageTracker implements SessionUsageTracker {

    final Door door;
    final SessionBooks books;
    private final ContentColumns content;

    JdbcSessionUsageTracker(Door door, Database database, ContentColumns content) {
        this.door = door;
        this.books = new SessionBooks(database);
        this.content = content;
    }

    /** Stores the log and adds it to the usage, in the transaction at hand. A duplicate's log is answered as its row holds it. */
    abstract RecordOutcome record(Handle handle, TenantId tenant, SessionId sessionId, AnalysisInput input);

    /** Whether {@link #record(Handle, TenantId, SessionId, AnalysisInput)} takes more than one statement. */
    abstract boolean recordsInSteps();

    @Override
    public RecordOutcome record(TenantId tenant, SessionId sessionId, Analysis analysis, Instant now) {
        AnalysisInput input = new AnalysisInput(tenant, sessionId, analysis, content, now);
        String verb = "record analysis " + input.id();
        Door.Work<RecordOutcome> work = handle -> decoded(tenant, record(handle, tenant, sessionId, input));
        return recordsInSteps() ? door.transaction(verb, work) : door.call(verb, work);
    }

    @Override
    public List<RecordOutcome> recordAll(TenantId tenant, SessionId sessionId, List<Analysis> analyses, Instant now) {
        List<AnalysisInput> inputs = analyses.stream()
                .map(analysis -> new AnalysisInput(tenant, sessionId, analysis, content, now))
                .toList();
        return door.transaction(
                "record " + inputs.size() + " analyses of session " + sessionId,
                handle -> inputs.stream()
                        .map(input -> decoded(tenant, record(handle, tenant, sessionId, input)))
                        .toList());
    }

    /** A duplicate's log comes from its row; every other is the one that was handed in. */
    private RecordOutcome decoded(TenantId tenant, RecordOutcome outcome) {
        return outcome instanceof Duplicate duplicate
                ? new Duplicate(content.decoded(tenant, duplicate.log()), duplicate.usage())
                : outcome;
    }
}
