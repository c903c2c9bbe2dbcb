package io.sessionledger.billing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Checks the hash chain of an account as an auditor would, who has the rows and the description of the chain, and none of the ledger's code: it
 * spells out every text whose SHA-256 the ledger keeps.
 */
final class ChainVerifier {

    private static final String ENTRIES = """
            select id, entry_no, transaction_type, credits_delta, balance_after, session_id, rate_id, rate_snapshot,
                calculation, idempotency_key, request_digest, actor, reason_code, reason_digest, facts_digest,
                chain_digest, created_at
            from credit_logs where tenant_id = ? and counselor_id = ? order by entry_no
            """;

    private static final String HEAD = """
            select last_entry_no, last_chain_digest from credit_accounts where tenant_id = ? and counselor_id = ?
            """;

    private static final JsonFactory JSON = new JsonFactory();

    private ChainVerifier() {}

    /** What an entry says beside what it moved; texts as the database writes them, null where there is none. */
    record Facts(
            UUID id,
            String transactionType,
            UUID sessionId,
            UUID rateId,
            String rateSnapshot,
            String calculation,
            String idempotencyKey,
            String requestDigest,
            String actor,
            String reasonCode,
            String reasonDigest) {

        String spelledOut() {
            return field("session-ledger-facts-1")
                    + field(id)
                    + field(transactionType)
                    + optional(sessionId)
                    + optional(rateId)
                    + tree(rateSnapshot)
                    + tree(calculation)
                    + field(idempotencyKey)
                    + field(requestDigest)
                    + field(actor)
                    + field(reasonCode)
                    + optional(reasonDigest);
        }
    }

    /** What an entry moved, and where it stands in its account. */
    record Link(
            String previous,
            String factsDigest,
            long entryNo,
            BigDecimal delta,
            BigDecimal balanceAfter,
            Instant createdAt) {

        String spelledOut() {
            return field("session-ledger-link-1")
                    + field(previous)
                    + field(factsDigest)
                    + field(entryNo)
                    + field(fourDecimals(delta))
                    + field(fourDecimals(balanceAfter))
                    + field(ChronoUnit.MICROS.between(Instant.EPOCH, createdAt));
        }
    }

    /** What the first entry of an account follows. */
    static String accountSpelledOut(TenantId tenant, CounselorId counselor) {
        return field("session-ledger-account-1") + field(tenant) + field(counselor);
    }

    /** Empty if the account's chain is whole; otherwise the first thing that does not fit. */
    static Optional<String> findMisfit(Connection connection, TenantId tenant, CounselorId counselor)
            throws SQLException {
        String previous = sha256(accountSpelledOut(tenant, counselor));
        long entryNo = 0;
        try (PreparedStatement statement = ofAccount(connection, ENTRIES, tenant, counselor);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                entryNo++;
                if (row.getLong("entry_no") != entryNo) {
                    return Optional.of("entry " + entryNo + ": the next one is " + row.getLong("entry_no"));
                }
                String facts = sha256(facts(row).spelledOut());
                if (!facts.equals(row.getString("facts_digest"))) {
                    return Optional.of("entry " + entryNo + ": facts");
                }
                String link = sha256(link(previous, row).spelledOut());
                if (!link.equals(row.getString("chain_digest"))) {
                    return Optional.of("entry " + entryNo + ": link");
                }
                previous = link;
            }
        }
        return isHead(connection, tenant, counselor, entryNo, previous) ? Optional.empty() : Optional.of("head");
    }

    /** An account on which nothing has moved has no head. */
    private static boolean isHead(
            Connection connection, TenantId tenant, CounselorId counselor, long entryNo, String digest)
            throws SQLException {
        try (PreparedStatement statement = ofAccount(connection, HEAD, tenant, counselor);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    && row.getLong("last_entry_no") == entryNo
                    && (entryNo == 0
                            ? row.getString("last_chain_digest") == null
                            : digest.equals(row.getString("last_chain_digest")));
        }
    }

    private static PreparedStatement ofAccount(
            Connection connection, String sql, TenantId tenant, CounselorId counselor) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setString(1, tenant.value());
        statement.setObject(2, counselor.value());
        return statement;
    }

    static Facts facts(ResultSet row) throws SQLException {
        return new Facts(
                row.getObject("id", UUID.class),
                row.getString("transaction_type"),
                row.getObject("session_id", UUID.class),
                row.getObject("rate_id", UUID.class),
                row.getString("rate_snapshot"),
                row.getString("calculation"),
                row.getString("idempotency_key"),
                row.getString("request_digest"),
                row.getString("actor"),
                row.getString("reason_code"),
                row.getString("reason_digest"));
    }

    static Link link(String previous, ResultSet row) throws SQLException {
        return new Link(
                previous,
                row.getString("facts_digest"),
                row.getLong("entry_no"),
                row.getBigDecimal("credits_delta"),
                row.getBigDecimal("balance_after"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    /** SHA-256 over the text's UTF-8, in lower-case hexadecimal. */
    static String sha256(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The number of UTF-8 bytes, a colon, and the text: no two fields can be mistaken for others. */
    private static String field(Object value) {
        String text = value.toString();
        return text.getBytes(StandardCharsets.UTF_8).length + ":" + text;
    }

    private static String optional(Object value) {
        return value == null ? "-" : field(value);
    }

    private static String fourDecimals(BigDecimal number) {
        return number.setScale(4).toPlainString();
    }

    /** The leaves of a JSON text by their paths: databases keep these, and neither order nor white space. */
    private static String tree(String json) {
        if (json == null) {
            return "-";
        }
        Map<String, String> leaves = new TreeMap<>();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            collect(parser, "", leaves);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        StringBuilder tree = new StringBuilder(field(leaves.size()));
        leaves.forEach((path, text) -> tree.append(field(path)).append(field(text)));
        return tree.toString();
    }

    private static void collect(JsonParser parser, String path, Map<String, String> leaves) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                collect(parser, below(path, name), leaves);
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
                collect(parser, below(path, String.valueOf(i)), leaves);
            }
        } else {
            leaves.put(path, parser.getText());
        }
    }

    private static String below(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
