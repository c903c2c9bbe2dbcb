package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditHold;
import io.sessionledger.jdbc.SessionSql.SessionReading;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What of some sessions, their holds and their accounts could be locked on PostgreSQL, and how it is once it is locked: in one round trip, and without waiting for anybody. What somebody else
 * holds is as if it were not there.
 */
final class LockedSessions {

    /** The sessions' accounts, each once; also those of sessions that somebody else holds, which does no harm. */
    private static final String THEIR_ACCOUNTS = """
            (select distinct u.counselor_id from ${schema}.session_usage u
             where u.tenant_id = :tenant_id and u.session_id = %s) d
            """.formatted(SessionSql.ANY_SESSION);

    private static final String LOCK_UNLESS_HELD = lock("skip locked");
    private static final String LOCK_WAITING_FOR_ACCOUNTS = lock("");

    private final TenantId tenant;
    private final Map<SessionId, SessionReading> readings = new HashMap<>();
    private final Map<SessionId, SessionHold> holds = new LinkedHashMap<>();
    private final Map<CounselorId, AccountBook> books = new LinkedHashMap<>();
    private final List<SessionEnd> ends = new ArrayList<>();

    private LockedSessions(TenantId tenant) {
        this.tenant = tenant;
    }

    /**
     * First the locks, in the order session, hold, account; then, in statements that see what was committed before, what they keep as it is. Offsets and locks keep the planner from anything but looking up each row by its key, statistics or
     * none.
     */
    private static String lock(String accounts) {
        return """
            select u.session_id from ${schema}.session_usage u
            where u.tenant_id = :tenant_id and u.session_id = %5$s
            for no key update skip locked;

            select u.session_id as held_session, h.silence_seconds, %1$s
            from ${schema}.session_usage u
            cross join lateral (
                select v.id from ${schema}.credit_holds v
                where v.tenant_id = :tenant_id and v.counselor_id = u.counselor_id and v.session_id = u.session_id
                    and v.status = 'active'
                    offset 0) seen
            left join lateral (
                select h.silence_seconds, %1$s from ${schema}.credit_holds h
                where h.tenant_id = :tenant_id and h.counselor_id = u.counselor_id and h.session_id = u.session_id
                    and h.status = 'active'
                for no key update skip locked) h on true
            where u.tenant_id = :tenant_id and u.session_id = %5$s;

            select a.counselor_id, a.alert_levels, a.large_charge
            from %2$s
            cross join lateral (
                select a.counselor_id, %6$s from ${schema}.credit_accounts a
                where a.tenant_id = :tenant_id and a.counselor_id = d.counselor_id
                for no key update %4$s) a;

            select d.counselor_id, %3$s
            from %2$s
            cross join lateral (
                select %3$s from ${schema}.credit_grants g
                where g.tenant_id = :tenant_id and g.counselor_id = d.counselor_id
                    and g.status in ('active', 'scheduled')
                    offset 0) g;

            """.formatted(
                                CreditHoldRow.COLUMNS.from("h"),
                                THEIR_ACCOUNTS,
                                CreditGrantRow.COLUMNS.from("g"),
                                accounts,
                                SessionSql.ANY_SESSION,
                                AlertRulesSql.columns("a"))
                + SessionSql.READ_BILLS;
    }

    /** Locks what there is of some sessions, in the transaction at hand, and waits for nobody. */
    static LockedSessions lockUnlessHeld(Handle handle, TenantId tenant, Collection<SessionId> sessionIds) {
        return lock(handle, LOCK_UNLESS_HELD, tenant, sessionIds);
    }

    /** The same for sessions of one account, for which it waits as long as somebody else holds it. */
    static LockedSessions lockWaitingForAccount(Handle handle, TenantId tenant, Collection<SessionId> sessionIds) {
        return lock(handle, LOCK_WAITING_FOR_ACCOUNTS, tenant, sessionIds);
    }

