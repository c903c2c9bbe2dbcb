package io.sessionledger.jdbc;

import io.sessionledger.ConflictException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantReceipt;
import io.sessionledger.store.NewEntry;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What became of an idempotency key that was used before. */
final class PostedEntries {

    private static final String FIND_BY_KEY = JdbcCreditLedger.SELECT_ENTRY + " and l.idempotency_key = :key";

    private PostedEntries() {}

    /**
     * The receipt of the entry that has the key already; empty if none has.
     *
     * @throws ConflictException if that entry was made for another request
     */
    static Optional<GrantReceipt> replay(Handle handle, TenantId tenant, NewEntry entry) {
        Optional<Posted> found = handle.createQuery(FIND_BY_KEY)
                .bind("tenant_id", tenant.value())
                .bind("key", entry.idempotencyKey())
                .map((result, context) -> posted(Row.of(result)))
                .findOne();
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Posted posted = found.get();
        if (!posted.isFor(entry)) {
            throw new ConflictException("The idempotency key '" + entry.idempotencyKey() + "' of tenant '" + tenant
                    + "' was used for another request. Use a new key for a new request.");
        }
        return JdbcCreditLedger.findAccount(handle, tenant, posted.log().counselorId())
                .map(account -> new GrantReceipt(posted.log(), account, true));
    }

    private static Posted posted(Row row) throws SQLException {
        return new Posted(JdbcCreditLedger.entry(row), row.text("request_digest"));
    }

    private record Posted(CreditLog log, String requestDigest) {

        /** The digest leaves out what people wrote, which is compared for as long as it has not been erased. */
        boolean isFor(NewEntry entry) {
            return requestDigest.equals(entry.requestDigest())
                    && (log.reason() == null || log.reason().equals(entry.reason()));
        }
    }
}
