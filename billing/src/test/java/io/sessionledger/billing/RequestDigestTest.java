package io.sessionledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import org.junit.jupiter.api.Test;

/** Digests are stored for ever: the vectors here were worked out with another program and may never change. */
class RequestDigestTest {

    @Test
    void the_digest_is_sha256_over_length_prefixed_facts() {
        // sha256 of "24:session-ledger-request-12:ab1:c"
        assertThat(RequestDigest.of("ab", "c"))
                .isEqualTo("a67e7f3d669e4473d0994f0376c95cefd6de9280fc6ae53d6150aa4d90df57b7");
        // sha256 of "24:session-ledger-request-18:purchase4:12.5"
        assertThat(RequestDigest.of("purchase", Credits.of("12.50")))
                .isEqualTo("6eddd592f55e92f61f6a8882123df1c9b8b8ef6cf2f832a13ae510781800f573");
        // sha256 of "24:session-ledger-request-1"
        assertThat(RequestDigest.of()).isEqualTo("e08f9283e277bf4ed2f1df0c9b4c1b4aed3fe02654844ae14917407c142e2547");
    }

    @Test
    void lengths_are_counted_in_bytes_of_utf8() {
        // sha256 of "24:session-ledger-request-12:" and the two bytes c3 a9
        assertThat(RequestDigest.of("\u00e9"))
                .isEqualTo("2f675c00678c5960b5fbd41f6c85034af7a20b41a8c3f92435eb8abec969a65f");
    }

    @Test
    void where_one_fact_ends_and_the_next_begins_matters() {
        assertThat(RequestDigest.of("ab", "c"))
                .isNotEqualTo(RequestDigest.of("a", "bc"))
                .isNotEqualTo(RequestDigest.of("abc"))
                .isNotEqualTo(RequestDigest.of("ab", "c", ""))
                .isNotEqualTo(RequestDigest.of("", "ab", "c"))
                .isNotEqualTo(RequestDigest.of("c", "ab"));
        assertThat(RequestDigest.of("a1:b")).isNotEqualTo(RequestDigest.of("a", "b"));
    }

    @Test
    void equal_amounts_written_differently_are_the_same_request() {
        CounselorId counselor = CounselorId.of(1);
        assertThat(RequestDigest.of(counselor, Credits.of("10.0")))
                .isEqualTo(RequestDigest.of(counselor, Credits.of(10)))
                .isNotEqualTo(RequestDigest.of(counselor, Credits.of("10.0001")));
    }
}
