package io.sessionledger.examples.server.analysis;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach Gemini.
 *
 * @param apiKey the key; never printed
 * @param baseUrl where to send requests instead of Google's address
 * @param model the model's name
 * @param timeout how long one attempt may take
 * @param attempts how many attempts an analysis gets at most, the first included
 */
public record GeminiSettings(String apiKey, Optional<URI> baseUrl, String model, Duration timeout, int attempts) {

    /** The model that is asked where none is named. */
    public static final String DEFAULT_MODEL = "gemini-2.5-flash";

    /** A minute's analysis should be there well before the next minute is over. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(15);

    /** How many attempts an analysis gets where nothing else is said. */
    public static final int DEFAULT_ATTEMPTS = 3;

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(5);
    private static final int MOST_ATTEMPTS = 10;

    /**
     * Checks the settings.
     *
     * @param apiKey the key; never printed
     * @param baseUrl where to send requests instead of Google's address
     * @param model the model's name
     * @param timeout how long one attempt may take, up to five minutes
     * @param attempts 1 to 10
     * @throws IllegalArgumentException if one of them is not as it should be; the message names it, and never the key
     */
    public GeminiSettings {
        check(apiKey.matches("\\p{Graph}+"), "The Gemini API key must be visible ASCII characters without blanks");
        baseUrl.ifPresent(url -> check(
                url.getHost() != null && ("https".equals(url.getScheme()) || "http".equals(url.getScheme())),
                "The base URL of Gemini must be like https://host or http://127.0.0.1:8080, but is '" + url + "'"));
        check(model.matches("[A-Za-z0-9._/-]+"), "The model must be a name like " + DEFAULT_MODEL);
        check(
                timeout.compareTo(Duration.ofMillis(1)) >= 0 && timeout.compareTo(LONGEST_TIMEOUT) <= 0,
                "The time-out must be between 1 ms and 5 minutes, but is " + timeout);
        check(attempts >= 1 && attempts <= MOST_ATTEMPTS, "The attempts must be 1 to 10, but are " + attempts);
    }

    /**
     * The settings that serve with a key alone.
     *
     * @param apiKey the key
     * @return the settings
     */
    public static GeminiSettings of(String apiKey) {
        return new GeminiSettings(apiKey, Optional.empty(), DEFAULT_MODEL, DEFAULT_TIMEOUT, DEFAULT_ATTEMPTS);
    }

    /**
     * Sends requests elsewhere.
     *
     * @param url the new base URL
     * @return settings that differ in this
     */
    public GeminiSettings withBaseUrl(URI url) {
        return new GeminiSettings(apiKey, Optional.of(url), model, timeout, attempts);
    }

    /**
     * Asks another model.
     *
     * @param name its name
     * @return settings that differ in this
     */
    public GeminiSettings withModel(String name) {
        return new GeminiSettings(apiKey, baseUrl, name, timeout, attempts);
    }

    /**
     * Waits longer, or less long.
     *
     * @param longest how long one attempt may take
     * @return settings that differ in this
     */
    public GeminiSettings withTimeout(Duration longest) {
        return new GeminiSettings(apiKey, baseUrl, model, longest, attempts);
    }

    /**
     * Tries more, or less often.
     *
     * @param most how many attempts at most
     * @return settings that differ in this
     */
    public GeminiSettings withAttempts(int most) {
        return new GeminiSettings(apiKey, baseUrl, model, timeout, most);
    }

    private static void check(boolean right, String otherwise) {
        if (!right) {
            throw new IllegalArgumentException(otherwise + ".");
        }
    }

    /** {@return the settings without the key} */
    @Override
    public String toString() {
        return "GeminiSettings[model=" + model + ", baseUrl="
                + baseUrl.map(URI::toString).orElse("default") + ", timeout=" + timeout + ", attempts=" + attempts
                + "]";
    }
}
