package io.sessionledger.examples.quickstart;

import java.util.Optional;

/** What the command line says. */
record Options(String jdbcUrl, Optional<String> user, Optional<String> password, boolean help) {

    static final String USAGE = """
            Usage: quickstart [--jdbc-url URL] [--user NAME] [--password SECRET]

              --jdbc-url URL   where to keep the ledger: PostgreSQL or H2, for example
                               jdbc:postgresql://127.0.0.1:5432/mydb   or   jdbc:h2:./quickstart
                               (default: H2 in memory, gone at the end)
              --user NAME      the database user, if the URL does not name one
              --password SECRET
              --help           prints this
            """;

    private static final String IN_MEMORY = "jdbc:h2:mem:quickstart;DB_CLOSE_DELAY=-1";

    /**
     * Reads {@code --name value} and {@code --name=value}.
     *
     * @throws IllegalArgumentException with a message for the user
     */
    static Options parse(String... args) {
        Options options = new Options(IN_MEMORY, Optional.empty(), Optional.empty(), false);
        for (int i = 0; i < args.length; i++) {
            String[] parts = args[i].split("=", 2);
            if (parts[0].equals("--help")) {
                return new Options(options.jdbcUrl, options.user, options.password, true);
            }
            if (!parts[0].equals("--jdbc-url") && !parts[0].equals("--user") && !parts[0].equals("--password")) {
                throw new IllegalArgumentException("Unknown option '" + parts[0] + "'.");
            }
            if (parts.length == 1 && i + 1 == args.length) {
                throw new IllegalArgumentException("Option " + parts[0] + " needs a value.");
            }
            options = options.with(parts[0], parts.length == 2 ? parts[1] : args[++i]);
        }
        return options;
    }

    private Options with(String name, String value) {
        return switch (name) {
            case "--jdbc-url" -> new Options(checkedUrl(value), user, password, help);
            case "--user" -> new Options(jdbcUrl, Optional.of(value), password, help);
            default -> new Options(jdbcUrl, user, Optional.of(value), help);
        };
    }

    private static String checkedUrl(String url) {
        if (!url.startsWith("jdbc:postgresql:") && !url.startsWith("jdbc:h2:")) {
            throw new IllegalArgumentException(
                    "The URL must begin with jdbc:postgresql: or jdbc:h2:, but was '" + url + "'.");
        }
        return url;
    }
}
