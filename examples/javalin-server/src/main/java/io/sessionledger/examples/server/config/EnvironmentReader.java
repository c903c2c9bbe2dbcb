package io.sessionledger.examples.server.config;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads {@link Settings} from environment variables. */
final class EnvironmentReader {

    private static final String DEFAULT_JDBC_URL =
            "jdbc:h2:file:./data/session-ledger;LOCK_TIMEOUT=10000;CACHE_SIZE=8192";
    private static final int DEFAULT_PORT = 7070;
    private static final int MAX_PORT = 65_535;
    private static final int DEFAULT_REQUESTS_PER_SECOND = 1_000;
    private static final int MAX_REQUESTS_PER_SECOND = 1_000_000;

    /** Each keeps a thread while the model thinks; the server has two hundred. */
    private static final int MAX_ANALYSES_AT_ONCE = 150;

    private static final int DEFAULT_ANALYSES_AT_ONCE = 128;
    private static final int DEFAULT_MAINTENANCE_SECONDS = 60;
    private static final int SECONDS_A_DAY = 86_400;
    private static final int MIN_SECRET_LENGTH = 16;

    private final Map<String, String> environment;

    EnvironmentReader(Map<String, String> environment) {
        this.environment = environment;
    }

    Settings settings() {
        return new Settings(
                find("LEDGER_HOST").orElse("127.0.0.1"),
                number("LEDGER_PORT", 0, MAX_PORT, DEFAULT_PORT),
                database(),
                find("LEDGER_TOKENS").map(TokenList::parse).orElse(List.of()),
                choice("LEDGER_CHARGE", Settings.Charge.values(), Settings.Charge.COMPLETION),
                choice("LEDGER_SHORTAGE", Settings.Shortage.values(), Settings.Shortage.WARN),
                find("GEMINI_API_KEY"),
                find("GEMINI_BASE_URL")
                        .map(value -> webAddress("GEMINI_BASE_URL", value, "https://example.org/gemini")),
                flag("LEDGER_DEMO"),
                number("LEDGER_REQUESTS_PER_SECOND", 1, MAX_REQUESTS_PER_SECOND, DEFAULT_REQUESTS_PER_SECOND),
                number("LEDGER_ANALYSES_AT_ONCE", 1, MAX_ANALYSES_AT_ONCE, DEFAULT_ANALYSES_AT_ONCE),
                webhook(),
                number("LEDGER_MAINTENANCE_SECONDS", 1, SECONDS_A_DAY, DEFAULT_MAINTENANCE_SECONDS),
                find("LEDGER_TIME_ZONES")
                        .map(value -> TimeZones.read("LEDGER_TIME_ZONES", value))
                        .orElse(TimeZones.UTC));
    }

    private Optional<WebhookSettings> webhook() {
        Optional<URI> url = find("LEDGER_WEBHOOK_URL")
                .map(value -> webAddress("LEDGER_WEBHOOK_URL", value, "https://example.org/alerts"));
        Optional<String> secret = find("LEDGER_WEBHOOK_SECRET");
        if (url.isPresent() != secret.isPresent()) {
            throw new SettingsException(
                    "LEDGER_WEBHOOK_URL, LEDGER_WEBHOOK_SECRET", "must be set both, or neither; only one of them is");
        }
        secret.filter(value -> value.length() < MIN_SECRET_LENGTH).ifPresent(tooShort -> {
            throw new SettingsException(
                    "LEDGER_WEBHOOK_SECRET",
                    "must have " + MIN_SECRET_LENGTH
                            + " characters or more, best random ones: openssl rand -base64 24");
        });
        return url.map(address -> new WebhookSettings(address, secret.orElseThrow()));
    }

    private Optional<String> find(String variable) {
        return Optional.ofNullable(environment.get(variable)).map(String::strip).filter(value -> !value.isEmpty());
    }

    private DatabaseSettings database() {
        String url = find("LEDGER_JDBC_URL").orElse(DEFAULT_JDBC_URL);
        if (!url.startsWith(DatabaseSettings.H2) && !url.startsWith(DatabaseSettings.POSTGRESQL)) {
            throw new SettingsException(
                    "LEDGER_JDBC_URL",
                    "must begin with jdbc:postgresql: or jdbc:h2:, such as jdbc:postgresql://127.0.0.1:5432/ledger");
        }
        return new DatabaseSettings(url, find("LEDGER_JDBC_USER"), find("LEDGER_JDBC_PASSWORD"));
    }

    private int number(String variable, int least, int most, int unset) {
        Optional<String> value = find(variable);
        if (value.isEmpty()) {
            return unset;
        }
        try {
            int number = Integer.parseInt(value.get());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with what would be right
        }
        throw new SettingsException(
                variable, "must be a whole number from " + least + " to " + most + ", not '" + value.get() + "'");
    }

    private boolean flag(String variable) {
        String value = find(variable).orElse("false").toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new SettingsException(variable, "must be true or false, not '" + value + "'");
        };
    }

    private <E extends Enum<E>> E choice(String variable, E[] choices, E unset) {
        Optional<String> value = find(variable);
        if (value.isEmpty()) {
            return unset;
        }
        return Arrays.stream(choices)
                .filter(choice -> code(choice).equals(value.get().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new SettingsException(
                        variable,
                        "must be "
                                + Arrays.stream(choices)
                                        .map(EnvironmentReader::code)
                                        .collect(Collectors.joining(" or "))
                                + ", not '" + value.get() + "'"));
    }

    private static String code(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static URI webAddress(String variable, String value, String example) {
        try {
            URI address = URI.create(value);
            if (("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
                    && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // said below, with what would be right
        }
        throw new SettingsException(variable, "must be an address such as " + example);
    }
}
