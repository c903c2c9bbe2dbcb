package io.sessionledger.jdbc;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toMap;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.jdbc.PastOutcome.CreditsState;
import io.sessionledger.store.NewEntry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Enters the credits that were taken for past sessions. Each session gets an opening balance of just what was taken, and the fee that takes it: so the session's entries say what it cost, the account says
 * what was ever given and used, and its balance stays what it is.
 */
final class OpeningEntries {

    private static final String ACTOR = "ledger";

    private static final String SETTLE = """
            update ${schema}.session_usage set credits_consumed = :credits, credit_deducted = true, credit_deducted_at = :now,
                uncharged_reason = null, revision = revision + 1
            where tenant_id = :tenant_id and session_id = :session_id
            """;

    private static final String IS_CHARGED =
            "select count(*) from ${schema}.credit_logs where tenant_id = :tenant_id and idempotency_key = :idempotency_key";

    private final AccountBooks books;

    OpeningEntries(Database database) {
        this.books = new AccountBooks(database);
    }

    /** Enters what is not there yet for sessions whose usage rows are locked. */
    Map<SessionId, CreditsState> enter(
            Handle handle, TenantId tenant, List<PastSession> sessions, Map<SessionId, PastUsage> locked, Instant now) {
        Map<SessionId, CreditsState> states = new HashMap<>();
        for (PastSession session : sessions) {
            PastUsage usage = locked.get(session.sessionId());
            if (session.creditsTaken().isPresent() && usage != null) {
                states.put(session.sessionId(), state(handle, tenant, session, usage));
            }
        }
        Map<CounselorId, List<PastSession>> byAccount = sessions.stream()
                .filter(session -> states.get(session.sessionId()) == CreditsState.ENTERED)
                .collect(groupingBy(session -> counselor(locked, session)));
        // accounts are locked in the order of their keys, as usage rows are
        Map<UUID, List<PastSession>> inKeyOrder = new TreeMap<>(HistorySql.KEY_ORDER);
        inKeyOrder.putAll(
                byAccount.entrySet().stream().collect(toMap(of -> of.getKey().value(), Map.Entry::getValue)));
        inKeyOrder.forEach((counselor, own) -> enter(handle, tenant, CounselorId.of(counselor), own, now));
        return states;
    }

    /** The account that pays is that of the ledger's row, whoever the host says ran the session now. */
    private static CounselorId counselor(Map<SessionId, PastUsage> locked, PastSession session) {
        PastUsage usage = locked.get(session.sessionId());
        return usage == null ? session.counselorId() : usage.counselorId();
    }

    private static CreditsState state(Handle handle, TenantId tenant, PastSession session, PastUsage usage) {
        if (!usage.historic()) {
            return CreditsState.LEFT;
        }
        if (usage.settled()) {
            return CreditsState.ALREADY_THERE;
        }
        long fees = handle.createQuery(IS_CHARGED)
                .bind("tenant_id", tenant.value())
                .bind("idempotency_key", NewEntry.sessionFeeKey(session.sessionId()))
                .mapTo(Long.class)
                .one();
        return fees == 0 ? CreditsState.ENTERED : CreditsState.LEFT;
    }

    private void enter(Handle handle, TenantId tenant, CounselorId counselor, List<PastSession> sessions, Instant now) {
        if (sessions.stream().anyMatch(session -> credits(session).isPositive())) {
            AccountBook book = books.openSwept(handle, tenant, counselor, now);
            for (PastSession session : sessions) {
                if (credits(session).isPositive()) {
                    book.openSpent(opening(counselor, session, now), fee(counselor, session, now));
                }
            }
            books.save(handle, tenant, book);
        }
        for (PastSession session : sessions) {
            SessionSql.bindKey(handle.createUpdate(SETTLE), tenant, session.sessionId())
                    .bind("credits", credits(session).value())
                    .bind("now", Bind.instant(now))
                    .execute();
        }
    }

    private static Credits credits(PastSession session) {
        return session.creditsTaken().orElse(Credits.ZERO);
    }

    private static NewEntry opening(CounselorId counselor, PastSession session, Instant now) {
        String key = GrantCredits.RESERVED_KEY_PREFIX + "opening_balance:" + session.sessionId();
        return entry(counselor, TransactionType.OPENING_BALANCE, credits(session), null, key, now);
    }

    private static NewEntry fee(CounselorId counselor, PastSession session, Instant now) {
        String key = NewEntry.sessionFeeKey(session.sessionId());
        return entry(counselor, TransactionType.SESSION_FEE, credits(session).negated(), session.sessionId(), key, now);
    }

    private static NewEntry entry(
            CounselorId counselor,
            TransactionType type,
            Credits delta,
            @Nullable SessionId sessionId,
            String key,
            Instant now) {
        return new NewEntry(
                // the tenant and the key make the entry, so they make its id
                CreditLogId.of(UUID.nameUUIDFromBytes((counselor + key).getBytes(StandardCharsets.UTF_8))),
                counselor,
                type,
                delta,
                sessionId,
                key,
                Sha256.of(key + " " + delta),
                ACTOR,
                "before_the_ledger",
                null,
                now);
    }
}
