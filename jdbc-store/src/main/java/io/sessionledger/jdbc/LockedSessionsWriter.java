package io.sessionledger.jdbc;

import io.sessionledger.RateId;
import io.sessionledger.store.SettlementPlan.Charged;
import io.sessionledger.store.SettlementPlan.Unrated;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * Writes on PostgreSQL what has become of sessions, holds and accounts that are locked, and commits it: in one string of statements, each of them for all rows of its table. The commit takes no round trip of
 * its own that way; the driver knows that no transaction is open any more, and sends nothing for the one that JDBI asks for.
 */
final class LockedSessionsWriter {

    private static final InputRows ENDS = InputRows.of(
            "e",
            "session_id uuid",
            "status text",
            "ended_at timestamptz",
            "stated_duration_seconds numeric",
            "billed_duration_seconds numeric",
            "billed_analysis_count int8",
            "billed_prompt_tokens int8",
            "billed_cached_tokens int8",
            "billed_completion_tokens int8",
            "billed_cost_usd numeric",
            "billed_unpriced_count int8",
            "credits_consumed numeric",
            "credit_deducted bool",
            "decided_at timestamptz",
            "uncharged_reason text",
            "rate_id uuid");

    private static final InputRows ENTRIES = InputRows.of(
            "l",
            "entry_id uuid",
            "counselor_id uuid",
            "entry_no int8",
            "transaction_type text",
            "credits_delta numeric",
            "balance_after numeric",
            "entry_session_id uuid",
            "entry_rate_id uuid",
            "rate_snapshot text",
            "calculation text",
            "idempotency_key text",
            "request_digest text",
            "actor text",
            "reason_code text",
            "reason_digest text",
            "facts_digest text",
            "chain_digest text",
            "posted_at timestamptz");

    private static final InputRows GRANTS = InputRows.of("g", "id uuid", "remaining numeric", "status text");

    private static final InputRows PAYMENTS = InputRows.of("p", "entry_id uuid", "grant_id uuid", "paid numeric");

    private static final InputRows DEBTS =
            InputRows.of("d", "entry_id uuid", "counselor_id uuid", "entry_no int8", "unpaid numeric");

    private static final InputRows PLACED = InputRows.of(
            "n",
            "id uuid",
            "session_id uuid",
            "counselor_id uuid",
            "amount numeric",
            "status text",
            "silence_seconds numeric",
            "placed_at timestamptz",
            "expires_at timestamptz",
            "ended_at timestamptz");

    private static final InputRows CHANGED = InputRows.of(
            "h",
            "id uuid",
            "amount numeric",
            "status text",
            "silence_seconds numeric",
            "expires_at timestamptz",
            "ended_at timestamptz");

    private static final InputRows ACCOUNTS = InputRows.of(
            "a",
            "counselor_id uuid",
            "granted numeric",
            "used numeric",
            "held numeric",
            "next_change_at timestamptz",
            "last_entry_no int8",
            "last_entry_at timestamptz",
            "last_chain_digest text");

    private static final String END = """
            update ${schema}.session_usage u set %s, rate_id = coalesce(u.rate_id, e.new_rate_id)
            from %s where u.tenant_id = e.tenant_id and u.session_id = e.new_session_id;

            %s;

            update ${schema}.credit_grants x set remaining = g.new_remaining, status = g.new_status
            from %s where x.tenant_id = g.tenant_id and x.id = g.new_id;

            insert into ${schema}.credit_grant_payments (tenant_id, entry_id, grant_id, paid)
            select :tenant_id, p.new_entry_id, p.new_grant_id, p.new_paid from %s;

            insert into ${schema}.credit_debts (tenant_id, entry_id, counselor_id, entry_no, amount, unpaid)
            select :tenant_id, d.new_entry_id, d.new_counselor_id, d.new_entry_no, d.new_unpaid, d.new_unpaid from %s;

            %s;

            """.formatted(
                    ENDS.reading(SessionSql.SETTLE),
                    ENDS.asTable(),
                    EntrySql.insertAll(ENTRIES),
                    GRANTS.asTable(),
                    PAYMENTS.asTable(),
                    DEBTS.asTable(),
                    AlertSql.INSERT_ROWS);

    private static final String COMMIT = ";\n\ncommit";

    private static final String MOVE = """
            update ${schema}.credit_holds x set amount = h.new_amount, status = h.new_status,
                silence_seconds = h.new_silence_seconds, expires_at = h.new_expires_at, ended_at = h.new_ended_at
            from %s where x.tenant_id = h.tenant_id and x.id = h.new_id;

            insert into ${schema}.credit_holds (tenant_id, id, session_id, counselor_id, amount, status, silence_seconds, placed_at, expires_at, ended_at)
            select :tenant_id, n.new_id, n.new_session_id, n.new_counselor_id, n.new_amount, n.new_status,
                n.new_silence_seconds, n.new_placed_at, n.new_expires_at, n.new_ended_at
            from %s;

            %s
            """.formatted(
                    CHANGED.asTable(),
                    PLACED.asTable(),
                    "update ${schema}.credit_accounts x set " + ACCOUNTS.reading(AccountBookWriter.ACCOUNT)
                            + " from " + ACCOUNTS.asTable()
                            + " where x.tenant_id = a.tenant_id and x.counselor_id = a.new_counselor_id");

