package io.sessionledger.jdbc;

import io.sessionledger.ConflictException;
import io.sessionledger.CreditLogId;
import io.sessionledger.TenantId;
import io.sessionledger.jdbc.EntrySql.Reason;
import io.sessionledger.store.LedgerStoreException;
import io.sessionledger.store.NewEntry;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that what a host asks for under an idempotency key is done once. The key is taken before anything is locked; two requests under one key so wait for each
 * other, whatever accounts they are about.
 */
final class CreditRequests {

    private static final String TAKE = """
            insert into ${schema}.credit_requests (tenant_id, idempotency_key, counselor_id, request_digest, answer_id, reason, salt, created_at)
            values (:tenant_id, :idempotency_key, :counselor_id, :request_digest, :answer_id, :reason, :salt, :created_at)
            """;

    private static final String FIND = """
            select r.request_digest, r.answer_id, r.reason from ${schema}.credit_requests r
            where r.tenant_id = :tenant_id and r.idempotency_key = :idempotency_key
            """;

    private final Database database;
    private final String take;

    CreditRequests(Database database) {
        this.database = database;
        this.take = TAKE + database.unlessThere();
    }

    /**
     * Takes a request's key, if it is free.
     *
     * @return the id of the first request's entry if the key was taken before, for the same; empty if it is this one's now
     * @throws ConflictException if it was taken for something else
     */
    Optional<CreditLogId> claim(Handle handle, TenantId tenant, NewEntry entry, @Nullable Reason reason) {
        boolean taken = database.ifAbsent(handle.createUpdate(take)
                .bind("tenant_id", tenant.value())
                .bind("idempotency_key", entry.idempotencyKey())
                .bind("counselor_id", entry.counselorId().value())
                .bind("request_digest", entry.requestDigest())
                .bind("answer_id", entry.id().value())
                .bind("reason", reason == null ? null : reason.text())
                .bind("salt", reason == null ? null : reason.salt())
                .bind("created_at", Bind.instant(entry.at())));
        if (taken) {
            return Optional.empty();
        }
        First first = handle.createQuery(FIND)
                .bind("tenant_id", tenant.value())
                .bind("idempotency_key", entry.idempotencyKey())
                .map((result, context) -> first(Row.of(result)))
                .findOne()
                .orElseThrow(() -> new LedgerStoreException("The request '" + entry.idempotencyKey()
                        + "' vanished; something deletes rows of credit_requests."));
        if (!first.isFor(entry)) {
            throw new ConflictException("The idempotency key '" + entry.idempotencyKey() + "' of tenant '" + tenant
                    + "' was used for a request that differs in amount, actor, reason or another part."
                    + " Repeat that request exactly, or use a new key for a new one.");
        }
        return Optional.of(CreditLogId.of(first.answerId()));
    }

    private static First first(Row row) throws SQLException {
        return new First(row.text("request_digest"), row.uuid("answer_id"), row.textOrNull("reason"));
    }

    private record First(
            String requestDigest, UUID answerId, @Nullable String reason) {

        /** The digest leaves out what people wrote, which is compared for as long as it has not been erased. */
        boolean isFor(NewEntry entry) {
            return requestDigest.equals(entry.requestDigest()) && (reason == null || reason.equals(entry.reason()));
        }
    }
}
