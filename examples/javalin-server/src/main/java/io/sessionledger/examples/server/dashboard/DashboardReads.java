package io.sessionledger.examples.server.dashboard;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.session.SessionStatus;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * What the dashboard reads that the library has no read for: by day, by model, by balance. A host in the ledger's database may do so; it reads alone. Each statement begins with the tenant, and a session
 * belongs, whole, to the instant it started, as it does in the ledger's own reports. Thread-safe.
 */
public final class DashboardReads {

    /**
     * Ranges stand in the statements themselves, written by us, and not as parameters: a plan that is kept for ranges of any length takes ninety days for one. {@code offset 0} hides from PostgreSQL what
     * a day is made of: it would else expect as many days as there are instants, and sort the sessions on disk.
     */
    private static final String DAYS = """
            select x.day_number, count(*) sessions, sum(x.seconds) seconds, sum(x.analyses) analyses,
                sum(x.tokens) tokens, sum(x.cost) cost, sum(x.unpriced) unpriced, sum(x.credits) credits
            from (select <day_number> day_number, u.duration_seconds seconds, u.analysis_count analyses,
                    u.total_tokens tokens, u.estimated_cost_usd cost, u.unpriced_analysis_count unpriced,
                    u.credits_consumed credits
                from ${schema}.session_usage u
                where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to> <only> offset 0) x
            group by x.day_number
            """;

    /** Greens are what is left of the count of all: the index of levels holds the others alone. */
    private static final String LEVELS = """
            select x.day_number, sum(x.red) reds, sum(x.yellow) yellows
            from (select <day_number> day_number, case when l.safety_level = 'red' then 1 else 0 end red,
                    case when l.safety_level = 'yellow' then 1 else 0 end yellow
                from (select l.session_id, l.safety_level from ${schema}.session_analysis_logs l
                    where l.tenant_id = :tenant_id and l.safety_level <> 'green'
                        and l.safety_level in ('red', 'yellow') <reach> <apart>) l
                join (select u.session_id, u.started_at from ${schema}.session_usage u
                    where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to> <apart>) u
                    on u.session_id = l.session_id offset 0) x
            group by x.day_number
            """;

    /** Found is what all rows add up to, counted what the sessions say. */
    private static final String MODELS = """
            select l.model_used, count(*) analyses, coalesce(sum(l.total_tokens), 0) tokens,
                coalesce(sum(l.estimated_cost_usd), 0) cost, count(*) - count(l.estimated_cost_usd) unpriced,
                sum(count(*)) over () found,
                (select sum(u.analysis_count) from ${schema}.session_usage u
                    where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to>) counted
            from (select l.session_id, l.model_used, l.total_tokens, l.estimated_cost_usd
                from ${schema}.session_analysis_logs l where l.tenant_id = :tenant_id <reach> <apart>) l
            join (select u.session_id from ${schema}.session_usage u
                where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to> <apart>) u
                on u.session_id = l.session_id
            group by l.model_used
            order by cost desc, analyses desc limit :limit
            """;

    /** Sessions that count more or fewer analyses than are near. */
    private static final String ODD_SESSIONS = """
            select u.session_id
            from (select u.session_id, u.analysis_count from ${schema}.session_usage u
                where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to> offset 0) u
            left join (select l.session_id, count(*) analyses from ${schema}.session_analysis_logs l
                where l.tenant_id = :tenant_id <reach> group by l.session_id) l on l.session_id = u.session_id
            where u.analysis_count <> coalesce(l.analyses, 0)
            limit :limit
            """;

    private static final Duration BEFORE = Duration.ofDays(1);
    private static final Duration AFTER = Duration.ofDays(7);

    /** More than anybody uses; those of two reads are put together. */
    private static final int MOST_MODELS = 1000;

    private static final String COUNSELOR_COLUMNS = """
            select x.id, x.name, x.granted, x.used, x.held, x.sessions, x.seconds, x.credits, x.last_session,
                x.available
            from (select c.id, c.name, c.email, coalesce(a.granted, 0) granted,
                    coalesce(a.used, 0) used, coalesce(a.held, 0) held,
                    coalesce(a.granted - a.used - a.held, 0) available, coalesce(u.sessions, 0) sessions,
                    coalesce(u.seconds, 0) seconds, coalesce(u.credits, 0) credits, u.last_session
                from counselors c
                left join ${schema}.credit_accounts a on a.tenant_id = :tenant_id and a.counselor_id = c.id
                left join (select s.counselor_id, count(*) sessions, sum(s.duration_seconds) seconds,
                        sum(s.credits_consumed) credits, max(s.started_at) last_session
                    from ${schema}.session_usage s
                    where s.tenant_id = :tenant_id and s.started_at >= <from> and s.started_at < <to>
                    group by s.counselor_id) u on u.counselor_id = c.id
                where c.tenant_id = :tenant_id) x
            """;
    private static final String LOW = "(x.available <= 0 or x.available * " + CounselorFigures.PACE_DAYS
            + " < x.credits * " + CounselorFigures.LOW_DAYS + ")";
    private static final String SEARCHED =
            "(lower(x.name) like :pattern escape '!' or lower(x.email) like :pattern escape '!')";

