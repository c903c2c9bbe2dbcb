package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.credit.CreditGrant;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.Statement;
import io.sessionledger.store.CreditRepository;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads accounts, grants, holds, ledger and alerts, in SQL that both databases share. */
final class JdbcCreditRepository implements CreditRepository {

    private static final String ALERTS = """
            select %s from ${schema}.credit_alerts x
            where x.tenant_id = :tenant_id %s
            order by x.tenant_id desc, x.created_at desc, x.id desc limit :limit
            """;

    private static final String ALERTS_FIRST = ALERTS.formatted(CreditAlertRow.COLUMNS.from("x"), "");

    private static final String ALERTS_AFTER =
            ALERTS.formatted(CreditAlertRow.COLUMNS.from("x"), "and (x.created_at, x.id) < (:after_at, :after_id)");

    private static final String GRANTS = "select g.counselor_id, " + CreditGrantRow.COLUMNS.from("g")
            + " from ${schema}.credit_grants g where g.tenant_id = :tenant_id ";

    private static final String FIND_GRANT = GRANTS + "and g.id = :id";

    private static final String GRANTS_OF_ACCOUNT = GRANTS
            + "and g.counselor_id = :counselor_id %s order by g.tenant_id desc, g.counselor_id desc, g.created_at desc, g.id desc limit :limit";

    private static final String GRANTS_FIRST = GRANTS_OF_ACCOUNT.formatted("");

    private static final String GRANTS_AFTER =
            GRANTS_OF_ACCOUNT.formatted("and (g.created_at, g.id) < (:after_at, :after_id)");

    private static final String HOLDS = """
            select %s, %s as alive_until from ${schema}.credit_holds h
            left join %s
            where h.tenant_id = :tenant_id and h.counselor_id = :counselor_id and h.status = 'active' and not %s %s
            order by h.placed_at desc, h.id desc limit :limit
            """;

    private static final String AFTER_HOLD = "and (h.placed_at, h.id) < (:after_at, :after_id)";

    private static final String PAYMENTS = """
            select p.entry_id, p.grant_id, p.paid, p.returned
            from %s l
            join ${schema}.credit_grant_payments p on p.tenant_id = l.tenant_id and p.entry_id = l.id
            join ${schema}.credit_grants g on g.tenant_id = p.tenant_id and g.id = p.grant_id
            order by l.entry_no, g.priority, g.expires_at nulls last, g.entry_no
            """.formatted(SessionSql.ENTRIES);

    private final Door door;
    private final LedgerEntries entries;
    private final AccountBooks books;
    private final String holdsFirst;
    private final String holdsAfter;

    JdbcCreditRepository(Door door, Database database) {
        this.door = door;
        this.entries = new LedgerEntries(door);
        this.books = new AccountBooks(database);
        this.holdsFirst = holds(database, "");
        this.holdsAfter = holds(database, AFTER_HOLD);
    }

    private static String holds(Database database, String after) {
        return HOLDS.formatted(
                CreditHoldRow.COLUMNS.from("h"),
                database.secondsAfter("u.last_recorded_at", "h.silence_seconds"),
                Holds.ITS_SESSION,
                Holds.isSilent(database),
                after);
    }

    @Override
    public Optional<CreditAccount> findAccount(TenantId tenant, CounselorId counselorId, Instant now) {
        return door.call(
                "find account " + counselorId,
                handle -> books.look(handle, tenant, counselorId, now).map(AccountBook::account));
    }

    @Override
    public Credits balanceAt(TenantId tenant, CounselorId counselorId, Instant at) {
        return entries.balanceAt(tenant, counselorId, at);
    }

