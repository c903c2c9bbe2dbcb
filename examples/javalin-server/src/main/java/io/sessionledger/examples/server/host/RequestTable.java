package io.sessionledger.examples.server.host;

import io.sessionledger.TenantId;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** One tenant's rows of the table {@code answered_requests}, on one connection. */
public final class RequestTable {

    private static final String FIND = """
            select r.request_digest, r.answer, r.claimed_until from answered_requests r
            where r.tenant_id = :tenant_id and r.idempotency_key = :key
            """;

    private static final String INSERT = """
            insert into answered_requests (tenant_id, idempotency_key, request_digest, answer, claimed_until, created_at)
            values (:tenant_id, :key, :digest, :answer, :claimed_until, :created_at)
            """;

    /** Of two that find the same claim run out, the first one to come gets it. */
    private static final String RENEW = """
            update answered_requests set claimed_until = :until
            where tenant_id = :tenant_id and idempotency_key = :key and answer is null and claimed_until = :ran_out
            """;

    private static final String ANSWER = """
            update answered_requests set answer = :answer, claimed_until = null
            where tenant_id = :tenant_id and idempotency_key = :key and answer is null
            """;

    private static final String GIVE_UP = """
            delete from answered_requests
            where tenant_id = :tenant_id and idempotency_key = :key and answer is null and claimed_until = :until
            """;

    private final Handle handle;
    private final TenantId tenant;

    RequestTable(Handle handle, TenantId tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /**
     * {@return what is known of a key}
     *
     * @param key the client's key
     */
    public Optional<KnownRequest> find(String key) {
        return handle.createQuery(FIND)
                .bind("tenant_id", tenant.value())
                .bind("key", key)
                .map((row, context) -> new KnownRequest(
                        row.getString("request_digest"),
                        Optional.ofNullable(row.getString("answer")),
                        Rows.findInstant(row, "claimed_until")))
                .findOne();
    }

    /**
     * Writes down a request together with its answer. Fails, to be done again, if another one has done so meanwhile.
     *
     * @param request key and digest
     * @param answer what it is answered
     * @param now what time it is
     */
    public void insertAnswered(RequestKey request, String answer, Instant now) {
        insert(request, answer, null, now);
    }

    /**
     * Writes down that a request is being worked on. Fails, to be done again, if another one has done so meanwhile.
     *
     * @param request key and digest
     * @param until when a repeat may take it over
     * @param now what time it is
     */
    public void insertClaimed(RequestKey request, Instant until, Instant now) {
        insert(request, null, until, now);
    }

    private void insert(RequestKey request, @Nullable String answer, @Nullable Instant until, Instant now) {
        handle.createUpdate(INSERT)
                .bind("tenant_id", tenant.value())
                .bind("key", request.key())
                .bind("digest", request.digest())
                .bind("answer", answer)
                .bind("claimed_until", until == null ? null : Rows.utc(until))
                .bind("created_at", Rows.utc(now))
                .execute();
    }

    /**
     * Takes over a claim that has run out.
     *
     * @param key the client's key
     * @param ranOut until when the claim was
     * @param until until when it is now
     * @return whether it was got
     */
    public boolean renewClaim(String key, Instant ranOut, Instant until) {
        return handle.createUpdate(RENEW)
                        .bind("tenant_id", tenant.value())
                        .bind("key", key)
                        .bind("ran_out", Rows.utc(ranOut))
                        .bind("until", Rows.utc(until))
                        .execute()
                == 1;
    }

    /**
     * Writes the answer of a claimed request down, unless it has one.
     *
     * @param key the client's key
     * @param answer what it is answered
     */
    public void answer(String key, String answer) {
        handle.createUpdate(ANSWER)
                .bind("tenant_id", tenant.value())
                .bind("key", key)
                .bind("answer", answer)
                .execute();
    }

    /**
     * Forgets a claimed request that came to nothing, so that a repeat is a first try.
     *
     * @param key the client's key
     * @param until until when the claim was
     */
    public void giveUp(String key, Instant until) {
        handle.createUpdate(GIVE_UP)
                .bind("tenant_id", tenant.value())
                .bind("key", key)
                .bind("until", Rows.utc(until))
                .execute();
    }
}