    private static final String SESSIONS = """
            select u.session_id, u.counselor_id, c.name, s.client_id, u.status, u.started_at, u.duration_seconds,
                u.analysis_count, u.total_tokens, u.estimated_cost_usd, u.unpriced_analysis_count, u.credits_consumed,
                u.credit_deducted
            from ${schema}.session_usage u
            join sessions s on s.tenant_id = :tenant_id and s.id = u.session_id
            join counselors c on c.tenant_id = :tenant_id and c.id = u.counselor_id
            where u.tenant_id = :tenant_id and u.started_at >= <from> and u.started_at < <to>
            """;
    private static final String WITH_LEVEL = """
             and exists (select 1 from ${schema}.session_analysis_logs l
                where l.tenant_id = :tenant_id and l.session_id = u.session_id and l.safety_level = :level)
            """;
    private static final String SESSIONS_AFTER =
            " and (u.started_at < :after_at or (u.started_at = :after_at and u.session_id < :after_id))";
    private static final String SPLITS = """
            select l.session_id, l.safety_level, count(*) analyses from ${schema}.session_analysis_logs l
            where l.tenant_id = :tenant_id and l.session_id in (<ids>)
            group by l.session_id, l.safety_level
            """;

    private static final String REDS = """
            select l.session_id, l.id, l.analyzed_at, c.name from ${schema}.session_analysis_logs l
            join ${schema}.session_usage u on u.tenant_id = :tenant_id and u.session_id = l.session_id
            join counselors c on c.tenant_id = :tenant_id and c.id = u.counselor_id
            where l.tenant_id = :tenant_id and l.safety_level <> 'green' and l.safety_level = 'red' <reach>
                and u.started_at >= <from> and u.started_at < <to>
            order by l.analyzed_at desc, l.session_id desc, l.id desc limit :limit
            """;
    private static final String ENTRIES = """
            select e.id, e.counselor_id, e.created_at from ${schema}.credit_logs e
            where e.tenant_id = :tenant_id and e.session_id = :session_id
            order by e.entry_no limit :limit
            """;
    private static final String RATE_NAMES =
            "select distinct r.name from ${schema}.credit_rates r where r.tenant_id = :tenant_id order by r.name limit 200";

    private final Jdbi jdbi;
    private final String schema;

    /**
     * Reads a database.
     *
     * @param jdbi over the database of the host and of the ledger
     * @param schema where the ledger's tables are, a plain name
     */
    public DashboardReads(Jdbi jdbi, String schema) {
        this.jdbi = jdbi;
        this.schema = schema;
    }

    /** One figure a day, the first day first. */
    List<DayFigures> days(TenantId tenant, Period period) {
        return days(tenant, period, Optional.empty());
    }

    /** The same of one counselor's sessions. */
    List<DayFigures> days(TenantId tenant, Period period, Optional<CounselorId> counselor) {
        String only = counselor.isPresent() ? "and u.counselor_id = :counselor_id" : "";
        DayFigures[] days = new DayFigures[(int) period.length()];
        Arrays.fill(days, DayFigures.NONE);
        read(handle -> byDay(query(handle, tenant, DAYS), period)
                        .define("only", only)
                        .bindMap(counselor
                                .map(id -> Map.of("counselor_id", id.value()))
                                .orElse(Map.of()))
                        .map((row, context) -> Map.entry(
                                row.getInt("day_number"),
                                new DayFigures(
                                        row.getLong("sessions"),
                                        seconds(row.getBigDecimal("seconds")),
                                        row.getLong("analyses"),
                                        row.getLong("tokens"),
                                        Usd.of(row.getBigDecimal("cost")),
                                        row.getLong("unpriced"),
                                        Credits.of(row.getBigDecimal("credits")))))
                        .list())
                .forEach(day -> days[day.getKey()] = day.getValue());
        return List.of(days);
    }

