package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.TenantId;
import io.sessionledger.credit.Charge;
import io.sessionledger.store.NewEntry;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** How an entry gets into the ledger: from a book, on both databases, or on PostgreSQL from the locked row of its account, inside the statement that moves it. */
final class EntrySql {

    private static final String INSERT = """
            insert into ${schema}.credit_logs (tenant_id, id, counselor_id, entry_no, transaction_type, credits_delta,
                balance_after, session_id, rate_id, rate_snapshot, calculation, idempotency_key, request_digest,
                actor, reason_code, reason_digest, facts_digest, chain_digest, created_at)
            """;

    /** What an entry says, wherever its place in the account comes from: delta, balance, number, link and time are left open. */
    private static final String FACTS = """
            :tenant_id, :entry_id, %3$s, %4$s, :transaction_type, %5$s,
                %6$s, cast(:entry_session_id as uuid), cast(:entry_rate_id as uuid), %1$s, %2$s, :idempotency_key, :request_digest,
                :actor, :reason_code, :reason_digest, :facts_digest, %7$s, %8$s
            """;

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT_BYTES = 16;

    private EntrySql() {}

    /** The insert of an entry that a book has posted. */
    static String insert(Database database) {
        return INSERT
                + "values ("
                + facts(
                        database,
                        ":counselor_id",
                        ":entry_no",
                        ":credits_delta",
                        ":balance_after",
                        ":chain_digest",
                        ":posted_at")
                + ")";
    }

    /** The insert of entries on PostgreSQL that books have posted. */
    static String insertAll(InputRows entries) {
        return INSERT
                + "select "
                + entries.reading(facts(
                        Database.POSTGRESQL,
                        ":counselor_id",
                        ":entry_no",
                        ":credits_delta",
                        ":balance_after",
                        ":chain_digest",
                        ":posted_at"))
                + " from "
                + entries.asTable();
    }

    /**
     * The insert of an entry on PostgreSQL, numbered, dated and linked from the locked row of its account.
     *
     * @param account where the account's row comes from, under the alias {@code p}, with {@code credits_delta} and {@code posted_at}
     */
    static String insertFrom(String account) {
        String balance = "p.granted - p.used + p.credits_delta";
        String link = LedgerChain.linkSql(
                "coalesce(p.last_chain_digest, :chain_start)",
                ":facts_digest",
                "p.last_entry_no + 1",
                "p.credits_delta",
                balance,
                "p.posted_at");
        return INSERT
                + "select "
                + facts(
                        Database.POSTGRESQL,
                        "p.counselor_id",
                        "p.last_entry_no + 1",
                        "p.credits_delta",
                        balance,
                        link,
                        "p.posted_at")
                + " from "
                + account;
    }

    private static String facts(
            Database database, String counselor, String no, String delta, String balance, String link, String at) {
        return FACTS.formatted(
                database.json("rate_snapshot"), database.json("calculation"), counselor, no, delta, balance, link, at);
    }

    /** Binds what an entry says. */
    private static Parameters bind(
            Parameters parameters,
            TenantId tenant,
            NewEntry entry,
            @Nullable Charge charge,
            @Nullable String reasonDigest) {
        String rate =
                charge == null ? null : LedgerJson.rateSnapshot(charge.rate()).toString();
        String calculation =
                charge == null ? null : LedgerJson.calculation(charge).toString();
        return parameters
                .bind("tenant_id", tenant.value())
                .bind("entry_id", entry.id().value())
                .bind("counselor_id", entry.counselorId().value())
                .bind("transaction_type", entry.type().code())
                .bind(
                        "entry_session_id",
                        entry.sessionId() == null ? null : entry.sessionId().toString())
                .bind(
                        "entry_rate_id",
                        charge == null ? null : charge.rate().id().toString())
                .bind("rate_snapshot", rate)
                .bind("calculation", calculation)
                .bind("idempotency_key", entry.idempotencyKey())
                .bind("request_digest", entry.requestDigest())
                .bind("actor", entry.actor())
                .bind("reason_code", entry.reasonCode())
                .bind("reason_digest", reasonDigest)
                .bind("facts_digest", LedgerChain.facts(entry, charge, reasonDigest));
    }

    /** Binds an entry that takes its place from the locked row of its account. */
    @CanIgnoreReturnValue
    static Parameters bindUnplaced(Parameters parameters, TenantId tenant, NewEntry entry, Charge charge) {
        return bind(parameters, tenant, entry, charge, null)
                .bind("credits_delta", entry.delta().value())
                .bind("chain_start", LedgerChain.start(tenant, entry.counselorId()))
                .bind("entry_at", entry.at());
    }

    /** Binds an entry that a book has posted. */
    @CanIgnoreReturnValue
    static Parameters bind(Parameters parameters, TenantId tenant, PostedEntry posted) {
        return bind(parameters, tenant, posted.entry(), posted.charge(), posted.reasonDigest())
                .bind("credits_delta", posted.entry().delta().value())
                .bind("balance_after", posted.balanceAfter().value())
                .bind("entry_no", (Long) posted.entryNo())
                .bind("chain_digest", posted.chainDigest())
                .bind("posted_at", posted.at());
    }

    /** What was written about a request, and the salt that keeps its digest from being guessed once it is erased. */
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
            return Sha256.of(salt + text);
        }
    }
}
