package io.sessionledger.examples.server.analysis;

import static io.sessionledger.analysis.SafetyLevel.GREEN;
import static io.sessionledger.analysis.SafetyLevel.RED;
import static io.sessionledger.analysis.SafetyLevel.YELLOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.knowledge.KnowledgeBase;
import io.sessionledger.examples.server.knowledge.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RiskRulesTest {

    private static final RuleBook BOOK = RuleBook.bundled();
    private static final RiskRules RULES = new RiskRules(BOOK);
    private static final List<LabelledUtterance> TABLE = LabelledUtterance.read("utterances.tsv");
    private static final List<LabelledUtterance> HELD_OUT = LabelledUtterance.read("utterances-held-out.tsv");
    private static final Path DOCUMENT = Path.of("..", "..", "docs", "analysis.md");

    @Test
    void no_explicit_statement_of_suicide_self_harm_or_violence_is_missed() {
        assertThat(TABLE).hasSizeGreaterThanOrEqualTo(80);
        assertThat(TABLE)
                .filteredOn(LabelledUtterance::isExplicitRed)
                .allSatisfy(
                        line -> assertThat(level(line.text())).as(line.text()).isEqualTo(RED));
    }

    @Test
    void the_confusion_matrices_are_those_of_the_document() throws IOException {
        String table = ConfusionMatrix.of(TABLE, RiskRulesTest::level).toMarkdown();
        String heldOut = ConfusionMatrix.of(HELD_OUT, RiskRulesTest::level).toMarkdown();
        System.out.println("labelled utterances: " + TABLE.size() + "\n" + table);
        System.out.println("held back: " + HELD_OUT.size() + "\n" + heldOut);

        assertThat(Files.readString(DOCUMENT))
                .contains("The table: " + TABLE.size() + " utterances.\n\n" + table)
                .contains("Held back: " + HELD_OUT.size() + " utterances.\n\n" + heldOut);
    }

    @ParameterizedTest
    @CsvSource({
        // denied
        "我沒有想死, YELLOW",
        "我想死, RED",
        "I'm not going to kill myself, YELLOW",
        "I'm going to kill myself, RED",
        "I do not want to die, YELLOW",
        "他不會傷害自己, YELLOW",
        // a no that denies something else
        "不知道怎麼辦我想自殺, RED",
        "沒人聽我說我想死, RED",
        "I can't stop cutting myself, RED",
        "I don't know why I want to die, RED",
        // denied twice
        "我不是不想死, RED",
        "It's not that I don't want to die, RED",
        "誰不想死, RED",
        // only what stands close is denied
        "我不想上班也不想吃飯我只想自殺, RED"
    })
    void a_denial_counts_where_it_stands_close_and_is_not_denied_itself(String said, SafetyLevel level) {
        assertThat(level(said)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "你有想過自殺嗎？, YELLOW",
        "你有想過自殺嗎？沒有。, YELLOW",
        "你有想過自殺嗎？有。, RED",
        "諮商師：你有想過自殺嗎？/個案：嗯，常常。, RED",
        "Have you thought about suicide? No., YELLOW",
        "Have you thought about suicide? Sometimes., RED",
        "你覺得我該去死嗎？, RED",
        "我是不是該自殺？, RED"
    })
    void a_question_to_somebody_is_no_statement_until_it_is_answered_with_yes(String said, SafetyLevel level) {
        assertThat(level(said.replace('/', '\n'))).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "電影裡他說想死, YELLOW", "小說的主角最後自殺, YELLOW", "In the movie she kills herself, YELLOW",
        "我女兒說她想死, RED", "我看完電影以後我想死, RED", "歌詞裡說想死我也想死, RED",
        "看完那部電影我兒子說他想死, RED"
    })
    void a_story_is_told_one_level_lower_unless_somebody_near_is_meant(String said, SafetyLevel level) {
        assertThat(level(said)).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({
        "我以前想過自殺, YELLOW",
        "我以前想過自殺現在又想了, RED",
        "Years ago I thought about suicide, YELLOW",
        "Years ago I thought about suicide and now again, RED"
    })
    void what_was_long_ago_is_watched_and_what_goes_on_is_red(String said, SafetyLevel level) {
        assertThat(level(said)).isEqualTo(level);
    }

    @ParameterizedTest
    @ValueSource(strings = {"累死了，先睡", "笑死，他真的很誇張", "我快忙死了", "This traffic is killing me", "I'm dying to see it"})
    void figures_of_speech_are_set_aside(String said) {
        assertThat(level(said)).isEqualTo(GREEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"我累死了，我想死。", "笑死我了哈哈，不過說真的我不想活了"})
    void a_figure_of_speech_sets_nothing_else_aside(String said) {
        assertThat(level(said)).isEqualTo(RED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "我 想 死",
                "我想\u200b死",
                "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
                "I WANT TO DIE",
                "I don’t want to live",
                "i dont want to live",
                "我不想活了😢",
                "想死la",
                "self-harm again",
                "我想\u202e死"
            })
    void spelling_spacing_and_invisible_characters_hide_nothing(String said) {
        assertThat(level(said)).isEqualTo(RED);
    }

    @Test
    void a_part_of_a_word_is_no_word() {
        assertThat(level("He killed it with a skilled pitch about diet and studies"))
                .isEqualTo(GREEN);
    }

    @Test
    void warning_signs_that_come_together_are_red_and_one_alone_is_not() {
        assertThat(level("東西我都分好了")).isEqualTo(YELLOW);
        Judgement together = RULES.judge("東西我都分好了。等我走了以後，請你照顧他們。");
        assertThat(together.level()).isEqualTo(RED);
        assertThat(together.category()).isEqualTo("warning-signs");
        assertThat(together.reasons().get(0)).isEqualTo("warning signs: 6 together, red from 5");
        assertThat(RiskRules.isExplicit(together)).isFalse();
        assertThat(RiskRules.isExplicit(RULES.judge("我想死"))).isTrue();
    }

    @Test
    void two_dangers_are_graver_than_one() {
        assertThat(RULES.judge("我想死").severity()).isEqualTo(2);
        assertThat(RULES.judge("我想死，他又打我").severity()).isEqualTo(3);
    }

    @Test
    void each_decision_explains_itself_by_the_phrases_of_the_rules_and_not_by_what_was_said() {
        Judgement judgement = RULES.judge("林小明跟我說：我沒有想死，只是累死了。");

        assertThat(judgement.level()).isEqualTo(YELLOW);
        assertThat(judgement.reasons())
                .anySatisfy(reason -> assertThat(reason).startsWith("suicide: ").endsWith(" denied"))
                .anySatisfy(reason -> assertThat(reason).startsWith("idiom: ").endsWith("is a figure of speech"))
                .noneSatisfy(reason -> assertThat(reason).contains("林小明"));
    }

    @Test
    void what_repeats_itself_without_end_is_judged_at_once() {
        String denials = "不想要想要想要想過要想".repeat(2_000) + "死";
        String quotes = "(想|要)~死".repeat(2_000);
        String letters = "not going to really want to try to think about having ".repeat(500) + "die";

        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThat(level(denials)).isIn(RED, YELLOW);
            assertThat(level(quotes)).isNotNull();
            assertThat(level(letters)).isIn(RED, YELLOW);
        });
    }

    @Test
    void every_group_has_texts_for_what_is_left_of_it_and_articles_that_exist() {
        Responses responses = Responses.bundled();
        try (KnowledgeBase knowledge = KnowledgeBase.bundled()) {
            for (RuleBook.Group group : BOOK.groups()) {
                assertThat(group.articles())
                        .allSatisfy(
                                id -> assertThat(knowledge.article(id)).as(id).isPresent());
                for (Language language : Language.values()) {
                    for (Reading reading : Reading.values()) {
                        SafetyLevel left = reading.leaves(group.level());
                        if (left != GREEN) {
                            assertThat(responses
                                            .get(group.category(), left, language)
                                            .display())
                                    .isNotBlank();
                        }
                    }
                }
            }
        }
        for (Language language : Language.values()) {
            assertThat(responses.get("calm", GREEN, language).suggestion()).isNotBlank();
            assertThat(responses.get("warning-signs", RED, language).suggestion())
                    .isNotBlank();
        }
        assertThatThrownBy(() -> responses.get("tea", RED, Language.ENGLISH))
                .hasMessage("responses.yaml has no 'tea red' in the language en");
    }

    @Test
    void rules_that_cannot_be_read_say_where_and_why() {
        assertThatThrownBy(
                        () -> RuleBook.read(
                                "signs-for-red: 5\ngroups:\n- {category: idiom, level: green, severity: 1, phrases: [x], colour: red}\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("colour")
                .hasMessageContaining("line: 3");
        assertThatThrownBy(
                        () -> RuleBook.read("groups:\n- {category: suicide, level: purple, severity: 1, phrases: [x]}"))
                .hasMessageContaining("purple");
        assertThatThrownBy(() -> RuleBook.read("groups:\n- {category: suicide, level: red, severity: 4, phrases: [x]}"))
                .hasMessageContaining("The group 'suicide' needs a category");
        assertThatThrownBy(() -> RuleBook.read("signs-for-red: 5\ngroups: []\ncontext: {}"))
                .hasMessageContaining("negators");
        assertThatThrownBy(() -> Phrase.of("(想|要死", BOOK.groups().get(0)))
                .hasMessageContaining(
                        "The phrase '(想|要死' of suicide opens and closes a different number of parentheses");
    }

    private static SafetyLevel level(String said) {
        return RULES.judge(said).level();
    }
}