    @Override
    public Page<CreditLog> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
        return entries.list(tenant, counselorId, page);
    }

    @Override
    public Statement statement(TenantId tenant, CounselorId counselorId, TimeRange range, PageRequest page) {
        return entries.statement(tenant, counselorId, range, page);
    }

    @Override
    public Optional<CreditGrant> findGrant(TenantId tenant, GrantId grantId, Instant now) {
        return door.call("find grant " + grantId, handle -> findGrant(handle, tenant, grantId, now));
    }

    Optional<CreditGrant> findGrant(Handle handle, TenantId tenant, GrantId grantId, Instant now) {
        return handle.createQuery(FIND_GRANT)
                .bind("tenant_id", tenant.value())
                .bind("id", grantId.value())
                .map((result, context) -> grant(Row.of(result)))
                .findOne()
                .map(grant -> current(handle, tenant, List.of(grant), now).get(0));
    }

    @Override
    public Page<CreditGrant> listGrants(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now) {
        Keyset keyset = new Keyset("credit_grants|" + tenant + "|" + counselorId, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list the grants of account " + counselorId, handle -> {
            Query query = AccountBooks.ofAccount(
                            handle.createQuery(start.isPresent() ? GRANTS_AFTER : GRANTS_FIRST), tenant, counselorId)
                    .bind("limit", keyset.limit());
            List<CreditGrant> stored = after(query, start)
                    .map((result, context) -> grant(Row.of(result)))
                    .list();
            return keyset.page(
                    current(handle, tenant, stored, now),
                    grant -> KeysetCursor.at(grant.createdAt(), grant.id().value()));
        });
    }

    private static CreditGrant grant(Row row) throws SQLException {
        return CreditGrantRow.map(row).toGrant(CounselorId.of(row.uuid("counselor_id")));
    }

    /** Grants of one account, those that something has come due on as a sweep would leave them. */
    private List<CreditGrant> current(Handle handle, TenantId tenant, List<CreditGrant> stored, Instant now) {
        if (stored.stream().noneMatch(grant -> isDue(grant, now))) {
            return stored;
        }
        Optional<AccountBook> book = books.look(handle, tenant, stored.get(0).counselorId(), now);
        return stored.stream()
                .map(grant -> book.flatMap(open -> open.funds().find(grant.id()))
                        .map(open -> open.toGrant(grant.counselorId()))
                        .orElse(grant))
                .toList();
    }

    private static boolean isDue(CreditGrant grant, Instant now) {
        return switch (grant.status()) {
            case SCHEDULED -> !grant.effectiveFrom().isAfter(now);
            case ACTIVE -> grant.expiresAt() != null && !grant.expiresAt().isAfter(now);
            case EXHAUSTED, EXPIRED, VOIDED -> false;
        };
    }

    @Override
    public Page<CreditHold> listHolds(TenantId tenant, CounselorId counselorId, PageRequest page, Instant now) {
        Keyset keyset = new Keyset("credit_holds|" + tenant + "|" + counselorId, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list the holds of account " + counselorId, handle -> {
            Query query = AccountBooks.ofAccount(
                            handle.createQuery(start.isPresent() ? holdsAfter : holdsFirst), tenant, counselorId)
                    .bind("now", Bind.instant(now))
                    .bind("limit", keyset.limit());
            return keyset.page(
                    after(query, start)
                            .map((result, context) -> hold(Row.of(result)))
                            .list(),
                    hold -> KeysetCursor.at(hold.placedAt(), hold.id().value()));
        });
    }

    /** A hold that ends no sooner than its session has been silent for long enough. */
    private static CreditHold hold(Row row) throws SQLException {
        CreditHold hold = CreditHoldRow.map(row);
        Instant alive = row.instantOrNull("alive_until");
        return alive == null || !alive.isAfter(hold.expiresAt())
                ? hold
                : new CreditHold(
                        hold.id(), hold.sessionId(), hold.counselorId(), hold.amount(), hold.placedAt(), alive);
    }

    private static Query after(Query query, Optional<KeysetCursor> start) {
        start.ifPresent(
                cursor -> query.bind("after_at", Bind.instant(cursor.instant())).bind("after_id", cursor.first()));
        return query;
    }

    @Override
    public List<GrantPayment> paymentsOf(TenantId tenant, SessionId sessionId) {
        return door.call(
                "list what has paid for session " + sessionId,
                handle -> SessionSql.bindKey(handle.createQuery(PAYMENTS), tenant, sessionId)
                        .map((result, context) -> payment(Row.of(result)))
                        .list());
    }

    private static GrantPayment payment(Row row) throws SQLException {
        return new GrantPayment(
                CreditLogId.of(row.uuid("entry_id")),
                GrantId.of(row.uuid("grant_id")),
                row.credits("paid"),
                row.credits("returned"));
    }

    @Override
    public Page<CreditAlert> listAlerts(TenantId tenant, PageRequest page) {
        Keyset keyset = new Keyset("credit_alerts|" + tenant, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list alerts", handle -> {
            Query query = handle.createQuery(start.isPresent() ? ALERTS_AFTER : ALERTS_FIRST)
                    .bind("tenant_id", tenant.value())
                    .bind("limit", keyset.limit());
            return keyset.page(
                    after(query, start)
                            .map((result, context) -> CreditAlertRow.map(Row.of(result)))
                            .list(),
                    alert -> KeysetCursor.at(alert.createdAt(), alert.id()));
        });
    }
}
