package io.sessionledger.jdbc;

import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.store.NewEntry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** How an entry gets into the ledger, in the words that PostgreSQL and H2 share. */
final class EntrySql {

    /** The delta that the entry states. */
    static final String STATED_DELTA = "cast(:credits_delta as numeric(19, 4))";

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 16;

    private EntrySql() {}

    /**
     * The insert of one entry, numbered and dated from the locked row of its account.
     *
     * @param delta by how much the account moves
     * @param account where the account's row comes from, under the alias {@code p}
     */
    static String insert(Database database, String delta, String account) {
        return """
                insert into ${schema}.credit_logs (tenant_id, id, counselor_id, entry_no, transaction_type, credits_delta,
                    balance_after, session_id, rate_id, rate_snapshot, calculation, idempotency_key, request_digest,
                    actor, reason_code, reason_digest, created_at)
                select p.tenant_id, :entry_id, p.counselor_id, p.last_entry_no + 1,
                    :transaction_type, %1$s, p.granted - p.used + %1$s,
                    cast(:entry_session_id as uuid), cast(:entry_rate_id as uuid), %2$s, %3$s, :idempotency_key, :request_digest, :actor, :reason_code, :reason_digest,
                    greatest(coalesce(p.last_entry_at, :entry_at), :entry_at)
                from %4$s
                """.formatted(delta, database.json("rate_snapshot"), database.json("calculation"), account);
    }

    static <S extends SqlStatement<S>> S bind(
            S statement, TenantId tenant, NewEntry entry, @Nullable Charge charge, @Nullable Reason reason) {
        return statement
                .bind("tenant_id", tenant.value())
                .bind("entry_id", entry.id().value())
                .bind("counselor_id", entry.counselorId().value())
                .bind("transaction_type", entry.type().code())
                .bind("credits_delta", entry.delta().value())
                .bind(
                        "entry_session_id",
                        entry.sessionId() == null ? null : entry.sessionId().toString())
                .bind(
                        "entry_rate_id",
                        charge == null ? null : charge.rate().id().toString())
                .bind("rate_snapshot", charge == null ? null : LedgerJson.rateSnapshot(charge.rate()))
                .bind("calculation", charge == null ? null : LedgerJson.calculation(charge))
                .bind("idempotency_key", entry.idempotencyKey())
                .bind("request_digest", entry.requestDigest())
                .bind("actor", entry.actor())
                .bind("reason_code", entry.reasonCode())
                .bind("reason_digest", reason == null ? null : reason.digest())
                .bind("entry_at", Bind.instant(entry.at()));
    }

    /** What was written about an entry, and the salt that keeps its digest from being guessed once it is erased. */
    record Reason(String text, String salt) {

        static @Nullable Reason of(NewEntry entry) {
            if (entry.reason() == null) {
                return null;
            }
            byte[] salt = new byte[SALT_BYTES];
            RANDOM.nextBytes(salt);
            return new Reason(entry.reason(), HexFormat.of().formatHex(salt));
        }

        String digest() {
            return sha256(salt + text);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
