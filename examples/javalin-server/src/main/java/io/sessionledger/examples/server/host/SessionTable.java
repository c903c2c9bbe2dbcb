package io.sessionledger.examples.server.host;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.session.SessionStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** One tenant's rows of the table {@code sessions}, on one connection. */
public final class SessionTable {

    private static final String INSERT = """
            insert into sessions (tenant_id, id, counselor_id, client_id, mode, status, started_at, created_at)
            values (:tenant_id, :id, :counselor_id, :client_id, :mode, :status, :started_at, :created_at)
            """;

    /** Does nothing to a session that has ended: what it said of its end stays. */
    private static final String END = """
            update sessions set status = :status, ended_at = :ended_at, full_transcript = :transcript, end_reason = :reason
            where tenant_id = :tenant_id and id = :id and status = 'in_progress'
            """;

    private static final String SELECT = """
            select s.id, s.counselor_id, s.client_id, s.mode, s.status, s.started_at, s.ended_at, s.created_at
            from sessions s where s.tenant_id = :tenant_id
            """;

    private static final String AFTER =
            " and (s.started_at < :after_at or (s.started_at = :after_at and s.id < :after_id))";

    private final Handle handle;
    private final TenantId tenant;

    SessionTable(Handle handle, TenantId tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /**
     * Writes a session down.
     *
     * @param session a new one
     */
    public void insert(HostSession session) {
        handle.createUpdate(INSERT)
                .bind("tenant_id", tenant.value())
                .bind("id", session.id().value())
                .bind("counselor_id", session.counselorId().value())
                .bind("client_id", session.clientId())
                .bind("mode", session.mode())
                .bind("status", session.status().code())
                .bind("started_at", Rows.utc(session.startedAt()))
                .bind("created_at", Rows.utc(session.createdAt()))
                .execute();
    }

    /**
     * Ends a session that is in progress; one that has ended stays as it is.
     *
     * @param id the session
     * @param end how it ended
     * @return whether it was in progress
     */
    public boolean end(SessionId id, SessionEnd end) {
        return handle.createUpdate(END)
                        .bind("tenant_id", tenant.value())
                        .bind("id", id.value())
                        .bind("status", end.status().code())
                        .bind("ended_at", Rows.utc(end.endedAt()))
                        .bind("transcript", end.fullTranscript().orElse(null))
                        .bind("reason", end.reason().orElse(null))
                        .execute()
                == 1;
    }

    /**
     * {@return a session, if the tenant has it}
     *
     * @param id the session
     */
    public Optional<HostSession> find(SessionId id) {
        return query(SELECT + " and s.id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * {@return one page of sessions, the latest started first}
     *
     * @param filter which
     * @param page how many, after which
     */
    public Page<HostSession> list(SessionFilter filter, PageRequest page) {
        StringBuilder sql = new StringBuilder(SELECT);
        filter.counselorId().ifPresent(id -> sql.append(" and s.counselor_id = :counselor_id"));
        filter.status().ifPresent(status -> sql.append(" and s.status = :status"));
        filter.startedIn().ifPresent(range -> sql.append(" and s.started_at >= :from and s.started_at < :to"));
        page.cursor().ifPresent(cursor -> sql.append(AFTER));
        sql.append(" order by s.started_at desc, s.id desc limit :limit");

        Query query = query(sql.toString()).bind("limit", page.size() + 1);
        filter.counselorId().ifPresent(id -> query.bind("counselor_id", id.value()));
        filter.status().ifPresent(status -> query.bind("status", status.code()));
        filter.startedIn()
                .ifPresent(range -> query.bind("from", Rows.utc(range.from())).bind("to", Rows.utc(range.to())));
        page.cursor()
                .map(Position::of)
                .ifPresent(position ->
                        query.bind("after_at", Rows.utc(position.at())).bind("after_id", position.id()));
        List<HostSession> read = query.map((row, context) -> read(row)).list();
        return Rows.page(
                read,
                page,
                session -> new Position(session.startedAt(), session.id().value()));
    }

    private Query query(String sql) {
        return handle.createQuery(sql).bind("tenant_id", tenant.value());
    }

    private static HostSession read(ResultSet row) throws SQLException {
        return new HostSession(
                SessionId.of(Rows.uuid(row, "id")),
                CounselorId.of(Rows.uuid(row, "counselor_id")),
                row.getString("client_id"),
                row.getString("mode"),
                SessionStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                Rows.instant(row, "started_at"),
                Rows.findInstant(row, "ended_at"),
                Rows.instant(row, "created_at"));
    }
}
