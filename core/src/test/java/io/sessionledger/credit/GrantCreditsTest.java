package io.sessionledger.credit;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantCreditsTest {

    private static final CounselorId COUNSELOR = CounselorId.of(2);
    private static final Credits TEN = Credits.of(10);

    @Test
    void a_purchase_is_made_by_the_host_unless_another_actor_is_named() {
        assertThat(GrantCredits.purchase(COUNSELOR, TEN, "invoice 7", "invoice-7"))
                .isEqualTo(new GrantCredits(COUNSELOR, TEN, GrantType.PURCHASE, "invoice 7", "invoice-7", "host"));
    }

    @Test
    void another_cause_and_another_actor_keep_each_other() {
        GrantCredits both = new GrantCredits(COUNSELOR, TEN, GrantType.COMPENSATION, "outage", "outage-7", "admin-3");
        GrantCredits purchase = GrantCredits.purchase(COUNSELOR, TEN, "outage", "outage-7");

        assertThat(purchase.as(GrantType.COMPENSATION).by("admin-3")).isEqualTo(both);
        assertThat(purchase.by("admin-3").as(GrantType.COMPENSATION)).isEqualTo(both);
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

    @Test
    void its_text_does_not_show_the_reason() {
        assertThat(GrantCredits.purchase(CounselorId.of(1), Credits.of(5), "whispered", "key-1")
                        .toString())
                .contains("key-1")
                .doesNotContain("whispered");
    }
}
