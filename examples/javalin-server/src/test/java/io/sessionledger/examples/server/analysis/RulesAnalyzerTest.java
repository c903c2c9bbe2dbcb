package io.sessionledger.examples.server.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.analysis.SafetyLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesAnalyzerTest {

    private static final TranscriptAnalyzer ANALYZER = TranscriptAnalyzer.offline();

    @AfterAll
    static void close() {
        ANALYZER.close();
    }

    @Test
    void texts_are_in_the_language_of_the_conversation_and_the_articles_feed_the_suggestion() throws Exception {
        Assessment traditional = ANALYZER.assess("我不想活了，每天都好痛苦。");
        assertThat(traditional.displayText()).isEqualTo("談話中出現想死、自殺的念頭或計劃，有立即的安全疑慮。");
        assertThat(traditional.actionSuggestion()).contains("1925").endsWith("（《當對方說「我想死」：先問、再聽、不離開》）");
        assertThat(traditional.articles().get(0).id()).isEqualTo("crisis-suicide");

        Assessment simplified = ANALYZER.assess("我不想活了，每天都觉得很难受。");
        assertThat(simplified.displayText()).isEqualTo("谈话中出现想死、自杀的念头或计划，有立即的安全疑虑。");
        assertThat(simplified.actionSuggestion()).contains("12356").doesNotContain("1925");

        Assessment english = ANALYZER.assess("I want to kill myself, I can't do this.");
        assertThat(english.displayText()).startsWith("There are thoughts or plans of suicide");
        assertThat(english.actionSuggestion()).contains("988").contains("\"When somebody says they want to die\"");
    }

    @Test
    void where_nothing_is_of_concern_there_is_no_advice_for_emergencies() throws Exception {
        Assessment calm = ANALYZER.assess("The parent of my pupil asked me about the report.");

        assertThat(calm.safetyLevel()).isEqualTo(SafetyLevel.GREEN);
        assertThat(calm.articles()).extracting(RetrievedArticle::id).contains("child-safety-en");
        assertThat(calm.actionSuggestion()).doesNotContain("report to child protection");
    }

    @Test
    void an_assessment_names_the_rules_costs_no_tokens_and_says_why() throws Exception {
        Assessment assessment = ANALYZER.assess("女兒說她又割腕了。");

        assertThat(assessment.safetyLevel()).isEqualTo(SafetyLevel.RED);
        assertThat(assessment.model()).isEqualTo("session-ledger-rules");
        assertThat(assessment.tokens()).isEmpty();
        assertThat(assessment.reasons()).first().asString().startsWith("self-harm: ");
        assertThat(assessment.articles()).hasSize(3).allSatisfy(article -> {
            assertThat(article.excerpt()).isNotBlank();
            assertThat(article.source()).isNotBlank();
            assertThat(article.score()).isPositive();
        });
        assertThat(ANALYZER.describe()).isEqualTo("rules with retrieval, offline (39 articles)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "😀😀👨‍👩‍👧‍👦", "\ud83d", "أشعر بالتعب اليوم", "\u202e\u202d", "????", "\0\0"})
    void odd_input_is_green_and_breaks_nothing(String segment) throws Exception {
        Assessment assessment = ANALYZER.assess(segment);

        assertThat(assessment.safetyLevel()).isEqualTo(SafetyLevel.GREEN);
        assertThat(assessment.displayText()).isEqualTo("這一段沒有出現需要警覺的內容。");
        assertThat(assessment.reasons()).isEmpty();
    }

    @Test
    void a_danger_at_either_end_of_a_very_long_segment_is_seen() throws Exception {
        String talk = "我們今天聊了很多學校的事，他說下禮拜要考試。".repeat(2_000);

        assertThat(ANALYZER.assess("我想死。" + talk).safetyLevel()).isEqualTo(SafetyLevel.RED);
        assertThat(ANALYZER.assess(talk + "我想死。").safetyLevel()).isEqualTo(SafetyLevel.RED);
        assertThat(ANALYZER.assess(talk).reasons().size()).isLessThanOrEqualTo(12);
    }

    @Test
    void sixteen_threads_get_the_answers_that_one_gets() throws Exception {
        List<String> segments = LabelledUtterance.read("utterances.tsv").stream()
                .map(LabelledUtterance::text)
                .limit(40)
                .toList();
        List<Assessment> alone = new ArrayList<>();
        for (String segment : segments) {
            alone.add(ANALYZER.assess(segment));
        }
        var threads = Executors.newFixedThreadPool(16);
        try {
            CyclicBarrier start = new CyclicBarrier(16);
            List<Future<List<Assessment>>> answers = IntStream.range(0, 16)
                    .mapToObj(thread -> threads.submit(() -> {
                        start.await();
                        List<Assessment> mine = new ArrayList<>();
                        for (String segment : segments) {
                            mine.add(ANALYZER.assess(segment));
                        }
                        return mine;
                    }))
                    .toList();
            for (Future<List<Assessment>> answer : answers) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void an_interrupted_thread_gets_no_answer() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> ANALYZER.assess("我很好")).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void a_closed_analyzer_says_so() {
        TranscriptAnalyzer closed = TranscriptAnalyzer.offline();
        closed.close();

        assertThatThrownBy(() -> closed.assess("孩子不肯上學"))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("the analyzer was closed");
    }
}