    /** One pair a day, the first day first, of the analyses within reach. */
    List<DayLevels> levels(TenantId tenant, Period period, Reach reach) {
        DayLevels[] days = new DayLevels[(int) period.length()];
        Arrays.fill(days, DayLevels.NONE);
        read(handle -> within(reach, byDay(query(handle, tenant, LEVELS), period), period)
                        .map((row, context) -> Map.entry(
                                row.getInt("day_number"), new DayLevels(row.getLong("reds"), row.getLong("yellows"))))
                        .list())
                .forEach(day -> days[day.getKey()] = day.getValue());
        return List.of(days);
    }

    /** The dearest models of the analyses within reach. */
    Models models(TenantId tenant, Period period, Reach reach) {
        AtomicBoolean complete = new AtomicBoolean();
        List<ModelFigures> figures =
                read(handle -> within(reach, inRange(query(handle, tenant, MODELS), period.range()), period)
                        .bind("limit", MOST_MODELS)
                        .map((row, context) -> {
                            complete.set(row.getLong("found") == row.getLong("counted"));
                            return new ModelFigures(
                                    row.getString("model_used"),
                                    row.getLong("analyses"),
                                    row.getLong("tokens"),
                                    Usd.of(row.getBigDecimal("cost")),
                                    row.getLong("unpriced"));
                        })
                        .list());
        return new Models(figures, complete.get());
    }

    /** Of the period's sessions those whose analyses are not all near, so many at most. */
    List<SessionId> oddSessions(TenantId tenant, Period period, int limit) {
        return read(handle -> within(Reach.NEAR, inRange(query(handle, tenant, ODD_SESSIONS), period.range()), period)
                .bind("limit", limit)
                .map((row, context) -> SessionId.of(row.getObject("session_id", UUID.class)))
                .list());
    }

    /** The latest red analyses within reach, the latest first; their texts are the ledger's to read. */
    List<AnalysisPlace> reds(TenantId tenant, Period period, int limit, Reach reach) {
        return read(handle -> within(reach, inRange(query(handle, tenant, REDS), period.range()), period)
                .bind("limit", limit)
                .map((row, context) -> new AnalysisPlace(
                        SessionId.of(row.getObject("session_id", UUID.class)),
                        AnalysisId.of(row.getObject("id", UUID.class)),
                        instant(row, "analyzed_at"),
                        row.getString("name")))
                .list());
    }

    /**
     * Near analyses are looked up by their own time, sessions by theirs, and only then they are put together, which {@code offset 0} sees to: PostgreSQL would else go from each to its others, one by one,
     * which takes several times as long.
     */
    private static Query within(Reach reach, Query query, Period period) {
        String from = literal(period.range().from().minus(BEFORE));
        String to = literal(period.range().to().plus(AFTER));
        String near = "l.analyzed_at >= %s and l.analyzed_at < %s".formatted(from, to);
        String within = "";
        if (reach instanceof Reach.Near) {
            within = "and " + near;
        } else if (reach instanceof Reach.Far far) {
            String sessions = far.sessions().stream()
                    .map(session -> "uuid '" + session.value() + "'")
                    .collect(Collectors.joining(", "));
            within = "and l.session_id in (" + sessions + ") and not (" + near + ")";
        }
        return query.define("reach", within).define("apart", reach instanceof Reach.All ? "" : "offset 0");
    }

    private static Query byDay(Query query, Period period) {
        return inRange(query, period.range()).define("day_number", dayNumber(period));
    }

    /**
     * Which day of the period a session's is, by the tenant's clocks: how many days ago the period began, had they always gone as they did then. When they change is told by Java, which tells the range as
     * well; so the days add up to the range, whatever the zone, and the database goes once over the rows.
     */
    private static String dayNumber(Period period) {
        ZoneRules rules = period.zone().getRules();
        Instant to = period.range().to();
        StringBuilder changes = new StringBuilder();
        ZoneOffset offset = rules.getOffset(period.range().from());
        for (ZoneOffsetTransition change = rules.nextTransition(period.range().from());
                change != null && change.getInstant().isBefore(to);
                change = rules.nextTransition(change.getInstant())) {
            changes.append("when u.started_at < ")
                    .append(literal(change.getInstant()))
                    .append(" then ")
                    .append(daysSince(period, change.getOffsetBefore()))
                    .append(' ');
            offset = change.getOffsetAfter();
        }
        String days = daysSince(period, offset);
        return changes.isEmpty() ? days : "case " + changes + "else " + days + " end";
    }

    private static String daysSince(Period period, ZoneOffset offset) {
        Instant begun = period.first().atStartOfDay().toInstant(offset);
        return "extract(day from u.started_at - " + literal(begun) + ")";
    }

