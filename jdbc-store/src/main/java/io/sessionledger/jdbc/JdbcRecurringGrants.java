package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RecurringGrantNotFoundException;
import io.sessionledger.jdbc.EntrySql.Reason;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import io.sessionledger.store.RecurringGrants;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code credit_recurring_grants}, in SQL that both databases share. A recurring grant is locked before holds and account. Each period takes its key in {@code credit_requests} and is announced like any grant that takes effect
 * later; the account's book does the rest, also where it takes effect at once, or is over.
 */
final class JdbcRecurringGrants implements RecurringGrants {

    private static final String SELECT =
            "select %s from ${schema}.credit_recurring_grants r where r.tenant_id = :tenant_id "
                    .formatted(RecurringGrantRow.COLUMNS.from("r"));

    private static final String FIND = SELECT + " and r.id = :id ";

    private static final String LIST = SELECT
            + " and r.counselor_id = :counselor_id %s order by r.tenant_id desc, r.counselor_id desc, r.created_at desc, r.id desc limit :limit";

    private static final String LIST_FIRST = LIST.formatted("");

    private static final String LIST_AFTER = LIST.formatted("and (r.created_at, r.id) < (:after_at, :after_id)");

    private static final String DUE = """
            select r.id, r.due_at from ${schema}.credit_recurring_grants r
            where r.tenant_id = :tenant_id and r.due_at <= :now
                and (r.due_at > :after_at or (r.due_at = :after_at and r.id > :after_id))
            order by r.due_at, r.id limit :limit
            """;

    private static final String ADD = """
            insert into ${schema}.credit_recurring_grants (tenant_id, id, counselor_id, grant_type, amount, priority, rhythm, time_zone,
                first_day, carries_over, next_period, due_at, actor, created_at)
            values (:tenant_id, :id, :counselor_id, :grant_type, :amount, :priority, :rhythm, :time_zone,
                :first_day, :carries_over, :next_period, :due_at, :actor, :created_at)
            """;

    private static final String ADVANCE = """
            update ${schema}.credit_recurring_grants set next_period = :next_period, due_at = :due_at
            where tenant_id = :tenant_id and id = :id
            """;

    private static final String END = """
            update ${schema}.credit_recurring_grants set ended_at = :now, due_at = null where tenant_id = :tenant_id and id = :id
            """;

    private final Door door;
    private final CreditRequests requests;
    private final AccountBooks books;
    private final String lock;
    private final String lockDue;

    JdbcRecurringGrants(Door door, Database database) {
        this.door = door;
        this.requests = new CreditRequests(database);
        this.books = new AccountBooks(database);
        this.lock = FIND + database.lock();
        this.lockDue = FIND + " and r.due_at <= :now " + database.lock() + " skip locked";
    }

    @Override
    public Started start(TenantId tenant, RecurringGrant grant, NewEntry request) {
        return door.transaction("set up a recurring grant for " + grant.counselorId(), handle -> {
            Optional<CreditLogId> first = requests.claim(handle, tenant, request, Reason.of(request));
            if (first.isPresent()) {
                RecurringGrantId id = RecurringGrantId.of(first.get().value());
                return new Started(
                        required(tenant, id, find(handle, FIND, tenant, id)).grant(), true);
            }
            books.ensure(handle, tenant, grant.counselorId());
            int period = grant.periodAt(grant.createdAt());
            add(handle, tenant, grant, period);
            advance(handle, tenant, new RecurringGrantRow(grant, period), grant.createdAt());
            return new Started(grant, false);
        });
    }

    private static void add(Handle handle, TenantId tenant, RecurringGrant grant, int period) {
        of(handle.createUpdate(ADD), tenant, grant.id())
                .bind("counselor_id", grant.counselorId().value())
                .bind("grant_type", grant.type().transactionType().code())
                .bind("amount", grant.amount().value())
                .bind("priority", grant.priority())
                .bind("rhythm", grant.rhythm().code())
                .bind("time_zone", grant.zone().getId())
                .bind("first_day", grant.firstDay())
                .bind("carries_over", grant.carriesOver())
                .bind("next_period", period)
                .bind("due_at", Bind.instant(grant.startOf(period)))
                .bind("actor", grant.actor())
                .bind("created_at", Bind.instant(grant.createdAt()))
                .execute();
    }

    @Override
    public int advance(TenantId tenant, RecurringGrantId id, Instant now) {
        return door.transaction(
                "grant what is due of recurring grant " + id,
                handle -> find(of(handle.createQuery(lockDue), tenant, id).bind("now", Bind.instant(now)))
                        .map(row -> advance(handle, tenant, row, now))
                        .orElse(0));
    }

    /** Grants the periods up to the first that lies ahead. */
    private int advance(Handle handle, TenantId tenant, RecurringGrantRow row, Instant now) {
        RecurringGrant grant = row.grant();
        int first = row.nextPeriod();
        int next = first;
        AccountBook book = books.openSwept(handle, tenant, grant.counselorId(), now);
        boolean ahead = false;
        while (!ahead && next < first + MOST_PERIODS) {
            announce(handle, tenant, book, grant, next, now);
            ahead = grant.startOf(next).isAfter(now);
            next++;
        }
        books.save(handle, tenant, book);
        of(handle.createUpdate(ADVANCE), tenant, grant.id())
                .bind("next_period", next)
                .bind("due_at", Bind.instant(grant.startOf(next - 1)))
                .execute();
        return next - first;
    }

