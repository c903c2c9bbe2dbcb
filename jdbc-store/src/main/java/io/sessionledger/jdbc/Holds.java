package io.sessionledger.jdbc;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.HoldId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.HoldPlan;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Keeps {@code credit_holds}, in SQL that both databases share. A hold is locked after its session and before its account. */
final class Holds {

    private static final String ACTIVE = "select " + CreditHoldRow.COLUMNS.from("h")
            + " from ${schema}.credit_holds h where h.tenant_id = :tenant_id and h.status = 'active'";

    private static final String OF_SESSION =
            ACTIVE + " and h.session_id = :session_id and h.counselor_id = :counselor_id ";

    /** Without those that somebody is working on: their sessions are not silent, and to wait for them would turn the order of locks round. In the order of the account's index: that of ids would be had from the tenant's on tables without statistics. */
    private static final String DUE = """
            select h.id, h.session_id, h.amount, h.silence_seconds from ${schema}.credit_holds h
            where h.tenant_id = :tenant_id and h.counselor_id = :counselor_id and h.status = 'active' and h.expires_at <= :now
            order by h.session_id
            """;

    private static final String LAST_RECORDED_AT = """
            select u.last_recorded_at from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id = :session_id and u.counselor_id = :counselor_id
                and u.last_recorded_at is not null
            """;

    private static final String PLACE = """
            insert into ${schema}.credit_holds (tenant_id, id, session_id, counselor_id, amount, silence_seconds, placed_at, expires_at)
            values (:tenant_id, :id, :session_id, :counselor_id, :amount, :silence_seconds, :now, :expires_at)
            """;

    private static final String RAISE = """
            update ${schema}.credit_holds set amount = amount + :more, silence_seconds = :silence_seconds,
                expires_at = greatest(expires_at, :expires_at)
            where tenant_id = :tenant_id and id = :id
            """;

    private static final String SET_AMOUNT =
            "update ${schema}.credit_holds set amount = :amount where tenant_id = :tenant_id and id = :id";

    private static final String PUT_OFF =
            "update ${schema}.credit_holds set expires_at = :expires_at where tenant_id = :tenant_id and id = :id";

    private static final String END =
            "update ${schema}.credit_holds set status = :status, ended_at = :now where tenant_id = :tenant_id and id = :id";

    private final String lockOfSession;
    private final String lockDue;

    Holds(Database database) {
        this.lockOfSession = OF_SESSION + database.lock();
        this.lockDue = DUE + database.lock() + " skip locked";
    }

    /** The session of a hold {@code h}, if it is still there and still the same counselor's. */
    static final String ITS_SESSION = """
            ${schema}.session_usage u on u.tenant_id = h.tenant_id and u.session_id = h.session_id
                and u.counselor_id = h.counselor_id
            """;

    /** Whether a hold {@code h}, of the session {@code u} if that is still there, is due to end at {@code :now}. */
    static String isSilent(Database database) {
        return "(h.status = 'active' and h.expires_at <= :now and (u.last_recorded_at is null or u.last_recorded_at <= "
                + database.secondsBefore(":now", "h.silence_seconds") + "))";
    }

    Optional<CreditHold> find(Handle handle, TenantId tenant, SessionUsage usage) {
        return find(handle, OF_SESSION, tenant, usage);
    }

    Optional<CreditHold> lock(Handle handle, TenantId tenant, SessionUsage usage) {
        return find(handle, lockOfSession, tenant, usage);
    }

    private static Optional<CreditHold> find(Handle handle, String sql, TenantId tenant, SessionUsage usage) {
        return SessionSql.bindKey(handle.createQuery(sql), tenant, usage.sessionId())
                .bind("counselor_id", usage.counselorId().value())
                .map((result, context) -> CreditHoldRow.map(Row.of(result)))
                .findOne();
    }