    private LockedSessionsWriter() {}

    /** Writes it, in the transaction in which it was locked. */
    static void writeAndCommit(Handle handle, LockedSessions locked) {
        boolean ends = !locked.ends().isEmpty();
        List<SessionEnd> unpriced = locked.ends().stream()
                .filter(end -> end.plan().alertsUnpriced())
                .toList();
        String end = unpriced.isEmpty() ? END : AlertSql.INSERT_UNPRICED + END;
        try (Update update = handle.createUpdate((ends ? end + MOVE : MOVE) + COMMIT)) {
            update.bind("tenant_id", locked.tenant().value());
            if (ends) {
                bindEnds(update, locked);
            }
            if (!unpriced.isEmpty()) {
                AlertSql.UNPRICED_SESSIONS.bind(
                        update,
                        unpriced,
                        (session, row) -> row.bind(
                                        "session_id", session.seen().sessionId().value())
                                .bind("unpriced_day", AlertSql.unpricedDay(session.plan()))
                                .bind("decided_at", session.plan().now()));
            }
            bindMoves(update, locked);
            update.execute();
        }
    }

    private static void bindEnds(Update update, LockedSessions locked) {
        ENDS.bind(
                update,
                locked.ends(),
                (end, row) -> SessionSql.bindPlan(row, end.plan())
                        .bind("session_id", end.seen().sessionId().value())
                        .bind("rate_id", uuid(SessionPlans.rateOf(end.plan()))));
        ENTRIES.bind(
                update,
                ofBooks(locked, book -> book.posted().stream()),
                (posted, row) -> EntrySql.bind(row, locked.tenant(), posted));
        GRANTS.bind(
                update,
                ofBooks(locked, book -> book.funds().grants().stream().filter(BookedGrant::isChanged)),
                (grant, row) -> row.bind("id", grant.id.value())
                        .bind("remaining", grant.remaining().value())
                        .bind("status", grant.status().code()));
        PAYMENTS.bind(
                update,
                ofBooks(locked, book -> book.funds().payments().entrySet().stream()),
                (payment, row) -> row.bind(
                                "entry_id", payment.getKey().entryId().value())
                        .bind("grant_id", payment.getKey().grantId().value())
                        .bind("paid", payment.getValue().paid().value()));
        DEBTS.bind(
                update,
                ofBooks(locked, book -> book.funds().debts().stream().map(debt -> new DebtOf(book, debt))),
                (owed, row) -> row.bind("entry_id", owed.debt().entryId.value())
                        .bind("counselor_id", owed.book().counselorId().value())
                        .bind("entry_no", (Long) owed.debt().entryNo)
                        .bind("unpaid", owed.debt().unpaid().value()));
        AlertSql.ROWS.bind(update, alerts(locked), NewAlert::bind);
    }

    /** What somebody should hear of: of sessions, and of accounts. */
    private static List<NewAlert> alerts(LockedSessions locked) {
        return Stream.concat(
                        locked.ends().stream().flatMap(end -> alertOf(end).stream()),
                        locked.books().stream().flatMap(book -> book.alerts().stream()))
                .toList();
    }

    private static Optional<NewAlert> alertOf(SessionEnd end) {
        if (end.plan().billing() instanceof Unrated unrated) {
            return Optional.of(
                    NewAlert.unrated(unrated.alertId(), end.seen(), end.plan().now()));
        }
        return end.plan().billing() instanceof Charged charged && end.posted() != null
                ? NewAlert.shortage(charged.alertId(), end.posted())
                : Optional.empty();
    }

    private static @Nullable UUID uuid(@Nullable RateId id) {
        return id == null ? null : id.value();
    }

    private static void bindMoves(Update update, LockedSessions locked) {
        CHANGED.bind(
                update, locked.holds().stream().filter(SessionHold::isChanged).toList(), SessionHold::bind);
        PLACED.bind(update, locked.holds().stream().filter(SessionHold::isNew).toList(), SessionHold::bind);
        ACCOUNTS.bind(
                update,
                locked.books().stream().filter(AccountBook::isToBeSaved).toList(),
                (book, row) -> AccountBookWriter.bind(row, book.head()));
    }

    private static <T> List<T> ofBooks(LockedSessions locked, Function<AccountBook, Stream<T>> rows) {
        return locked.books().stream().flatMap(rows).toList();
    }

    private record DebtOf(AccountBook book, BookedDebt debt) {}
}
