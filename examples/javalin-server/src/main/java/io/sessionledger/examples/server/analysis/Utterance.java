package io.sessionledger.examples.server.analysis;

import io.sessionledger.examples.server.knowledge.Script;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What was said, in the form in which phrases are looked for: one script, lower case, without apostrophes, hyphens and invisible characters, and without spaces between
 * Chinese characters. It knows the clause and the sentence around a place.
 */
record Utterance(String text) {

    /** What ends a clause; a comma does, and so do quotation marks. */
    static final String CLAUSE_ENDS = ",、:「」『』\"“”。!?;.\n";

    /** Where speech goes on without a mark, as machines often write it down, this is as far as a sentence reaches. */
    private static final int REACH = 200;

    private static final String SENTENCE_ENDS = "。!?;.\n";

    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cf}\\p{Mn}'’‘`´]");
    private static final Pattern DASHES = Pattern.compile("[\\p{Pd}_*]");
    private static final Pattern SPACES = Pattern.compile("[^\\S\\n]+");
    private static final Pattern SPACES_IN_CHINESE = Pattern.compile("(?<=[\\u3400-\\u9fff]) (?=[\\u3400-\\u9fff])");

    static Utterance of(String spoken) {
        return new Utterance(normal(spoken));
    }

    /** Text in the form in which it is compared; phrases and what is said go through the same. */
    static String normal(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        plain = DASHES.matcher(INVISIBLE.matcher(plain).replaceAll("")).replaceAll(" ");
        plain = SPACES.matcher(plain).replaceAll(" ");
        return Script.simplified(SPACES_IN_CHINESE.matcher(plain).replaceAll(""));
    }

    /** The clause's part before a place. */
    String clauseBefore(int place) {
        return text.substring(last(CLAUSE_ENDS, place), place);
    }

    /** The sentence's part before a place. */
    String sentenceBefore(int place) {
        return text.substring(last(SENTENCE_ENDS, place), place);
    }

    /** The sentence's part after a place, with the mark that ends it. */
    String sentenceAfter(int place) {
        return text.substring(place, sentenceEnd(place));
    }

    /** What follows the sentence of a place, as far as an answer to it begins. */
    String afterSentence(int place) {
        int start = sentenceEnd(place);
        return text.substring(start, Math.min(text.length(), start + REACH));
    }

    private int sentenceEnd(int place) {
        int end = place;
        int farthest = Math.min(text.length(), place + REACH);
        while (end < farthest && SENTENCE_ENDS.indexOf(text.charAt(end)) < 0) {
            end++;
        }
        return Math.min(end + 1, text.length());
    }

    private int last(String ends, int place) {
        int start = place;
        while (start > Math.max(0, place - REACH) && ends.indexOf(text.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }
}
