package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;

/** Judges what was said by the phrases in it. Holds nothing that changes: safe for use by many threads at once. */
final class RiskRules {

    private final int signsForRed;
    private final ContextRules context;
    private final List<Phrase> phrases = new ArrayList<>();
    private final Set<String> crisisArticles = new HashSet<>();

    RiskRules(RuleBook book) {
        this.signsForRed = book.signsForRed();
        this.context = new ContextRules(book.context());
        for (RuleBook.Group group : book.groups()) {
            group.phrases().forEach(phrase -> phrases.add(Phrase.of(phrase, group)));
            if (group.level() == SafetyLevel.RED) {
                crisisArticles.addAll(group.articles());
            }
        }
    }

    Judgement judge(String spoken) {
        Utterance said = Utterance.of(spoken);
        List<Finding> found = new ArrayList<>();
        for (Phrase phrase : phrases) {
            Matcher matcher = phrase.matcher(said);
            while (phrase.mayBeIn(said) && matcher.find()) {
                Reading reading = context.read(said, phrase.group(), matcher.start(), matcher.end());
                found.add(new Finding(phrase, matcher.start(), matcher.end(), reading));
            }
        }
        return Judgement.of(Finding.longest(found), signsForRed);
    }

    /** Whether an article is for emergencies: one that a red group names. */
    boolean isForCrises(String articleId) {
        return crisisArticles.contains(articleId);
    }

    /** The level below which no danger that is stated in so many words may be judged. */
    static boolean isExplicit(Judgement judgement) {
        return judgement.level() == SafetyLevel.RED
                && judgement.findings().stream().anyMatch(Finding::isRed);
    }
}
