package io.sessionledger.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.InvalidInputException;
import org.junit.jupiter.api.Test;

class TokenUsageTest {

    /** One call: 1,000 prompt tokens, 800 of them from a cache, 250 written, in the words of each provider. */
    @Test
    void cached_tokens_are_neither_doubled_nor_dropped_whoever_reports_them() {
        TokenUsage call = TokenUsage.of(200, 800, 250);

        assertThat(TokenUsage.ofGemini(1000, 800, 200, 50)).isEqualTo(call);
        assertThat(TokenUsage.ofOpenAi(1000, 800, 250)).isEqualTo(call);
        assertThat(TokenUsage.ofAnthropic(200, 800, 0, 250)).isEqualTo(call);
        assertThat(call.totalTokens()).isEqualTo(1250);
    }

    /** {@code totalTokenCount} is the prompt, the candidates and the thoughts. */
    @Test
    void geminis_thoughts_are_completion_and_its_cached_content_is_part_of_the_prompt() {
        TokenUsage usage = TokenUsage.ofGemini(4096, 4096, 120, 1024);

        assertThat(usage).isEqualTo(TokenUsage.of(0, 4096, 1144));
        assertThat(usage.totalTokens()).isEqualTo(4096 + 120 + 1024);
    }

    /** {@code prompt_tokens 2006, completion_tokens 300, total_tokens 2306, cached_tokens 1920}. */
    @Test
    void openais_cached_tokens_are_part_of_the_prompt() {
        TokenUsage usage = TokenUsage.ofOpenAi(2006, 1920, 300);

        assertThat(usage).isEqualTo(TokenUsage.of(86, 1920, 300));
        assertThat(usage.totalTokens()).isEqualTo(2306);
    }

    /** The first call writes the cache, the second reads it; {@code input_tokens} holds neither part. */
    @Test
    void anthropics_cache_counts_beside_the_input_whether_written_or_read() {
        assertThat(TokenUsage.ofAnthropic(21, 0, 188_086, 393)).isEqualTo(TokenUsage.of(188_107, 0, 393));
        assertThat(TokenUsage.ofAnthropic(21, 188_086, 0, 393)).isEqualTo(TokenUsage.of(21, 188_086, 393));
    }

    @Test
    void more_cannot_be_cached_than_was_prompted_where_the_cache_is_part_of_the_prompt() {
        assertThat(TokenUsage.ofOpenAi(10, 10, 0)).isEqualTo(TokenUsage.of(0, 10, 0));
        assertThatThrownBy(() -> TokenUsage.ofOpenAi(10, 11, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofGemini(10, 11, 0, 0)).isInstanceOf(InvalidInputException.class);
        assertThat(TokenUsage.ofAnthropic(10, 11, 0, 0)).isEqualTo(TokenUsage.of(10, 11, 0));
    }

    @Test
    void one_negative_part_is_refused_even_if_another_outweighs_it() {
        assertThatThrownBy(() -> TokenUsage.ofGemini(0, 0, -1, 2)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofGemini(0, 0, 2, -1)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofGemini(2, -1, 0, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofOpenAi(2, -1, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofAnthropic(-1, 0, 2, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofAnthropic(2, 0, -1, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofAnthropic(2, -1, 0, 0)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> TokenUsage.ofAnthropic(2, 0, 0, -1)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void attempts_add_up_bucket_by_bucket() {
        TokenUsage attempts =
                TokenUsage.NONE.plus(TokenUsage.of(1, 20, 300)).plus(TokenUsage.of(4000, 50_000, 600_000));

        assertThat(attempts).isEqualTo(TokenUsage.of(4001, 50_020, 600_300));
        assertThat(attempts.totalTokens()).isEqualTo(654_321);
    }

    @Test
    void sums_end_long_before_they_could_wrap() {
        TokenUsage full =
                TokenUsage.of(1_000_000_000_000_000_000L, 1_000_000_000_000_000_000L, 1_000_000_000_000_000_000L);

        assertThat(full.totalTokens()).isEqualTo(3_000_000_000_000_000_000L);
        assertThatThrownBy(() -> full.plus(TokenUsage.of(1, 0, 0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("promptTokens:");
    }
}
