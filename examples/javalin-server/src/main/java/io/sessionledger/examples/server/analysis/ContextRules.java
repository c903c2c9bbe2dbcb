package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Tells from the words around a phrase how it was meant. Where they leave a doubt, it is meant. */
final class ContextRules {

    /** How much before a phrase can deny it; a denial stands close. */
    private static final int REACH = 48;

    private final Pattern denial;
    private final Pattern doubleDenial;
    private final Pattern addressee;
    private final Pattern firstPerson = Phrase.anyOf(List.of("我", "i", "im", "me", "my"));
    private final Pattern question;
    private final Pattern yes;
    private final Pattern no;
    private final Pattern story;
    private final Pattern near;
    private final Pattern meToo;
    private final Pattern past;
    private final Pattern now;

    ContextRules(RuleBook.Context words) {
        List<String> fillers = words.fillers();
        this.denial = Phrase.endingIn(words.negators(), fillers);
        this.doubleDenial = Phrase.endingIn(words.doubleNegators(), fillers);
        this.addressee = Phrase.anyOf(words.addressee());
        this.question = Phrase.anyOf(words.question());
        this.yes = Phrase.beginningWith(words.yes());
        this.no = Phrase.beginningWith(words.no());
        this.story = Phrase.anyOf(words.story());
        this.near = Phrase.anyOf(words.near());
        this.meToo = Phrase.anyOf(words.meToo());
        this.past = Phrase.anyOf(words.past());
        this.now = Phrase.anyOf(words.now());
    }

    Reading read(Utterance said, RuleBook.Group group, int start, int end) {
        if (group.level() == SafetyLevel.GREEN) {
            return Reading.MEANT;
        }
        if (isDenied(said, start)) {
            return Reading.DENIED;
        }
        if (isAsked(said, start, end)) {
            return isAnsweredWithYes(said, end) ? Reading.AFFIRMED : Reading.ASKED;
        }
        if (isToldOfAStory(said, start, end)) {
            return Reading.STORY;
        }
        if (group.level() == SafetyLevel.RED && isPast(said, start, end)) {
            return Reading.PAST;
        }
        return Reading.MEANT;
    }

    private boolean isDenied(Utterance said, int start) {
        String clause = said.clauseBefore(start);
        String close = clause.substring(Math.max(0, clause.length() - REACH));
        return denial.matcher(close).find() && !doubleDenial.matcher(close).find();
    }

    private boolean isAsked(Utterance said, int start, int end) {
        String before = said.clauseBefore(start);
        return addressee.matcher(before).find()
                && !firstPerson.matcher(before).find()
                && question.matcher(before + said.sentenceAfter(start)).find()
                && !meToo.matcher(said.sentenceAfter(end)).find();
    }

    /** The answer is what follows the question: the rest of its sentence does not count, and who speaks may be named first. */
    private boolean isAnsweredWithYes(Utterance said, int end) {
        String answer = said.afterSentence(end).strip().replaceFirst("^[^:\\n]{1,12}:\\s*", "");
        return yes.matcher(answer).find() && !no.matcher(answer).find();
    }

    private boolean isToldOfAStory(Utterance said, int start, int end) {
        Matcher cue = story.matcher(said.sentenceBefore(start));
        int after = -1;
        while (cue.find()) {
            after = cue.end();
        }
        return after >= 0
                && !near.matcher(said.sentenceBefore(start).substring(after)).find()
                && !meToo.matcher(said.sentenceAfter(end)).find();
    }

    private boolean isPast(Utterance said, int start, int end) {
        return past.matcher(said.clauseBefore(start)).find()
                && !now.matcher(said.clauseBefore(start)).find()
                && !now.matcher(said.sentenceAfter(end)).find();
    }
}
