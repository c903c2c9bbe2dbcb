package io.sessionledger.examples.server.dashboard;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The languages of the dashboard. */
enum Language {
    ENGLISH("en", Locale.UK, "English"),
    TRADITIONAL_CHINESE("zh-Hant", Locale.TAIWAN, "繁體中文");

    private final String code;
    private final Locale locale;
    private final String ownName;

    @SuppressWarnings("ImmutableEnumChecker") // read once, and never changed
    private final Texts texts;

    Language(String code, Locale locale, String ownName) {
        this.code = code;
        this.locale = locale;
        this.ownName = ownName;
        this.texts = Texts.of(code);
    }

    String code() {
        return code;
    }

    Locale locale() {
        return locale;
    }

    String ownName() {
        return ownName;
    }

    Texts texts() {
        return texts;
    }

    static Optional<Language> find(String code) {
        return Arrays.stream(values())
                .filter(language -> language.code.equals(code))
                .findFirst();
    }

    /** What a browser asks for, its most wanted language first. */
    static Language ofBrowser(String acceptLanguage) {
        try {
            return Locale.LanguageRange.parse(acceptLanguage).stream()
                    .map(range -> range.getRange())
                    .filter(range -> range.startsWith("zh") || range.startsWith("en"))
                    .findFirst()
                    .map(range -> range.startsWith("zh") ? TRADITIONAL_CHINESE : ENGLISH)
                    .orElse(ENGLISH);
        } catch (IllegalArgumentException e) {
            return ENGLISH;
        }
    }
}