    /** Those whose sessions of a range took the most credits. */
    List<CounselorFigures> topCounselors(TenantId tenant, TimeRange range, int limit) {
        String sql =
                COUNSELOR_COLUMNS + " where x.sessions > 0 order by x.credits desc, x.seconds desc, x.id limit :limit";
        return read(handle -> inRange(query(handle, tenant, sql), range)
                .bind("limit", limit)
                .map((row, context) -> counselor(row))
                .list());
    }

    /** One page of counselors, with what they used since the query's pace began. */
    Page<CounselorFigures> counselors(TenantId tenant, CounselorQuery query, TimeRange pace, PageRequest page) {
        CounselorQuery.Order order = query.order();
        StringBuilder sql = new StringBuilder(COUNSELOR_COLUMNS).append(" where 1 = 1");
        query.search().ifPresent(text -> sql.append(" and ").append(SEARCHED));
        if (query.lowOnly()) {
            sql.append(" and ").append(LOW);
        }
        String beyond = order.falling() ? "<" : ">";
        page.cursor()
                .ifPresent(cursor -> sql.append(" and (%s %s :after or (%s = :after and x.id > :after_id))"
                        .formatted(order.expression(), beyond, order.expression())));
        sql.append(" order by ").append(order.expression()).append(order.falling() ? " desc" : "");
        sql.append(", x.id limit :limit");
        List<CounselorFigures> read = read(handle -> {
            Query statement =
                    inRange(query(handle, tenant, sql.toString()), pace).bind("limit", page.size() + 1);
            query.search().ifPresent(text -> statement.bind("pattern", pattern(text)));
            page.cursor().map(Cursor::of).ifPresent(cursor -> {
                if (order == CounselorQuery.Order.NAME) {
                    statement.bind("after", cursor.value);
                } else {
                    statement.bind("after", cursor.number());
                }
                statement.bind("after_id", cursor.id);
            });
            return statement.map((row, context) -> counselor(row)).list();
        });
        return cut(
                read, page, last -> new Cursor(position(order, last), last.id().value()));
    }

    private static String position(CounselorQuery.Order order, CounselorFigures last) {
        return switch (order) {
            case BALANCE -> last.account().available().value().toPlainString();
            case USE -> last.credits().value().toPlainString();
            case NAME -> last.name();
        };
    }

    /** One page of sessions, the latest started first. */
    Page<SessionFigures> sessions(TenantId tenant, SessionQuery query, PageRequest page) {
        StringBuilder sql = new StringBuilder(SESSIONS);
        query.status().ifPresent(status -> sql.append(" and u.status = :status"));
        query.counselor().ifPresent(counselor -> sql.append(" and u.counselor_id = :counselor_id"));
        query.level().ifPresent(level -> sql.append(WITH_LEVEL));
        page.cursor().ifPresent(cursor -> sql.append(SESSIONS_AFTER));
        sql.append(" order by u.started_at desc, u.session_id desc limit :limit");
        return read(handle -> {
            Query statement = inRange(query(handle, tenant, sql.toString()), query.range())
                    .bind("limit", page.size() + 1);
            query.status().ifPresent(status -> statement.bind("status", status.code()));
            query.counselor().ifPresent(counselor -> statement.bind("counselor_id", counselor.value()));
            query.level().ifPresent(level -> statement.bind("level", level.code()));
            page.cursor()
                    .map(Cursor::of)
                    .ifPresent(cursor ->
                            statement.bind("after_at", utc(cursor.instant())).bind("after_id", cursor.id));
            List<SessionFigures> read =
                    statement.map((row, context) -> session(row)).list();
            Page<SessionFigures> cut = cut(
                    read,
                    page,
                    last -> new Cursor(last.startedAt().toString(), last.id().value()));
            return new Page<>(withSplits(handle, tenant, cut.items()), cut.nextCursor());
        });
    }

    private List<SessionFigures> withSplits(Handle handle, TenantId tenant, List<SessionFigures> sessions) {
        if (sessions.isEmpty()) {
            return sessions;
        }
        Map<UUID, Map<String, Long>> splits = new HashMap<>();
        query(handle, tenant, SPLITS)
                .bindList(
                        "ids",
                        sessions.stream().map(session -> session.id().value()).toList())
                .map((row, context) -> {
                    splits.computeIfAbsent(row.getObject("session_id", UUID.class), id -> new HashMap<>())
                            .put(row.getString("safety_level"), row.getLong("analyses"));
                    return true;
                })
                .list();
        return sessions.stream()
                .map(session ->
                        session.with(split(splits.getOrDefault(session.id().value(), Map.of()))))
                .toList();
    }

