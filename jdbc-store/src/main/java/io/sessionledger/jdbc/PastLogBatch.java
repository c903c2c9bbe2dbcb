package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** Writes logs row by row in one batch, as H2 does best. */
final class PastLogBatch implements PastLogWriter {

    private static final String INSERT =
            """
            insert into ${schema}.session_analysis_logs (tenant_id, session_id, id, counselor_id, safety_level, severity,
                display_text, action_suggestion, rag_documents, rag_sources, transcript_length, duration_seconds,
                model_used, prompt_tokens, cached_tokens, completion_tokens, total_tokens, estimated_cost_usd, analyzed_at, late)
            values (:tenant_id, :session_id, :id, :counselor_id, :safety_level, :severity,
                :display_text, :action_suggestion, %s, %s, :transcript_length, :duration_seconds,
                :model_used, :prompt_tokens, :cached_tokens, :completion_tokens, :total_tokens, :estimated_cost_usd, :analyzed_at, :late)
            """.formatted(Database.H2.json("rag_documents"), Database.H2.json("rag_sources"));

    @Override
    public void write(Handle handle, TenantId tenant, List<PastLog> logs) {
        PreparedBatch batch = handle.prepareBatch(INSERT);
        for (PastLog log : logs) {
            log.input()
                    .bind(batch)
                    // what is bound later counts
                    .bind("prompt_tokens", log.tokens().prompt())
                    .bind("cached_tokens", log.tokens().cached())
                    .bind("completion_tokens", log.tokens().completion())
                    .bind("total_tokens", log.tokens().total())
                    .bind("counselor_id", log.counselorId().value())
                    .bind("late", log.late())
                    .add();
        }
        var unused = batch.execute();
    }
}
