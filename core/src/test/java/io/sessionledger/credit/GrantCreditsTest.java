package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.SessionId;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantCreditsTest {

    private static final CounselorId COUNSELOR = CounselorId.of(2);
    private static final Credits TEN = Credits.of(10);
    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");

    @Test
    void a_purchase_is_made_by_the_host_unless_another_actor_is_named() {
        assertThat(GrantCredits.purchase(COUNSELOR, TEN, "invoice 7", "invoice-7"))
                .isEqualTo(new GrantCredits(
                        COUNSELOR,
                        TEN,
                        GrantType.PURCHASE,
                        "invoice 7",
                        "invoice-7",
                        "host",
                        50,
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void whatever_is_stated_keeps_what_was_stated_before() {
        GrantCredits all = new GrantCredits(
                COUNSELOR,
                TEN,
                GrantType.COMPENSATION,
                "outage",
                "outage-7",
                "admin-3",
                10,
                Optional.of(NOON),
                Optional.of(NOON.plusSeconds(60)));
        GrantCredits purchase = GrantCredits.purchase(COUNSELOR, TEN, "outage", "outage-7");

        assertThat(purchase.as(GrantType.COMPENSATION)
                        .by("admin-3")
                        .withPriority(10)
                        .effectiveFrom(NOON)
                        .expiresAt(NOON.plusSeconds(60)))
                .isEqualTo(all);
        assertThat(purchase.expiresAt(NOON.plusSeconds(60))
                        .effectiveFrom(NOON)
                        .withPriority(10)
                        .by("admin-3")
                        .as(GrantType.COMPENSATION))
                .isEqualTo(all);
    }

    @Test
    void its_times_are_cut_to_what_databases_keep() {
        GrantCredits grant = GrantCredits.purchase(COUNSELOR, TEN, "r", "k")
                .effectiveFrom(NOON.plusNanos(1_999))
                .expiresAt(NOON.plusNanos(2_999));

        assertThat(grant.effectiveFrom()).contains(NOON.plusNanos(1_000));
        assertThat(grant.expiresAt()).contains(NOON.plusNanos(2_000));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100})
    void its_priority_may_be_the_first_or_the_last(int priority) {
        GrantCredits grant = GrantCredits.purchase(COUNSELOR, TEN, "r", "k");

        assertThat(grant.withPriority(priority).priority()).isEqualTo(priority);
    }

    @Test
    void only_the_beginning_of_a_key_is_reserved() {
        assertThat(GrantCredits.purchase(COUNSELOR, TEN, "r", "host:ledger:7").idempotencyKey())
                .isEqualTo("host:ledger:7");
    }

    @Test
    void reason_key_and_actor_may_fill_their_columns() {
        GrantCredits full = GrantCredits.purchase(COUNSELOR, TEN, "r".repeat(500), "k".repeat(200))
                .by("a".repeat(100));

        assertThat(full.reason()).hasSize(500);
        assertThat(full.idempotencyKey()).hasSize(200);
        assertThat(full.actor()).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource
    void a_grant_enters_the_ledger_under_its_own_name(GrantType type) {
        assertThat(type.transactionType().name()).isEqualTo(type.name());
        assertThat(type.transactionType().movesGranted()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void its_text_does_not_show_the_reason(Object request) {
        assertThat(request.toString()).contains("key-1").doesNotContain("whispered");
    }

    static Stream<Object> requests() {
        return Stream.of(
                GrantCredits.purchase(COUNSELOR, TEN, "whispered", "key-1"),
                new AdjustCredits(COUNSELOR, TEN, "whispered", "key-1", "admin-3"),
                RefundSession.whole(SessionId.of(1), "whispered", "key-1", "admin-3"),
                new VoidGrant(GrantId.of(7), "whispered", "key-1", "admin-3"));
    }
}