    private static SafetyDistribution split(Map<String, Long> counts) {
        return new SafetyDistribution(
                counts.getOrDefault(SafetyLevel.RED.code(), 0L),
                counts.getOrDefault(SafetyLevel.YELLOW.code(), 0L),
                counts.getOrDefault(SafetyLevel.GREEN.code(), 0L));
    }

    /** Where the entries stand that a session has made, the first first. */
    List<EntryPlace> entries(TenantId tenant, SessionId session, int limit) {
        return read(handle -> query(handle, tenant, ENTRIES)
                .bind("session_id", session.value())
                .bind("limit", limit)
                .map((row, context) -> new EntryPlace(
                        CounselorId.of(row.getObject("counselor_id", UUID.class)),
                        CreditLogId.of(row.getObject("id", UUID.class)),
                        instant(row, "created_at")))
                .list());
    }

    /** The names of the tenant's rates. */
    List<String> rateNames(TenantId tenant) {
        return read(
                handle -> query(handle, tenant, RATE_NAMES).mapTo(String.class).list());
    }

    private <T> T read(Function<Handle, T> work) {
        return jdbi.withHandle(work::apply);
    }

    private Query query(Handle handle, TenantId tenant, String sql) {
        return handle.createQuery(sql.replace("${schema}", schema)).bind("tenant_id", tenant.value());
    }

    private static Query inRange(Query query, TimeRange range) {
        return query.define("from", literal(range.from())).define("to", literal(range.to()));
    }

    private static String literal(Instant instant) {
        return "timestamp with time zone '" + instant + "'";
    }

    private static CounselorFigures counselor(ResultSet row) throws SQLException {
        CounselorId id = CounselorId.of(row.getObject("id", UUID.class));
        return new CounselorFigures(
                id,
                row.getString("name"),
                new CreditAccount(
                        id,
                        Credits.of(row.getBigDecimal("granted")),
                        Credits.of(row.getBigDecimal("used")),
                        Credits.of(row.getBigDecimal("held")),
                        null),
                row.getLong("sessions"),
                seconds(row.getBigDecimal("seconds")),
                Credits.of(row.getBigDecimal("credits")),
                findInstant(row, "last_session"));
    }

    private static SessionFigures session(ResultSet row) throws SQLException {
        String status = row.getString("status");
        return new SessionFigures(
                SessionId.of(row.getObject("session_id", UUID.class)),
                CounselorId.of(row.getObject("counselor_id", UUID.class)),
                row.getString("name"),
                row.getString("client_id"),
                Arrays.stream(SessionStatus.values())
                        .filter(one -> one.code().equals(status))
                        .findFirst()
                        .orElseThrow(),
                instant(row, "started_at"),
                seconds(row.getBigDecimal("duration_seconds")),
                row.getLong("analysis_count"),
                row.getLong("total_tokens"),
                Usd.of(row.getBigDecimal("estimated_cost_usd")),
                row.getLong("unpriced_analysis_count"),
                Credits.of(row.getBigDecimal("credits_consumed")),
                row.getBoolean("credit_deducted"),
                new SafetyDistribution(0, 0, 0));
    }

    private static Duration seconds(BigDecimal seconds) {
        return Duration.ofMillis(seconds.movePointRight(3).longValue());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static @Nullable Instant findInstant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String pattern(String search) {
        String literal = search.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return "%" + literal + "%";
    }

    private static <T> Page<T> cut(List<T> read, PageRequest page, Function<T, Cursor> position) {
        if (read.size() <= page.size()) {
            return new Page<>(read, Optional.empty());
        }
        List<T> items = read.subList(0, page.size());
        return new Page<>(
                items, Optional.of(position.apply(items.get(items.size() - 1)).text()));
    }

    /** A place in an ordered list: the value that orders it, and the id. */
    private record Cursor(String value, UUID id) {

        String text() {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString((id + value).getBytes(StandardCharsets.UTF_8));
        }

        static Cursor of(String text) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
                int idLength = 36;
                if (plain.length() > idLength) {
                    return new Cursor(plain.substring(idLength), UUID.fromString(plain.substring(0, idLength)));
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            throw wrong();
        }

        BigDecimal number() {
            try {
                return new BigDecimal(value);
            } catch (NumberFormatException e) {
                throw wrong();
            }
        }

        Instant instant() {
            try {
                return Instant.parse(value);
            } catch (java.time.DateTimeException e) {
                throw wrong();
            }
        }

        private static InvalidInputException wrong() {
            return new InvalidInputException("cursor", "expected the link to the next page of this same list");
        }
    }
}