    private static LockedSessions lock(Handle handle, String sql, TenantId tenant, Collection<SessionId> sessionIds) {
        LockedSessions locked = new LockedSessions(tenant);
        Set<SessionId> sessions = new HashSet<>();
        Set<SessionId> heldElsewhere = new HashSet<>();
        Map<CounselorId, AlertRules> accounts = new HashMap<>();
        Map<CounselorId, List<BookedGrant>> grants = new HashMap<>();
        Results.ofEach(
                handle.createQuery(sql)
                        .bind("tenant_id", tenant.value())
                        .bind("sessions", Bind.array("uuid", sessionIds.stream().map(SessionId::value))),
                List.of(
                        row -> sessions.add(SessionId.of(row.uuid("session_id"))),
                        row -> locked.addHold(row, heldElsewhere),
                        row -> accounts.put(CounselorId.of(row.uuid("counselor_id")), AlertRulesSql.map(row)),
                        row -> grants.computeIfAbsent(
                                        CounselorId.of(row.uuid("counselor_id")), counselor -> new ArrayList<>())
                                .add(CreditGrantRow.map(row)),
                        row -> {
                            SessionReading reading = SessionSql.reading(row);
                            SessionId sessionId = reading.bill().usage().sessionId();
                            if (sessions.contains(sessionId) && !heldElsewhere.contains(sessionId)) {
                                locked.readings.put(sessionId, reading);
                            }
                        }));
        locked.openBooks(accounts, grants);
        return locked;
    }

    private void addHold(Row row, Set<SessionId> heldElsewhere) throws SQLException {
        if (row.has("id")) {
            CreditHold hold = CreditHoldRow.map(row);
            holds.put(hold.sessionId(), SessionHold.found(hold, row.seconds("silence_seconds")));
        } else {
            heldElsewhere.add(SessionId.of(row.uuid("held_session")));
        }
    }

    private void openBooks(Map<CounselorId, AlertRules> accounts, Map<CounselorId, List<BookedGrant>> grants) {
        for (SessionReading reading : readings.values()) {
            AccountHead head = reading.head();
            CounselorId counselorId = reading.bill().usage().counselorId();
            AlertRules rules = accounts.get(counselorId);
            if (head != null && rules != null) {
                // whoever takes credits makes debts, and repays none
                books.computeIfAbsent(
                        counselorId,
                        counselor -> new AccountBook(
                                tenant,
                                head,
                                rules,
                                new GrantsAndDebts(grants.getOrDefault(counselor, List.of()), List.of())));
            }
        }
    }

    /** A session as it is, unless somebody else holds it, or it has been ended here. */
    Optional<SessionReading> reading(SessionId sessionId) {
        return Optional.ofNullable(readings.get(sessionId));
    }

    /** What is set aside for a session that is locked. */
    Optional<SessionHold> hold(SessionId sessionId) {
        return Optional.ofNullable(holds.get(sessionId)).filter(SessionHold::isActive);
    }

    /** Takes up a new hold. */
    void place(SessionHold hold) {
        holds.put(hold.sessionId(), hold);
    }

    /** The book of an account, unless somebody else holds it. */
    Optional<AccountBook> book(CounselorId counselorId) {
        return Optional.ofNullable(books.get(counselorId));
    }

    /** The account of a session, if there is one and somebody else holds it. */
    Optional<CounselorId> accountHeldElsewhere(SessionReading reading) {
        return Optional.ofNullable(reading.head())
                .map(head -> head.account().counselorId())
                .filter(counselorId -> !books.containsKey(counselorId));
    }

    /** Takes up the end of a session. Whoever else wants something of it has to look at it again. */
    void end(SessionEnd end) {
        readings.remove(end.seen().sessionId());
        ends.add(end);
    }

    boolean isChanged() {
        return !ends.isEmpty()
                || holds.values().stream().anyMatch(hold -> hold.isNew() || hold.isChanged())
                || books.values().stream().anyMatch(AccountBook::isToBeSaved);
    }

    TenantId tenant() {
        return tenant;
    }

    List<SessionEnd> ends() {
        return ends;
    }

    Collection<SessionHold> holds() {
        return holds.values();
    }

    Collection<AccountBook> books() {
        return books.values();
    }
}
