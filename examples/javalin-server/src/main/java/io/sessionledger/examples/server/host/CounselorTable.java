package io.sessionledger.examples.server.host;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.TenantId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** One tenant's rows of the table {@code counselors}, on one connection. */
public final class CounselorTable {

    private static final String INSERT = """
            insert into counselors (tenant_id, id, name, email, created_at)
            values (:tenant_id, :id, :name, :email, :created_at)
            """;

    private static final String SELECT =
            "select c.id, c.name, c.email, c.created_at from counselors c where c.tenant_id = :tenant_id";

    private static final String SEARCHED =
            " and (lower(c.name) like :pattern escape '!' or lower(c.email) like :pattern escape '!')";

    private static final String AFTER =
            " and (c.created_at > :after_at or (c.created_at = :after_at and c.id > :after_id))";

    private final Handle handle;
    private final TenantId tenant;

    CounselorTable(Handle handle, TenantId tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /**
     * Registers a counselor.
     *
     * @param counselor a new one
     */
    public void insert(Counselor counselor) {
        handle.createUpdate(INSERT)
                .bind("tenant_id", tenant.value())
                .bind("id", counselor.id().value())
                .bind("name", counselor.name())
                .bind("email", counselor.email().orElse(null))
                .bind("created_at", Rows.utc(counselor.createdAt()))
                .execute();
    }

    /**
     * {@return a counselor, if the tenant has them}
     *
     * @param id the counselor
     */
    public Optional<Counselor> find(CounselorId id) {
        return query(SELECT + " and c.id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    /**
     * {@return one page of counselors, the first registered first}
     *
     * @param search if present, what the name or the address contains, in any case
     * @param only if present, the one counselor to look at
     * @param page how many, after which
     */
    public Page<Counselor> list(Optional<String> search, Optional<CounselorId> only, PageRequest page) {
        StringBuilder sql = new StringBuilder(SELECT);
        search.ifPresent(text -> sql.append(SEARCHED));
        only.ifPresent(id -> sql.append(" and c.id = :only"));
        page.cursor().ifPresent(cursor -> sql.append(AFTER));
        sql.append(" order by c.created_at, c.id limit :limit");

        Query query = query(sql.toString()).bind("limit", page.size() + 1);
        search.ifPresent(text -> query.bind("pattern", pattern(text)));
        only.ifPresent(id -> query.bind("only", id.value()));
        page.cursor()
                .map(Position::of)
                .ifPresent(position ->
                        query.bind("after_at", Rows.utc(position.at())).bind("after_id", position.id()));
        List<Counselor> read = query.map((row, context) -> read(row)).list();
        return Rows.page(
                read,
                page,
                counselor -> new Position(counselor.createdAt(), counselor.id().value()));
    }

    private Query query(String sql) {
        return handle.createQuery(sql).bind("tenant_id", tenant.value());
    }

    private static String pattern(String search) {
        String literal = search.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
        return "%" + literal + "%";
    }

    private static Counselor read(ResultSet row) throws SQLException {
        return new Counselor(
                CounselorId.of(Rows.uuid(row, "id")),
                row.getString("name"),
                Optional.ofNullable(row.getString("email")),
                Rows.instant(row, "created_at"));
    }
}
