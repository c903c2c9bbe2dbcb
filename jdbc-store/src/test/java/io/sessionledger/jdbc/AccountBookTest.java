package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.CounselorId;
import io.sessionledger.CreditLogId;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.TransactionType;
import io.sessionledger.store.NewEntry;
import io.sessionledger.store.NewGrant;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What movements do to grants and debts, without any database. */
class AccountBookTest {

    private static final TenantId TENANT = TenantId.of("island");
    private static final CounselorId COUNSELOR = CounselorId.of(1);
    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

    private final AccountBook book = new AccountBook(
            TENANT,
            new AccountHead(CreditAccount.empty(COUNSELOR), 0, null, null, null),
            AlertRules.NONE,
            new GrantsAndDebts(List.of(), List.of()));
    private long ids;

    private NewEntry entry(TransactionType type, long delta, Instant at) {
        ids++;
        return new NewEntry(
                CreditLogId.of(ids),
                COUNSELOR,
                type,
                Credits.of(delta),
                null,
                "key-" + ids,
                "digest",
                "staff",
                "code",
                null,
                at);
    }

    private BookedGrant given(long amount, int priority, @Nullable Instant expiresAt) {
        NewEntry entry = entry(TransactionType.PURCHASE, amount, NOON);
        PostedEntry posted = book.post(entry, null, null);
        BookedGrant grant = BookedGrant.inForce(posted, new NewGrant(entry, priority, null, expiresAt));
        book.add(grant);
        return grant;
    }

    private void taken(long amount) {
        book.take(entry(TransactionType.SESSION_FEE, -amount, NOON), null, null);
    }

    private String remaining() {
        return String.join(
                " ",
                book.funds().grants().stream()
                        .map(grant -> grant.remaining().toString())
                        .toList());
    }

    @Test
    void entries_are_numbered_and_each_is_linked_to_the_one_before() {
        given(10, 50, null);
        taken(3);

        PostedEntry first = book.posted().get(0);
        PostedEntry second = book.posted().get(1);
        assertThat(first.chainDigest())
                .isEqualTo(LedgerChain.link(
                        LedgerChain.start(TENANT, COUNSELOR),
                        first.factsDigest(),
                        1,
                        Credits.of(10),
                        Credits.of(10),
                        NOON));
        assertThat(second.chainDigest())
                .isEqualTo(LedgerChain.link(
                        first.chainDigest(), second.factsDigest(), 2, Credits.of(-3), Credits.of(7), NOON));
    }

    @Test
    void an_entry_is_never_dated_before_the_last_one() {
        given(10, 50, null);

        book.take(entry(TransactionType.SESSION_FEE, -1, NOON.minusSeconds(60)), null, null);

        assertThat(book.posted()).extracting(PostedEntry::at).containsExactly(NOON, NOON);
    }

    @Test
    void held_credits_lie_on_the_grants_in_the_order_in_which_these_pay() {
        Instant soon = NOON.plusSeconds(60);
        given(10, 50, soon);
        given(5, 0, null);
        book.hold(Credits.of(8));

        assertThat(book.advance(soon)).isEqualTo(new AccountBook.Advance(0, 1));

        // five of the eight lie on the grant that would pay first, three on the one that has expired
        assertThat(remaining()).isEqualTo("3 5");
        assertThat(book.funds().isDue(soon))
                .as("whether the holds still are there is looked at by every movement")
                .isTrue();
    }

    @Test
    void once_a_hold_ends_what_it_had_kept_goes() {
        Instant soon = NOON.plusSeconds(60);
        given(10, 50, soon);
        book.hold(Credits.of(8));
        book.advance(soon);

        book.free(Credits.of(8));

        assertThat(book.advance(soon)).isEqualTo(new AccountBook.Advance(0, 1));
        assertThat(book.account().balance()).isEqualTo(Credits.ZERO);
        assertThat(book.head().nextChangeAt()).isNull();
    }

    @Test
    void a_grant_that_would_one_day_overflow_the_account_is_refused_at_once() {
        long much = 600_000_000_000_000L;
        given(much, 50, null);
        NewGrant later = new NewGrant(entry(TransactionType.PURCHASE, much, NOON), 50, null, null);

        assertThatThrownBy(() -> book.schedule(later, NOON.plusSeconds(60), null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("amount: ");
    }

    @Test
    void what_starts_at_the_moment_at_which_another_expires_starts_first() {
        Instant then = NOON.plusSeconds(60);
        given(5, 50, then);
        book.schedule(new NewGrant(entry(TransactionType.PURCHASE, 5, NOON), 0, then, null), then, null);
        book.hold(Credits.of(5));

        assertThat(book.advance(then)).isEqualTo(new AccountBook.Advance(1, 1));
        assertThat(remaining()).isEqualTo("0 5");
    }

    @Test
    void the_next_change_is_the_earliest_start_or_expiry() {
        assertThat(book.head().nextChangeAt()).isNull();
        given(5, 50, NOON.plusSeconds(60));
        given(5, 50, NOON.plusSeconds(30));
        given(5, 50, null);
        assertThat(book.head().nextChangeAt()).isEqualTo(NOON.plusSeconds(30));
        taken(5);
        assertThat(book.head().nextChangeAt()).isEqualTo(NOON.plusSeconds(60));
        Instant sooner = NOON.plusSeconds(10);
        book.schedule(new NewGrant(entry(TransactionType.PURCHASE, 5, NOON), 0, sooner, null), sooner, null);
        assertThat(book.head().nextChangeAt()).isEqualTo(sooner);
    }
}