    /** The key is free, as nobody else has the recurring grant; should it not be, the period has its credits already. */
    private void announce(
            Handle handle, TenantId tenant, AccountBook book, RecurringGrant grant, int period, Instant now) {
        String key = grant.keyOf(period);
        NewEntry entry = new NewEntry(
                CreditLogId.of(grant.grantOf(period).value()),
                grant.counselorId(),
                grant.type().transactionType(),
                grant.amount(),
                null,
                key,
                Sha256.of(key),
                grant.actor(),
                "grant",
                null,
                now);
        if (requests.claim(handle, tenant, entry, null).isEmpty()) {
            @Nullable Instant until = grant.carriesOver() ? null : grant.startOf(period + 1);
            Instant from = grant.startOf(period);
            book.schedule(new NewGrant(entry, grant.priority(), from, until), from, null);
            book.advance(now);
        }
    }

    @Override
    public Started end(TenantId tenant, RecurringGrantId id, Instant now) {
        return door.transaction("end recurring grant " + id, handle -> {
            RecurringGrantRow row = required(tenant, id, find(handle, lock, tenant, id));
            if (row.grant().endedAt() != null) {
                return new Started(row.grant(), true);
            }
            AccountBook book = books.openSwept(handle, tenant, row.grant().counselorId(), now);
            book.funds()
                    .find(row.grant().grantOf(row.nextPeriod() - 1))
                    .filter(BookedGrant::isScheduled)
                    .ifPresent(BookedGrant::voidRest);
            books.save(handle, tenant, book);
            of(handle.createUpdate(END), tenant, id)
                    .bind("now", Bind.instant(now))
                    .execute();
            return new Started(
                    required(tenant, id, find(handle, FIND, tenant, id)).grant(), false);
        });
    }

    private static RecurringGrantRow required(TenantId tenant, RecurringGrantId id, Optional<RecurringGrantRow> found) {
        return found.orElseThrow(() -> new RecurringGrantNotFoundException(tenant, id));
    }

    @Override
    public Optional<RecurringGrant> find(TenantId tenant, RecurringGrantId id) {
        return door.call(
                "find recurring grant " + id,
                handle -> find(handle, FIND, tenant, id).map(RecurringGrantRow::grant));
    }

    private static Optional<RecurringGrantRow> find(Handle handle, String sql, TenantId tenant, RecurringGrantId id) {
        return find(of(handle.createQuery(sql), tenant, id));
    }

    private static Optional<RecurringGrantRow> find(Query query) {
        return query.map((result, context) -> RecurringGrantRow.map(Row.of(result)))
                .findOne();
    }

    @Override
    public Page<RecurringGrant> list(TenantId tenant, CounselorId counselorId, PageRequest page) {
        Keyset keyset = new Keyset("credit_recurring_grants|" + tenant + "|" + counselorId, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list the recurring grants of account " + counselorId, handle -> {
            Query query = AccountBooks.ofAccount(
                            handle.createQuery(start.isPresent() ? LIST_AFTER : LIST_FIRST), tenant, counselorId)
                    .bind("limit", keyset.limit());
            start.ifPresent(cursor ->
                    query.bind("after_at", Bind.instant(cursor.instant())).bind("after_id", cursor.first()));
            return keyset.page(
                    query.map((result, context) ->
                                    RecurringGrantRow.map(Row.of(result)).grant())
                            .list(),
                    grant -> KeysetCursor.at(grant.createdAt(), grant.id().value()));
        });
    }

    @Override
    public Page<RecurringGrantId> listDue(TenantId tenant, Instant now, PageRequest page) {
        Keyset keyset = new Keyset("due_recurring_grants|" + tenant, page);
        KeysetCursor start = keyset.start().orElse(KeysetCursor.BEFORE_ALL);
        return door.call("list due recurring grants", handle -> {
            Query query = handle.createQuery(DUE)
                    .bind("tenant_id", tenant.value())
                    .bind("now", Bind.instant(now))
                    .bind("after_at", Bind.instant(start.instant()))
                    .bind("after_id", start.first())
                    .bind("limit", keyset.limit());
            Page<KeysetCursor> due = keyset.page(
                    query.map((result, context) -> KeysetCursor.at(
                                    Row.of(result).instant("due_at"),
                                    Row.of(result).uuid("id")))
                            .list(),
                    cursor -> cursor);
            return new Page<>(
                    due.items().stream()
                            .map(cursor -> RecurringGrantId.of(cursor.first()))
                            .toList(),
                    due.nextCursor());
        });
    }

    private static <S extends SqlStatement<S>> S of(S statement, TenantId tenant, RecurringGrantId id) {
        return statement.bind("tenant_id", tenant.value()).bind("id", id.value());
    }
}
