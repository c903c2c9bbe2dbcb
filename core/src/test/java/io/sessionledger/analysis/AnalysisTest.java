package io.sessionledger.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.AnalysisId;
import io.sessionledger.CounselorId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.Usd;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnalysisTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Analysis full = Analysis.builder(SafetyLevel.RED, 3)
            .id(AnalysisId.of(7))
            .displayText("whispered-display")
            .actionSuggestion("whispered-action")
            .ragDocuments("[\"whispered-document\"]")
            .ragSources("[\"whispered-source\"]")
            .transcriptLength(480)
            .duration(Duration.ofSeconds(60))
            .model("gemini-2.5-flash", TokenUsage.of(1, 20, 300))
            .estimatedCost(Usd.of("0.0012085"))
            .analyzedAt(NOON)
            .build();

    @Test
    void what_was_stated_is_kept() {
        assertThat(full.id()).isEqualTo(AnalysisId.of(7));
        assertThat(full.safetyLevel()).isEqualTo(SafetyLevel.RED);
        assertThat(full.severity()).isEqualTo(3);
        assertThat(full.content())
                .isEqualTo(new AnalysisContent(
                        "whispered-display", "whispered-action", "[\"whispered-document\"]", "[\"whispered-source\"]"));
        assertThat(full.transcriptLength()).isEqualTo(480);
        assertThat(full.duration()).isEqualTo(Duration.ofSeconds(60));
        assertThat(full.model()).isEqualTo("gemini-2.5-flash");
        assertThat(full.tokens()).isEqualTo(TokenUsage.of(1, 20, 300));
        assertThat(full.estimatedCost()).isEqualTo(Usd.of("0.0012085"));
        assertThat(full.analyzedAt()).isEqualTo(NOON);
    }

    @Test
    void what_was_not_stated_stays_absent_and_is_not_zero() {
        Analysis bare = Analysis.builder(SafetyLevel.GREEN, 1).build();

        assertThat(bare.content()).isEqualTo(AnalysisContent.NONE);
        assertThat(bare)
                .extracting(
                        Analysis::id,
                        Analysis::transcriptLength,
                        Analysis::duration,
                        Analysis::model,
                        Analysis::tokens,
                        Analysis::estimatedCost,
                        Analysis::analyzedAt)
                .containsOnlyNulls();
    }

    @Test
    void a_text_that_is_null_is_absent_and_one_that_is_empty_is_not() {
        Analysis analysis = Analysis.builder(SafetyLevel.GREEN, 1)
                .displayText("")
                .actionSuggestion(null)
                .ragDocuments(null)
                .ragSources(null)
                .build();

        assertThat(analysis.content()).isEqualTo(new AnalysisContent("", null, null, null));
    }

    @Test
    void a_stated_zero_is_not_absent() {
        Analysis zeros = Analysis.builder(SafetyLevel.GREEN, 1)
                .transcriptLength(0)
                .duration(Duration.ZERO)
                .model("rules", TokenUsage.NONE)
                .estimatedCost(Usd.ZERO)
                .build();

        assertThat(zeros.transcriptLength()).isZero();
        assertThat(zeros.duration()).isZero();
        assertThat(zeros.tokens()).isEqualTo(TokenUsage.NONE);
        assertThat(zeros.estimatedCost()).isEqualTo(Usd.ZERO);
    }

    @Test
    void an_id_or_a_time_given_later_leaves_everything_else_as_it_was() {
        Analysis renamed = full.withId(AnalysisId.of(8));
        Analysis moved = full.withAnalyzedAt(NOON.plusNanos(1999));

        assertThat(renamed.id()).isEqualTo(AnalysisId.of(8));
        assertThat(renamed).usingRecursiveComparison().ignoringFields("id").isEqualTo(full);
        assertThat(moved.analyzedAt()).isEqualTo(NOON.plusNanos(1000));
        assertThat(moved)
                .usingRecursiveComparison()
                .ignoringFields("analyzedAt")
                .isEqualTo(full);
        assertThat(full.id()).isEqualTo(AnalysisId.of(7));
        assertThat(full.analyzedAt()).isEqualTo(NOON);
    }

    @Test
    void what_is_absent_stays_absent_in_a_copy() {
        Analysis bare = Analysis.builder(SafetyLevel.YELLOW, 2).build();

        assertThat(bare.withId(AnalysisId.of(8)).withAnalyzedAt(NOON))
                .usingRecursiveComparison()
                .ignoringFields("id", "analyzedAt")
                .isEqualTo(bare);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, 0, 4})
    void severity_is_1_to_3(int severity) {
        assertThatThrownBy(() -> Analysis.builder(SafetyLevel.RED, severity)).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void durations_and_times_are_kept_as_the_database_will_keep_them() {
        Analysis cut = Analysis.builder(SafetyLevel.GREEN, 1)
                .duration(Duration.ofNanos(2_999_999_999L))
                .analyzedAt(NOON.plusNanos(1999))
                .build();

        assertThat(cut.duration()).isEqualTo(Duration.ofMillis(2999));
        assertThat(cut.analyzedAt()).isEqualTo(NOON.plusNanos(1000));
    }

    @Test
    void a_model_may_have_a_name_of_100_characters_and_a_million_million_tokens_a_bucket() {
        TokenUsage full = TokenUsage.of(TokenUsage.MAX_TOKENS, TokenUsage.MAX_TOKENS, TokenUsage.MAX_TOKENS);
        Analysis large = Analysis.builder(SafetyLevel.GREEN, 1)
                .model("m".repeat(100), full)
                .build();

        assertThat(large.model()).hasSize(100);
        assertThat(large.tokens()).isEqualTo(full);
    }

    @Test
    void no_text_of_the_conversation_shows_when_it_is_printed() {
        AnalysisLog log = new AnalysisLog(
                SessionId.of(1),
                AnalysisId.of(7),
                CounselorId.of(2),
                SafetyLevel.RED,
                3,
                full.content(),
                480,
                Duration.ofSeconds(60),
                "gemini-2.5-flash",
                TokenUsage.of(1, 20, 300),
                Usd.of("0.0012085"),
                NOON,
                false);

        assertThat(full.toString()).contains(AnalysisId.of(7).toString()).doesNotContain("whispered");
        assertThat(log.toString()).contains(AnalysisId.of(7).toString()).doesNotContain("whispered");
        assertThat(full.content().toString()).isEqualTo("AnalysisContent[not shown]");
        assertThat(AnalysisContent.NONE.toString()).isEqualTo("AnalysisContent[none]");
    }

    @Test
    void no_text_of_the_conversation_shows_when_it_is_refused() {
        Analysis.Builder builder = Analysis.builder(SafetyLevel.RED, 3);

        assertThatThrownBy(() -> builder.displayText("whispered\0")).hasMessageNotContaining("whispered");
        assertThatThrownBy(() -> builder.actionSuggestion("whispered\uD83D")).hasMessageNotContaining("whispered");
        assertThatThrownBy(() -> builder.ragDocuments("whispered\0")).hasMessageNotContaining("whispered");
        assertThatThrownBy(() -> builder.ragSources("\uDE00whispered")).hasMessageNotContaining("whispered");
    }
}
