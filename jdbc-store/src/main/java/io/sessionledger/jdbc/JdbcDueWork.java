package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.store.DueWork;
import io.sessionledger.store.SilentSession;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.statement.Query;

/** Finds what is due, in SQL that both databases share. On PostgreSQL each part reads a partial index that holds little more than what is due. */
final class JdbcDueWork implements DueWork {

    private static final String IS_SILENT = """
            u.status = 'in_progress' and u.started_at <= :silent_since
                and (u.last_recorded_at is null or u.last_recorded_at <= :silent_since)
            """;

    /** The only statement that spans tenants: it says for whom the others are worth asking. */
    private static final String TENANTS = """
            select t.tenant_id from (
                select u.tenant_id from ${schema}.session_usage u where %s
                union
                select u.tenant_id from ${schema}.session_usage u
                where u.status = 'completed' and not u.credit_deducted and u.uncharged_reason is null
                union
                select a.tenant_id from ${schema}.credit_accounts a where a.next_change_at <= :now
                union
                select h.tenant_id from ${schema}.credit_holds h where h.status = 'active' and h.expires_at <= :now
                union
                select r.tenant_id from ${schema}.credit_recurring_grants r where r.due_at <= :now
                union
                select x.tenant_id from ${schema}.credit_alerts x where x.delivery = 'pending' and x.next_attempt_at <= :now) t
            where t.tenant_id > :after
            order by t.tenant_id limit :limit
            """.formatted(IS_SILENT);

    private static final String SILENT_SESSIONS = """
            select u.session_id, u.counselor_id, u.started_at, u.revision, greatest(coalesce(u.last_recorded_at, u.started_at), u.started_at) as last_sign_at
            from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and %s
                and (u.started_at > :after_at or (u.started_at = :after_at and u.session_id > :after_id))
            order by u.started_at, u.session_id limit :limit
            """.formatted(IS_SILENT);

    private static final String ACCOUNTS = """
            select d.counselor_id from (
                select a.counselor_id from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.next_change_at <= :now
                union
                select h.counselor_id from ${schema}.credit_holds h left join %s
                where h.tenant_id = :tenant_id and %s) d
            where d.counselor_id > :after_id
            order by d.counselor_id limit :limit
            """;

    private final Door door;
    private final String accounts;

    JdbcDueWork(Door door, Database database) {
        this.door = door;
        this.accounts = ACCOUNTS.formatted(Holds.ITS_SESSION, Holds.isSilent(database));
    }

    @Override
    public List<TenantId> listTenants(Optional<TenantId> after, int limit, Instant now, Instant silentSince) {
        return door.call(
                "list the tenants with work due",
                handle -> handle.createQuery(TENANTS)
                        .bind("after", after.map(TenantId::value).orElse(""))
                        .bind("limit", limit)
                        .bind("now", Bind.instant(now))
                        .bind("silent_since", Bind.instant(silentSince))
                        .mapTo(String.class)
                        .map(TenantId::of)
                        .list());
    }

    @Override
    public Page<SilentSession> listSilentSessions(TenantId tenant, Instant silentSince, PageRequest page) {
        Keyset keyset = new Keyset("silent_sessions|" + tenant, page);
        KeysetCursor start = start(keyset);
        return door.call("list silent sessions", handle -> {
            Query query = handle.createQuery(SILENT_SESSIONS)
                    .bind("tenant_id", tenant.value())
                    .bind("silent_since", Bind.instant(silentSince))
                    .bind("after_at", Bind.instant(start.instant()))
                    .bind("after_id", start.first())
                    .bind("limit", keyset.limit());
            return keyset.page(
                    query.map((result, context) -> silent(Row.of(result))).list(),
                    silent -> KeysetCursor.at(
                            silent.startedAt(), silent.sessionId().value()));
        });
    }

    private static SilentSession silent(Row row) throws SQLException {
        return new SilentSession(
                SessionId.of(row.uuid("session_id")),
                CounselorId.of(row.uuid("counselor_id")),
                row.instant("started_at"),
                row.instant("last_sign_at"),
                row.number("revision"));
    }

    @Override
    public Page<CounselorId> listAccounts(TenantId tenant, Instant now, PageRequest page) {
        Keyset keyset = new Keyset("due_accounts|" + tenant, page);
        KeysetCursor start = start(keyset);
        return door.call("list accounts on which something is due", handle -> {
            Query query = handle.createQuery(accounts)
                    .bind("tenant_id", tenant.value())
                    .bind("now", Bind.instant(now))
                    .bind("after_id", start.first())
                    .bind("limit", keyset.limit());
            return keyset.page(
                    query.mapTo(UUID.class).map(CounselorId::of).list(),
                    counselor -> KeysetCursor.at(Instant.EPOCH, counselor.value()));
        });
    }

    private static KeysetCursor start(Keyset keyset) {
        return keyset.start().orElse(KeysetCursor.BEFORE_ALL);
    }
}
