package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The chain of two entries, spelled out byte for byte. The digests were computed from these very texts by another program; whoever writes a
 * verifier can hold it against them.
 */
class ChainVerifierTest {

    private static final TenantId TENANT = TenantId.of("clinic-7");

    private static final CounselorId COUNSELOR = CounselorId.of("7c9e6679-7425-40de-944b-e07fc1f90ae7");

    private static final String SALT = "00112233445566778899aabbccddeeff";

    private static final String REASON = "starter pack, 10 \u20ac";

    private static final String REASON_DIGEST = "63bf28fc7181cd8228c1651c8f91ec1e2deaf536069a99e93a8e3562a3ed2e6b";

    private static final String ACCOUNT =
            "24:session-ledger-account-18:clinic-736:7c9e6679-7425-40de-944b-e07fc1f90ae7";

    private static final String ACCOUNT_DIGEST = "56d07eef5f3ec20911d5ce3685b7156c00772d16269c6b0880d3223d9565e7da";

    /** The umlaut of the actor is two bytes. */
    private static final String PURCHASE_FACTS = "22:session-ledger-facts-1"
            + "36:01956b2c-7a00-7000-8000-000000000001"
            + "8:purchase"
            + "-" // no session
            + "-" // no rate
            + "-" // no rate snapshot
            + "-" // no calculation
            + "8:order-17"
            + "64:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
            + "7:b\u00fcro-7"
            + "5:grant"
            + "64:63bf28fc7181cd8228c1651c8f91ec1e2deaf536069a99e93a8e3562a3ed2e6b";

    private static final String PURCHASE_FACTS_DIGEST =
            "fb54731b1712baabefd217fb483ad6821f7560e27da45c34b6549ca7913c3c55";

    private static final String PURCHASE_LINK = "21:session-ledger-link-1"
            + "64:56d07eef5f3ec20911d5ce3685b7156c00772d16269c6b0880d3223d9565e7da"
            + "64:fb54731b1712baabefd217fb483ad6821f7560e27da45c34b6549ca7913c3c55"
            + "1:1"
            + "8:100.0000"
            + "8:100.0000"
            + "16:1773489600000000";

    private static final String PURCHASE_LINK_DIGEST =
            "06b6a65abfd1e3bf5b6add578a1e2564044aa9af0e1c9caa3a8b7978667f1fdf";

    /** With the white space and the order in which PostgreSQL writes it; neither counts. */
    private static final String RATE_SNAPSHOT = """
            {"id": "01956b2c-7a00-7000-8000-00000000000a", "name": "standard", "terms": {"tiers": [
            {"up_to_minute": 5, "credits_per_minute": "1.5"}, {"credits_per_minute": "1"}]},
            "method": "tiered_minutes", "minimum": "0", "version": 1, "published_at": "2026-03-14T12:00:00Z",
            "effective_from": "2025-03-14T12:00:00Z", "rounding_decimals": 0, "rounding_direction": "up"}
            """;

    private static final String CALCULATION = """
            {"credits": "11", "arithmetic": "8 started minutes: 5 x 1.5 + 3 x 1 = 10.5, rounded up to whole credits = 11",
            "cached_tokens": 8000, "prompt_tokens": 3200, "analysis_count": 8, "duration_seconds": "480",
            "completion_tokens": 2000, "estimated_cost_usd": "0.0062", "unpriced_analysis_count": 0}
            """;

    private static final String FEE_FACTS = "22:session-ledger-facts-1"
            + "36:01956b2c-7a00-7000-8000-000000000002"
            + "11:session_fee"
            + "36:3f2504e0-4f89-41d3-9a0c-0305e82c3301"
            + "36:01956b2c-7a00-7000-8000-00000000000a"
            + "2:12"
            + "14:effective_from20:2025-03-14T12:00:00Z"
            + "2:id36:01956b2c-7a00-7000-8000-00000000000a"
            + "6:method14:tiered_minutes"
            + "7:minimum1:0"
            + "4:name8:standard"
            + "12:published_at20:2026-03-14T12:00:00Z"
            + "17:rounding_decimals1:0"
            + "18:rounding_direction2:up"
            + "32:terms.tiers.0.credits_per_minute3:1.5"
            + "26:terms.tiers.0.up_to_minute1:5"
            + "32:terms.tiers.1.credits_per_minute1:1"
            + "7:version1:1"
            + "1:9"
            + "14:analysis_count1:8"
            + "10:arithmetic75:8 started minutes: 5 x 1.5 + 3 x 1 = 10.5, rounded up to whole credits = 11"
            + "13:cached_tokens4:8000"
            + "17:completion_tokens4:2000"
            + "7:credits2:11"
            + "16:duration_seconds3:480"
            + "18:estimated_cost_usd6:0.0062"
            + "13:prompt_tokens4:3200"
            + "23:unpriced_analysis_count1:0"
            + "55:ledger:session_fee:3f2504e0-4f89-41d3-9a0c-0305e82c3301"
            + "64:cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34"
            + "6:ledger"
            + "17:session_completed"
            + "-"; // nobody wrote a reason

