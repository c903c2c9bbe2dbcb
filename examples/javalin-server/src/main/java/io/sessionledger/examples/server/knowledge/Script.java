package io.sessionledger.examples.server.knowledge;

import com.ibm.icu.text.Transliterator;
import java.util.function.BiConsumer;

/**
 * Traditional and Simplified Chinese: folds the first into the second, so that what is written in one is found in the other. ICU's transform is asked once for each
 * character, when the class loads; after that a fold is a look-up without a lock.
 */
public final class Script {

    private static final char FIRST_HAN = '\u3400';
    private static final char LAST_HAN = '\u9fff';

    private static final char[] SIMPLIFIED = table("Traditional-Simplified");
    private static final char[] TRADITIONAL = table("Simplified-Traditional");

    /** A word that Traditional writes with a character which elsewhere is another one in Simplified, too. */
    private static final String PLAN_BY_CHARACTER = "计画";

    private static final String PLAN = "计划";

    private Script() {}

    /**
     * Folds Traditional into Simplified, character by character: the length stays the same.
     *
     * @param text any text
     * @return the text with each Traditional character replaced by the Simplified one
     */
    public static String simplified(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            if (isHan(chars[i])) {
                chars[i] = SIMPLIFIED[chars[i] - FIRST_HAN];
            }
        }
        return new String(chars).replace(PLAN_BY_CHARACTER, PLAN);
    }

    /**
     * Whether a character is Chinese.
     *
     * @param c the character
     * @return whether it is a Han character of the basic plane
     */
    public static boolean isHan(char c) {
        return c >= FIRST_HAN && c <= LAST_HAN;
    }

    /** Hands out each Traditional character and its Simplified one, where they differ. */
    static void forEachFolded(BiConsumer<String, String> pair) {
        for (char c = FIRST_HAN; c <= LAST_HAN; c++) {
            if (isTraditionalOnly(c)) {
                pair.accept(String.valueOf(c), String.valueOf(SIMPLIFIED[c - FIRST_HAN]));
            }
        }
        pair.accept("計畫", PLAN);
    }

    static boolean isTraditionalOnly(char han) {
        return SIMPLIFIED[han - FIRST_HAN] != han;
    }

    static boolean isSimplifiedOnly(char han) {
        return SIMPLIFIED[han - FIRST_HAN] == han && TRADITIONAL[han - FIRST_HAN] != han;
    }

    private static char[] table(String transform) {
        Transliterator transliterator = Transliterator.getInstance(transform);
        char[] table = new char[LAST_HAN - FIRST_HAN + 1];
        for (char c = FIRST_HAN; c <= LAST_HAN; c++) {
            String folded = transliterator.transliterate(String.valueOf(c));
            table[c - FIRST_HAN] = folded.length() == 1 ? folded.charAt(0) : c;
        }
        return table;
    }
}
