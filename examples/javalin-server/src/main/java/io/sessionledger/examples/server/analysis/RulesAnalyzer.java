package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.examples.server.knowledge.Article;
import io.sessionledger.examples.server.knowledge.FoundArticle;
import io.sessionledger.examples.server.knowledge.KnowledgeBase;
import io.sessionledger.examples.server.knowledge.Language;
import io.sessionledger.examples.server.knowledge.Script;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.store.AlreadyClosedException;

/** Judges by the rules and suggests by the articles: no key, no network, and the same answer for the same words. */
final class RulesAnalyzer implements TranscriptAnalyzer {

    /** What stands where a model would be named. */
    static final String NAME = "session-ledger-rules";

    /** How many articles go with an assessment. */
    static final int MOST_ARTICLES = 3;

    private final RiskRules rules = new RiskRules(RuleBook.bundled());
    private final Responses responses = Responses.bundled();
    private final KnowledgeBase knowledge = KnowledgeBase.bundled();

    @Override
    public Assessment assess(String transcriptSegment) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the rules were asked");
        }
        Judgement judgement = judge(transcriptSegment);
        return assessment(transcriptSegment, judgement, retrieve(transcriptSegment, judgement));
    }

    Judgement judge(String segment) {
        return rules.judge(segment);
    }

    /** The articles that share words with the conversation; those that the rules ask for come first. */
    List<FoundArticle> retrieve(String segment, Judgement judgement) throws InterruptedException {
        try {
            return knowledge.search(segment, asked(judgement, Language.of(segment)), MOST_ARTICLES);
        } catch (AlreadyClosedException e) {
            InterruptedException interrupted = new InterruptedException("the analyzer was closed");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    Assessment assessment(String segment, Judgement judgement, List<FoundArticle> articles) {
        Language language = Language.of(segment);
        var response = responses.get(judgement.category(), judgement.level(), language);
        return new Assessment(
                judgement.level(),
                judgement.severity(),
                response.display(),
                response.suggestion()
                        + advice(articles, judgement.level(), language)
                                .map(advice -> " " + advice)
                                .orElse(""),
                articles.stream().map(RulesAnalyzer::retrieved).toList(),
                NAME,
                Optional.empty(),
                judgement.reasons());
    }

    static RetrievedArticle retrieved(FoundArticle found) {
        Article article = found.article();
        return new RetrievedArticle(article.id(), article.title(), article.source(), found.score(), found.excerpt());
    }

    /** The first article of what decided that is in the conversation's language, or can be read by those who speak it. */
    private List<String> asked(Judgement judgement, Language language) {
        List<Article> wanted = judgement.findings().stream()
                .filter(finding -> finding.level() == judgement.level())
                .limit(1)
                .flatMap(finding -> finding.phrase().group().articles().stream())
                .map(id -> knowledge.article(id).orElseThrow())
                .toList();
        return wanted.stream()
                .filter(article -> article.language() == language)
                .findFirst()
                .or(() -> wanted.stream()
                        .filter(article -> isReadable(article, language))
                        .findFirst())
                .map(article -> List.of(article.id()))
                .orElse(List.of());
    }

    /** The advice of the best article that can be read. Where nothing is of concern, advice for emergencies would be out of place. */
    private Optional<String> advice(List<FoundArticle> articles, SafetyLevel level, Language language) {
        return articles.stream()
                .map(FoundArticle::article)
                .filter(article -> level != SafetyLevel.GREEN || !rules.isForCrises(article.id()))
                .filter(article -> isReadable(article, language))
                .findFirst()
                .map(article -> advice(article, language));
    }

    private static String advice(Article article, Language language) {
        return switch (language) {
            case ENGLISH -> article.advice() + " (\"" + article.title() + "\")";
            case SIMPLIFIED -> Script.simplified(article.advice() + "（《" + article.title() + "》）");
            case TRADITIONAL -> article.advice() + "（《" + article.title() + "》）";
        };
    }

    /** Simplified can be made from Traditional; the other way there is more than one answer. */
    private static boolean isReadable(Article article, Language language) {
        return article.language() == language
                || (language == Language.SIMPLIFIED && article.language() == Language.TRADITIONAL);
    }

    @Override
    public String describe() {
        return "rules with retrieval, offline (" + knowledge.articles().size() + " articles)";
    }

    @Override
    public void close() {
        knowledge.close();
    }
}
