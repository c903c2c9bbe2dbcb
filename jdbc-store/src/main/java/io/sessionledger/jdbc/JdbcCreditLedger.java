package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.Statement;
import io.sessionledger.store.CreditLedger;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Reads accounts, ledger and alerts, in SQL that both databases share. An account's entries are found by number: their times never run
 * backwards, so a range of time is a range of numbers.
 */
abstract class JdbcCreditLedger implements CreditLedger {

    private static final String FIND_ACCOUNT =
            "select %s from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id"
                    .formatted(CreditAccountRow.COLUMNS.from("a"));

    /** An entry with what was written about it. */
    static final String SELECT_ENTRY = """
            select %s, l.request_digest, n.reason from ${schema}.credit_logs l
            left join ${schema}.credit_log_reasons n on n.tenant_id = l.tenant_id and n.credit_log_id = l.id
            where l.tenant_id = :tenant_id
            """.formatted(CreditLogRow.COLUMNS.from("l"));

    private static final String LATEST_FIRST = SELECT_ENTRY
            + " and l.counselor_id = :counselor_id and l.entry_no < :below order by l.tenant_id desc, l.counselor_id desc, l.entry_no desc limit :limit";

    private static final String OLDEST_FIRST = SELECT_ENTRY + """
             and l.counselor_id = :counselor_id and l.entry_no > :above and l.entry_no <= :last
            order by l.tenant_id, l.counselor_id, l.entry_no limit :limit
            """;

    private static final String LAST_BEFORE = """
            select l.entry_no, l.balance_after from ${schema}.credit_logs l
            where l.tenant_id = :tenant_id and l.counselor_id = :counselor_id and l.created_at < :%s
            order by l.created_at desc, l.entry_no desc limit 1
            """;

    /** Both ends in one statement, so that no entry slips in between them. */
    private static final String BALANCES = """
            select coalesce(o.entry_no, 0) as opening_no, coalesce(o.balance_after, 0) as opening,
                coalesce(c.entry_no, 0) as closing_no, coalesce(c.balance_after, 0) as closing
            from (select 1 as one) d left join (%s) o on true left join (%s) c on true
            """.formatted(LAST_BEFORE.formatted("from"), LAST_BEFORE.formatted("to"));

    private static final String ALERTS = """
            select x.id, x.kind, x.counselor_id, x.session_id, x.created_at from ${schema}.credit_alerts x
            where x.tenant_id = :tenant_id %s
            order by x.tenant_id desc, x.created_at desc, x.id desc limit :limit
            """;

    private static final String ALERTS_FIRST = ALERTS.formatted("");

    private static final String ALERTS_AFTER = ALERTS.formatted("and (x.created_at, x.id) < (:after_at, :after_id)");

    final Door door;

    JdbcCreditLedger(Door door) {
        this.door = door;
    }

    @Override
    public Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId) {
        return door.call("find account " + counselorId, handle -> findAccount(handle, tenant, counselorId));
    }

    static Optional<CreditAccount> findAccount(Handle handle, TenantId tenant, CounselorId counselorId) {
        return ofAccount(handle.createQuery(FIND_ACCOUNT), tenant, counselorId)
                .map((result, context) -> CreditAccountRow.map(Row.of(result)))
                .findOne();
    }

    static Query ofAccount(Query query, TenantId tenant, CounselorId counselorId) {
        return query.bind("tenant_id", tenant.value()).bind("counselor_id", counselorId.value());
    }

    @Override
    public Page<CreditLog> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
        Keyset keyset = new Keyset("credit_logs|" + tenant + "|" + counselorId, page);
        long below = keyset.start().map(KeysetCursor::at).orElse(Long.MAX_VALUE);
        return door.call("list the ledger of account " + counselorId, handle -> {
            Query query = ofAccount(handle.createQuery(LATEST_FIRST), tenant, counselorId)
                    .bind("below", below)
                    .bind("limit", keyset.limit());
            return keyset.page(entries(query), entry -> KeysetCursor.at(entry.entryNo()));
        });
    }

    @Override
    public Statement statement(TenantId tenant, CounselorId counselorId, TimeRange range, PageRequest page) {
        Keyset keyset = new Keyset("statement|" + tenant + "|" + counselorId + "|" + range, page);
        OptionalLong after = keyset.start().stream().mapToLong(KeysetCursor::at).findFirst();
        return door.call("state account " + counselorId, handle -> {
            Balances balances = ofAccount(handle.createQuery(BALANCES), tenant, counselorId)
                    .bind("from", Bind.instant(range.from()))
                    .bind("to", Bind.instant(range.to()))
                    .map((result, context) -> balances(Row.of(result)))
                    .one();
            Query query = ofAccount(handle.createQuery(OLDEST_FIRST), tenant, counselorId)
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

    static CreditLog entry(Row row) throws SQLException {
        return CreditLogRow.map(row, row.textOrNull("reason"));
    }

    @Override
    public Page<CreditAlert> listAlerts(TenantId tenant, PageRequest page) {
        Keyset keyset = new Keyset("credit_alerts|" + tenant, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list alerts", handle -> {
            Query query = handle.createQuery(start.isPresent() ? ALERTS_AFTER : ALERTS_FIRST)
                    .bind("tenant_id", tenant.value())
                    .bind("limit", keyset.limit());
            start.ifPresent(after ->
                    query.bind("after_at", Bind.instant(after.instant())).bind("after_id", after.first()));
            return keyset.page(
                    query.map((result, context) -> alert(Row.of(result))).list(),
                    alert -> KeysetCursor.at(alert.createdAt(), alert.id()));
        });
    }

    private static CreditAlert alert(Row row) throws SQLException {
        return new CreditAlert(
                row.uuid("id"),
                CreditAlert.Kind.valueOf(row.text("kind").toUpperCase(Locale.ROOT)),
                CounselorId.of(row.uuid("counselor_id")),
                SessionId.of(row.uuid("session_id")),
                row.instant("created_at"));
    }

    /** The last entry before a range, and the last one in it. */
    private record Balances(long openingNo, Credits opening, long closingNo, Credits closing) {}
}
