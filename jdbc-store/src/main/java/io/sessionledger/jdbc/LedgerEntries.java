package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.Statement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads the ledger, in SQL that both databases share. An account's entries are found by number: their times never run backwards, so a range of time is a range of
 * numbers.
 */
final class LedgerEntries {

    /** An entry with what was written about it, which is looked up by its key and not joined: on tables without statistics a join may read the tenant's keys from end to end. */
    private static final String SELECT_ENTRY = """
            select %s,
                (select n.reason from ${schema}.credit_requests n
                    where n.tenant_id = l.tenant_id and n.idempotency_key = l.idempotency_key) as reason
            from ${schema}.credit_logs l where l.tenant_id = :tenant_id
            """.formatted(CreditLogRow.COLUMNS.from("l"));

    private static final String LATEST_FIRST = SELECT_ENTRY
            + " and l.counselor_id = :counselor_id and l.entry_no < :below order by l.tenant_id desc, l.counselor_id desc, l.entry_no desc limit :limit";

    private static final String OLDEST_FIRST = SELECT_ENTRY + """
             and l.counselor_id = :counselor_id and l.entry_no > :above and l.entry_no <= :last
            order by l.tenant_id, l.counselor_id, l.entry_no limit :limit
            """;

    private static final String LAST_ENTRY = """
            select l.entry_no, l.balance_after from ${schema}.credit_logs l
            where l.tenant_id = :tenant_id and l.counselor_id = :counselor_id and l.created_at %s
            order by l.created_at desc, l.entry_no desc limit 1
            """;

    private static final String LAST_ENTRY_UNTIL = LAST_ENTRY.formatted("<= :at");

    /** Both ends in one statement, so that no entry slips in between them. */
    private static final String BALANCES =
            """
            select coalesce(o.entry_no, 0) as opening_no, coalesce(o.balance_after, 0) as opening,
                coalesce(c.entry_no, 0) as closing_no, coalesce(c.balance_after, 0) as closing
            from (select 1 as one) d left join (%s) o on true left join (%s) c on true
            """.formatted(LAST_ENTRY.formatted("< :from"), LAST_ENTRY.formatted("< :to"));

    private static final String FIND_ENTRY = SELECT_ENTRY + " and l.id = :id";

    private final Door door;

    LedgerEntries(Door door) {
        this.door = door;
    }

    Credits balanceAt(TenantId tenant, CounselorId counselorId, Instant at) {
        return door.call(
                "find the balance of account " + counselorId,
                handle -> AccountBooks.ofAccount(handle.createQuery(LAST_ENTRY_UNTIL), tenant, counselorId)
                        .bind("at", Bind.instant(at))
                        .map((result, context) -> Row.of(result).credits("balance_after"))
                        .findOne()
                        .orElse(Credits.ZERO));
    }

    Page<CreditLog> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
        Keyset keyset = new Keyset("credit_logs|" + tenant + "|" + counselorId, page);
        long below = keyset.start().map(KeysetCursor::at).orElse(Long.MAX_VALUE);
        return door.call("list the ledger of account " + counselorId, handle -> {
            Query query = AccountBooks.ofAccount(handle.createQuery(LATEST_FIRST), tenant, counselorId)
                    .bind("below", below)
                    .bind("limit", keyset.limit());
            return keyset.page(entries(query), entry -> KeysetCursor.at(entry.entryNo()));
        });
    }

    Statement statement(TenantId tenant, CounselorId counselorId, TimeRange range, PageRequest page) {
        Keyset keyset = new Keyset("statement|" + tenant + "|" + counselorId + "|" + range, page);
        OptionalLong after = keyset.start().stream().mapToLong(KeysetCursor::at).findFirst();
        return door.call("state account " + counselorId, handle -> {
            Balances balances = AccountBooks.ofAccount(handle.createQuery(BALANCES), tenant, counselorId)
                    .bind("from", Bind.instant(range.from()))
                    .bind("to", Bind.instant(range.to()))
                    .map((result, context) -> balances(Row.of(result)))
                    .one();
            Query query = AccountBooks.ofAccount(handle.createQuery(OLDEST_FIRST), tenant, counselorId)
                    .bind("above", after.orElse(balances.openingNo()))
                    .bind("last", balances.closingNo())
                    .bind("limit", keyset.limit());
            return new Statement(
                    range,
                    balances.opening(),
                    balances.closing(),
                    keyset.page(entries(query), entry -> KeysetCursor.at(entry.entryNo())));
        });
    }

    private static Balances balances(Row row) throws SQLException {
        return new Balances(
                row.number("opening_no"), row.credits("opening"), row.number("closing_no"), row.credits("closing"));
    }

    private static List<CreditLog> entries(Query query) {
        return query.map((result, context) -> entry(Row.of(result))).list();
    }

    private static CreditLog entry(Row row) throws SQLException {
        return CreditLogRow.map(row, row.textOrNull("reason"));
    }

    static Optional<CreditLog> findEntry(Handle handle, TenantId tenant, CreditLogId id) {
        return handle.createQuery(FIND_ENTRY)
                .bind("tenant_id", tenant.value())
                .bind("id", id.value())
                .map((result, context) -> entry(Row.of(result)))
                .findOne();
    }

    /** The last entry before a range, and the last one in it. */
    private record Balances(long openingNo, Credits opening, long closingNo, Credits closing) {}
}
