package io.sessionledger.examples.server.knowledge;

/** The languages that conversations and articles are in. */
public enum Language {
    /** Chinese in Traditional script, and the answer where nothing tells. */
    TRADITIONAL("zh-Hant"),
    /** Chinese in Simplified script. */
    SIMPLIFIED("zh-Hans"),
    /** English. */
    ENGLISH("en");

    private final String tag;

    Language(String tag) {
        this.tag = tag;
    }

    /** {@return the BCP 47 tag} */
    public String tag() {
        return tag;
    }

    /**
     * Reads a tag.
     *
     * @param tag zh-Hant, zh-Hans or en
     * @return the language
     * @throws IllegalArgumentException if it is another
     */
    public static Language ofTag(String tag) {
        for (Language language : values()) {
            if (language.tag.equals(tag)) {
                return language;
            }
        }
        throw new IllegalArgumentException("language is '" + tag + "', but must be zh-Hant, zh-Hans or en");
    }

    /**
     * Tells the language that most of a text is in. A word of English counts as much as a character of Chinese, and the script of the Chinese is that of the
     * characters which only one of the two scripts has.
     *
     * @param text any text
     * @return its language
     */
    public static Language of(String text) {
        int han = 0;
        int words = 0;
        int traditional = 0;
        int simplified = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean latin = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
            if (latin && !inWord) {
                words++;
            }
            inWord = latin || (inWord && (c == '\'' || c == '’'));
            if (Script.isHan(c)) {
                han++;
                traditional += Script.isTraditionalOnly(c) ? 1 : 0;
                simplified += Script.isSimplifiedOnly(c) ? 1 : 0;
            }
        }
        if (words > han) {
            return ENGLISH;
        }
        return simplified > traditional ? SIMPLIFIED : TRADITIONAL;
    }
}