    private static final String FEE_FACTS_DIGEST = "76f153575f6555170ac3ad227734dfea2256820ca1c8eed4ccd1349b43167022";

    private static final String FEE_LINK = "21:session-ledger-link-1"
            + "64:06b6a65abfd1e3bf5b6add578a1e2564044aa9af0e1c9caa3a8b7978667f1fdf"
            + "64:76f153575f6555170ac3ad227734dfea2256820ca1c8eed4ccd1349b43167022"
            + "1:2"
            + "8:-11.0000"
            + "7:89.0000"
            + "16:1773490082345678";

    private static final String FEE_LINK_DIGEST = "48dac7f80b109c7d0e4e4b78beb269be871fcdf6bfeee919b5e420f12f2c4ded";

    @Test
    void an_account_is_where_its_chain_begins() {
        assertThat(ChainVerifier.accountSpelledOut(TENANT, COUNSELOR)).isEqualTo(ACCOUNT);
        assertThat(ChainVerifier.sha256(ACCOUNT)).isEqualTo(ACCOUNT_DIGEST);
    }

    @Test
    void a_purchase_is_spelled_out_with_the_digest_of_its_reason() {
        assertThat(ChainVerifier.sha256(SALT + REASON)).isEqualTo(REASON_DIGEST);
        ChainVerifier.Facts facts = new ChainVerifier.Facts(
                UUID.fromString("01956b2c-7a00-7000-8000-000000000001"),
                "purchase",
                null,
                null,
                null,
                null,
                "order-17",
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                "b\u00fcro-7",
                "grant",
                REASON_DIGEST);
        assertThat(facts.spelledOut()).isEqualTo(PURCHASE_FACTS);
        assertThat(ChainVerifier.sha256(PURCHASE_FACTS)).isEqualTo(PURCHASE_FACTS_DIGEST);
        ChainVerifier.Link link = new ChainVerifier.Link(
                ACCOUNT_DIGEST,
                PURCHASE_FACTS_DIGEST,
                1,
                new BigDecimal("100"),
                new BigDecimal("100.0000"),
                Instant.parse("2026-03-14T12:00:00Z"));
        assertThat(link.spelledOut()).isEqualTo(PURCHASE_LINK);
        assertThat(ChainVerifier.sha256(PURCHASE_LINK)).isEqualTo(PURCHASE_LINK_DIGEST);
    }

    @Test
    void a_fee_is_spelled_out_with_every_leaf_of_its_rate_and_calculation() {
        ChainVerifier.Facts facts = new ChainVerifier.Facts(
                UUID.fromString("01956b2c-7a00-7000-8000-000000000002"),
                "session_fee",
                UUID.fromString("3f2504e0-4f89-41d3-9a0c-0305e82c3301"),
                UUID.fromString("01956b2c-7a00-7000-8000-00000000000a"),
                RATE_SNAPSHOT,
                CALCULATION,
                "ledger:session_fee:3f2504e0-4f89-41d3-9a0c-0305e82c3301",
                "cb8379ac2098aa165029e3938a51da0bcecfc008fd6795f401178647f96c5b34",
                "ledger",
                "session_completed",
                null);
        assertThat(facts.spelledOut()).isEqualTo(FEE_FACTS);
        assertThat(ChainVerifier.sha256(FEE_FACTS)).isEqualTo(FEE_FACTS_DIGEST);
        ChainVerifier.Link link = new ChainVerifier.Link(
                PURCHASE_LINK_DIGEST,
                FEE_FACTS_DIGEST,
                2,
                new BigDecimal("-11.0000"),
                new BigDecimal("89"),
                Instant.parse("2026-03-14T12:08:02.345678Z"));
        assertThat(link.spelledOut()).isEqualTo(FEE_LINK);
        assertThat(ChainVerifier.sha256(FEE_LINK)).isEqualTo(FEE_LINK_DIGEST);
    }
}
