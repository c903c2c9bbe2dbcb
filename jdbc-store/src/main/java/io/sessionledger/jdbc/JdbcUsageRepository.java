package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.UsageRepository;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Reads {@code session_usage}, in SQL that both databases share. */
final class JdbcUsageRepository implements UsageRepository {

    private static final String FIND =
            "select %s from ${schema}.session_usage u where u.tenant_id = :tenant_id and u.session_id = :session_id"
                    .formatted(SessionUsageRow.COLUMNS.from("u"));

    private static final String UNSETTLED = """
            select %s from ${schema}.session_usage u
            where u.tenant_id = :tenant_id
                and u.status = 'completed' and not u.credit_deducted and u.uncharged_reason is null
                %s
            order by u.started_at, u.session_id
            limit :limit
            """;

    private static final String UNSETTLED_FIRST = UNSETTLED.formatted(SessionUsageRow.COLUMNS.from("u"), "");

    private static final String UNSETTLED_AFTER = UNSETTLED.formatted(
            SessionUsageRow.COLUMNS.from("u"), "and (u.started_at, u.session_id) > (:after_at, :after_session)");

    private static final String STATS = """
            select count(*) as sessions, coalesce(sum(u.duration_seconds), 0) as duration_seconds,
                coalesce(sum(u.analysis_count), 0) as analysis_count,
                coalesce(sum(u.total_prompt_tokens), 0) as prompt_tokens,
                coalesce(sum(u.total_cached_tokens), 0) as cached_tokens,
                coalesce(sum(u.total_completion_tokens), 0) as completion_tokens,
                coalesce(sum(u.estimated_cost_usd), 0) as cost_usd,
                coalesce(sum(u.unpriced_analysis_count), 0) as unpriced_count,
                coalesce(sum(u.credits_consumed), 0) as credits
            from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.started_at >= :from and u.started_at < :to
            """;

    private static final String STATS_OF_COUNSELOR = STATS + " and u.counselor_id = :counselor_id";

    /** The bills of one page of settled sessions. The page is cut first, so that no more bills are read than are on it. */
    private static final String IN_PAGE_OF_SETTLED = """
            in (select p.session_id from (
                select s.session_id from ${schema}.session_usage s
                where s.tenant_id = :tenant_id and s.started_at >= :from and s.started_at < :to and s.credit_deducted
                    and (s.started_at > :after_at or (s.started_at = :after_at and s.session_id > :after_id))
                order by s.started_at, s.session_id limit :limit) p)
            order by u_started_at, u_session_id
            """;

    private final Door door;
    private final String settled;

    JdbcUsageRepository(Door door, Database database) {
        this.door = door;
        this.settled = SessionSql.readBillsWithoutDebts(database) + IN_PAGE_OF_SETTLED;
    }

    @Override
    public Page<SessionBill> listSettled(TenantId tenant, TimeRange range, PageRequest page) {
        Keyset keyset = new Keyset("settled|" + tenant + "|" + range, page);
        KeysetCursor start = keyset.start().orElse(KeysetCursor.BEFORE_ALL);
        return door.call("list settled sessions", handle -> {
            Query query = handle.createQuery(settled)
                    .bind("tenant_id", tenant.value())
                    .bind("from", Bind.instant(range.from()))
                    .bind("to", Bind.instant(range.to()))
                    .bind("after_at", Bind.instant(start.instant()))
                    .bind("after_id", start.first())
                    .bind("limit", keyset.limit());
            return keyset.page(
                    query.map((result, context) ->
                                    SessionSql.reading(Row.of(result)).bill())
                            .list(),
                    bill -> KeysetCursor.at(
                            bill.usage().startedAt(), bill.usage().sessionId().value()));
        });
    }

    @Override
    public Optional<SessionUsage> find(TenantId tenant, SessionId sessionId) {
        return door.call("find session " + sessionId, handle -> find(handle, tenant, sessionId));
    }

    static Optional<SessionUsage> find(Handle handle, TenantId tenant, SessionId sessionId) {
        return SessionSql.bindKey(handle.createQuery(FIND), tenant, sessionId)
                .map((result, context) -> SessionUsageRow.map(Row.of(result)))
                .findOne();
    }

    @Override
    public Page<SessionUsage> listUnsettled(TenantId tenant, PageRequest page) {
        Keyset keyset = new Keyset("unsettled|" + tenant, page);
        Optional<KeysetCursor> start = keyset.start();
        return door.call("list unsettled sessions", handle -> {
            Query query = handle.createQuery(start.isPresent() ? UNSETTLED_AFTER : UNSETTLED_FIRST)
                    .bind("tenant_id", tenant.value())
                    .bind("limit", keyset.limit());
            start.ifPresent(after ->
                    query.bind("after_at", Bind.instant(after.instant())).bind("after_session", after.first()));
            return keyset.page(
                    query.map((result, context) -> SessionUsageRow.map(Row.of(result)))
                            .list(),
                    usage ->
                            KeysetCursor.at(usage.startedAt(), usage.sessionId().value()));
        });
    }

    @Override
    public UsageStats stats(TenantId tenant, TimeRange range) {
        return door.call("add up the tenant's usage", handle -> stats(handle.createQuery(STATS), tenant, range));
    }

    @Override
    public UsageStats stats(TenantId tenant, CounselorId counselorId, TimeRange range) {
        return door.call(
                "add up the usage of counselor " + counselorId,
                handle -> stats(
                        handle.createQuery(STATS_OF_COUNSELOR).bind("counselor_id", counselorId.value()),
                        tenant,
                        range));
    }

    private static UsageStats stats(Query query, TenantId tenant, TimeRange range) {
        return query.bind("tenant_id", tenant.value())
                .bind("from", Bind.instant(range.from()))
                .bind("to", Bind.instant(range.to()))
                .map((result, context) -> stats(Row.of(result)))
                .one();
    }

    private static UsageStats stats(Row row) throws SQLException {
        return new UsageStats(
                row.number("sessions"),
                new UsageFigures(
                        row.seconds("duration_seconds"),
                        row.number("analysis_count"),
                        TokenUsage.of(
                                row.number("prompt_tokens"),
                                row.number("cached_tokens"),
                                row.number("completion_tokens")),
                        Usd.of(row.decimal("cost_usd")),
                        row.number("unpriced_count")),
                Credits.of(row.decimal("credits")));
    }
}
