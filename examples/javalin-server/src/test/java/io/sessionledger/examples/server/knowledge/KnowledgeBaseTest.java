package io.sessionledger.examples.server.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnowledgeBaseTest {

    private static final KnowledgeBase ARTICLES = KnowledgeBase.bundled();

    @AfterAll
    static void close() {
        ARTICLES.close();
    }

    @Test
    void the_right_article_is_among_the_first_three_for_nine_of_ten_questions() throws IOException {
        List<Question> questions = Question.all();
        List<String> missed = new ArrayList<>();
        long first = 0;
        for (Question question : questions) {
            List<String> found = ids(question.text());
            first += question.right().contains(found.get(0)) ? 1 : 0;
            if (found.stream().noneMatch(question.right()::contains)) {
                missed.add(question + " found " + found);
            }
        }
        System.out.printf(
                "retrieval: %d questions, right article first %d, among the first three %d%n",
                questions.size(), first, questions.size() - missed.size());
        assertThat(questions).hasSizeGreaterThanOrEqualTo(40);
        assertThat(missed).as("missed").hasSizeLessThanOrEqualTo(questions.size() / 10);
    }

    @Test
    void each_script_finds_what_is_written_in_the_other() {
        assertThat(ids("孩子写作业拖拉")).contains("homework").isEqualTo(ids(Script.simplified("孩子寫作業拖拉")));
        assertThat(ids("孩子寫作業拖拉")).contains("homework");
        assertThat(ids("亲人离世以后的哀伤")).contains("grief-loss");
        assertThat(ids("安全計畫")).startsWith("crisis-safety-plan");
        assertThat(ids("安全计划")).startsWith("crisis-safety-plan");
    }

    @Test
    void english_finds_chinese_articles_by_their_keywords_where_there_is_no_english_one() {
        assertThat(ids("toddler tantrum in the supermarket")).contains("toddler-tantrum");
    }

    @Test
    void scores_fall_and_excerpts_are_a_passage_of_the_article() {
        List<FoundArticle> found = ARTICLES.search("我每天都失眠，半夜醒來就睡不著", Set.of(), 3);

        assertThat(found).hasSize(3);
        assertThat(found).extracting(FoundArticle::score).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        assertThat(found).allSatisfy(match -> {
            assertThat(match.excerpt()).hasSizeBetween(40, 500);
            assertThat(match.article().body().replaceAll("\\s+", " ")).contains(match.excerpt());
        });
    }

    @Test
    void what_is_asked_for_by_its_id_comes_first_and_an_unknown_id_changes_nothing() {
        assertThat(ARTICLES.search("我睡不著", List.of("crisis-suicide", "no-such"), 3))
                .extracting(match -> match.article().id())
                .startsWith("crisis-suicide", "sleep-insomnia");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\t", "😀😀😀", "。！？", "+-&&||!(){}[]^\"~*?:\\/ AND OR NOT", "شكرا جزيلا"})
    void text_without_words_of_the_articles_finds_nothing_and_breaks_nothing(String text) {
        assertThat(ARTICLES.search(text, Set.of(), 3)).isEmpty();
    }

    @Test
    void very_long_text_is_searched_by_its_rarest_words() {
        String text =
                IntStream.range(0, 5_000).mapToObj(i -> "孩子不肯上學" + i + "！").reduce("", String::concat);

        assertThat(ids(text)).contains("school-refusal");
    }

    @Test
    void articles_are_of_a_size_that_a_counselor_reads_and_name_their_sources() {
        assertThat(ARTICLES.articles()).hasSizeGreaterThanOrEqualTo(30).allSatisfy(article -> {
            assertThat(article.body()).as(article.id()).hasSizeBetween(300, 2_000);
            assertThat(article.source()).as(article.id()).contains("Session Ledger");
            assertThat(Language.of(article.body())).as(article.id()).isEqualTo(article.language());
        });
        assertThat(ARTICLES.articles()).extracting(Article::language).contains(Language.values());
    }

    @Test
    void an_article_that_lacks_a_line_is_named_together_with_the_line() {
        assertThatThrownBy(() -> Article.parse("tea", "id: tea\ntitle: Tea\n\nDrink it."))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Article tea lacks the header line 'advice: ...'.");
        assertThatThrownBy(() -> Article.parse("tea", "id: tea\ncolour: green\n\nDrink it."))
                .hasMessageContaining("Article tea has the header line 'colour'");
        assertThatThrownBy(() -> Article.parse("tea", "id: coffee\n\nDrink it."))
                .hasMessageContaining("lacks the header line");
        assertThatThrownBy(() -> Article.parse(
                        "tea", "id: tea\ntitle: T\nlanguage: fr\nsource: s\nkeywords: k\nadvice: a\n\nDrink it."))
                .hasMessage("Article tea: language is 'fr', but must be zh-Hant, zh-Hans or en.");
        assertThatThrownBy(() -> Article.parse("tea", "id: tea")).hasMessageContaining("needs a header");
    }

    private static List<String> ids(String text) {
        return ARTICLES.search(text, Set.of(), 3).stream()
                .map(match -> match.article().id())
                .toList();
    }

    private record Question(Set<String> right, String language, String text) {

        static List<Question> all() throws IOException {
            try (InputStream file = Objects.requireNonNull(Question.class.getResourceAsStream("questions.tsv"))) {
                return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(line -> line.split("\t"))
                        .map(cells -> new Question(Set.of(cells[0].split(",")), cells[1], cells[2]))
                        .toList();
            }
        }
    }
}