    /** Locks the holds of an account that end unless their sessions have given a sign of life, and that nobody is working on. */
    List<Due> lockDue(Handle handle, TenantId tenant, CounselorId counselorId, Instant now) {
        return AccountBooks.ofAccount(handle.createQuery(lockDue), tenant, counselorId)
                .bind("now", Bind.instant(now))
                .map((result, context) -> due(Row.of(result)))
                .list();
    }

    /** The same without that of a session whose own verb is at work. */
    List<Due> lockDueOfOthers(Handle handle, TenantId tenant, SessionUsage usage, Instant now) {
        return lockDue(handle, tenant, usage.counselorId(), now).stream()
                .filter(hold -> !hold.sessionId().equals(usage.sessionId()))
                .toList();
    }

    private static Due due(Row row) throws SQLException {
        return new Due(
                HoldId.of(row.uuid("id")),
                SessionId.of(row.uuid("session_id")),
                row.credits("amount"),
                row.seconds("silence_seconds"));
    }

    /** Ends the holds of silent sessions, and puts off the others. */
    @CanIgnoreReturnValue
    int expire(Handle handle, TenantId tenant, AccountBook book, List<Due> holds, Instant now) {
        int expired = 0;
        for (Due hold : holds) {
            Instant alive = aliveUntil(handle, tenant, book.counselorId(), hold);
            if (alive != null && alive.isAfter(now)) {
                handle.createUpdate(PUT_OFF)
                        .bind("tenant_id", tenant.value())
                        .bind("id", hold.id().value())
                        .bind("expires_at", Bind.instant(alive))
                        .execute();
            } else {
                end(handle, tenant, hold.id(), HoldEnd.EXPIRED, now);
                book.free(hold.amount());
                expired++;
            }
        }
        return expired;
    }

    private static @Nullable Instant aliveUntil(Handle handle, TenantId tenant, CounselorId counselorId, Due hold) {
        return SessionSql.bindKey(handle.createQuery(LAST_RECORDED_AT), tenant, hold.sessionId())
                .bind("counselor_id", counselorId.value())
                .map((result, context) -> Row.of(result).instant("last_recorded_at"))
                .findOne()
                .map(recorded -> recorded.plus(hold.silence()))
                .orElse(null);
    }

    void place(Handle handle, TenantId tenant, SessionUsage usage, HoldPlan plan, Credits amount, Instant now) {
        SessionSql.bindKey(handle.createUpdate(PLACE), tenant, usage.sessionId())
                .bind("id", plan.id().value())
                .bind("counselor_id", usage.counselorId().value())
                .bind("amount", amount.value())
                .bind("silence_seconds", Bind.seconds(plan.silence()))
                .bind("now", Bind.instant(now))
                .bind("expires_at", Bind.instant(now.plus(plan.silence())))
                .execute();
    }

    void raise(Handle handle, TenantId tenant, CreditHold hold, HoldPlan plan, Credits more, Instant now) {
        handle.createUpdate(RAISE)
                .bind("tenant_id", tenant.value())
                .bind("id", hold.id().value())
                .bind("more", more.value())
                .bind("silence_seconds", Bind.seconds(plan.silence()))
                .bind("expires_at", Bind.instant(now.plus(plan.silence())))
                .execute();
    }

    void shrink(Handle handle, TenantId tenant, CreditHold hold, Credits to) {
        handle.createUpdate(SET_AMOUNT)
                .bind("tenant_id", tenant.value())
                .bind("id", hold.id().value())
                .bind("amount", to.value())
                .execute();
    }

    void end(Handle handle, TenantId tenant, HoldId id, HoldEnd as, Instant now) {
        handle.createUpdate(END)
                .bind("tenant_id", tenant.value())
                .bind("id", id.value())
                .bind("status", as.code())
                .bind("now", Bind.instant(now))
                .execute();
    }

    /** How a hold ends. */
    enum HoldEnd {
        CAPTURED,
        RELEASED,
        EXPIRED;

        private final String code = name().toLowerCase(Locale.ROOT);

        String code() {
            return code;
        }
    }

    /** A hold that is due to end. */
    record Due(HoldId id, SessionId sessionId, Credits amount, Duration silence) {}
}
