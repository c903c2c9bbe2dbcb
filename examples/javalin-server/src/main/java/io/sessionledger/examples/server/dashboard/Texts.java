package io.sessionledger.examples.server.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/** The words of one language. Immutable. */
final class Texts {

    private final Properties words;

    private Texts(Properties words) {
        this.words = words;
    }

    static Texts of(String language) {
        Properties words = new Properties();
        String resource = "texts-" + language + ".properties";
        try (InputStream stream = Objects.requireNonNull(Texts.class.getResourceAsStream(resource), resource)) {
            words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Texts(words);
    }

    Set<String> keys() {
        return words.stringPropertyNames();
    }

    /** A text, with what is to stand for {0}, {1} and so on. */
    String get(String key, Object... values) {
        String text = words.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("the dashboard has no text " + key);
        }
        for (int i = 0; i < values.length; i++) {
            text = text.replace("{" + i + "}", String.valueOf(values[i]));
        }
        return text;
    }
}
