package io.sessionledger.backfill;

import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.SafetyLevel;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the command was asked to do. */
final class CommandOptions {

    static final String PASSWORD = "SESSION_LEDGER_PASSWORD";

    static final String USAGE = """
            Moves analysis logs out of a JSON array on session rows into the ledger. May be ended and repeated at any time.

              --jdbc-url URL           the database with the host's table, in which the ledger is, too
              --user NAME              password: in the environment as SESSION_LEDGER_PASSWORD
              --table NAME             the host's table of sessions: sessions, app.sessions
              --id COLUMN              its key: uuid, bigint, or text that holds uuids        [id]
              --counselor COLUMN       the counselor's key, likewise                          [counselor_id]
              --entries COLUMN         the array: jsonb, json or text                         [analysis_logs]
              --tenant-column COLUMN   the tenant's id                                        [tenant_id]
              --tenant ID              instead, where all are one tenant's
              --started-at COLUMN      when the session started                               [its earliest entry]
              --ended-at COLUMN        when it ended                                          [its latest entry]
              --credits COLUMN         which credits were taken for it                        [none are entered]
              --field FACT=NAME,...    where a fact is, in place of the usual names; repeatable. Facts:
                                       %s
              --level WORD=LEVEL       what another level means: orange=yellow; repeatable
              --zone ZONE              of times that state none                               [UTC]
              --cached-beside-prompt   cached tokens are not counted inside the prompt's
              --max-text-bytes N       how long a text may be, up to 1048576                  [262144]
              --schema NAME            where the ledger's tables are                          [the connection's]
              --migrate                create or upgrade the ledger's tables
              --odd FILE               write everything odd to a file, as it is found
              --dry-run                read and report, write nothing; needs no ledger
              --help

            Ends with 0 if everything adds up, 1 if something has to be looked at, 2 if the options are wrong, 3 if a database failed.
            """;

    private static final List<String> FLAGS = List.of("--cached-beside-prompt", "--migrate", "--dry-run", "--help");
    private static final List<String> REPEATABLE = List.of("--field", "--level");
    private static final List<String> SINGLE = List.of(
            "--jdbc-url",
            "--user",
            "--table",
            "--id",
            "--counselor",
            "--entries",
            "--tenant-column",
            "--tenant",
            "--started-at",
            "--ended-at",
            "--credits",
            "--zone",
            "--max-text-bytes",
            "--schema",
            "--odd");

    private final Map<String, List<String>> given = new HashMap<>();

    private CommandOptions() {}

    static String usage() {
        List<String> facts = new ArrayList<>();
        for (AnalysisField field : AnalysisField.values()) {
            facts.add(field.code());
        }
        String first = String.join(", ", facts.subList(0, facts.size() / 2));
        return USAGE.formatted(
                first + ",\n" + " ".repeat(27) + String.join(", ", facts.subList(facts.size() / 2, facts.size())));
    }

    static CommandOptions parse(String... args) {
        CommandOptions options = new CommandOptions();
        Iterator<String> words = List.of(args).iterator();
        while (words.hasNext()) {
            options.add(words.next(), words);
        }
        return options;
    }

    private void add(String option, Iterator<String> words) {
        boolean known = FLAGS.contains(option) || REPEATABLE.contains(option) || SINGLE.contains(option);
        InvalidInputException.unless(known, option, "one of the options that --help lists", "none of them");
        List<String> values = given.computeIfAbsent(option, unused -> new ArrayList<>());
        InvalidInputException.unless(REPEATABLE.contains(option) || values.isEmpty(), option, "once", "given twice");
        InvalidInputException.unless(FLAGS.contains(option) || words.hasNext(), option, "a value after it", "none");
        values.add(FLAGS.contains(option) ? "" : words.next());
    }

    boolean has(String flag) {
        return given.containsKey(flag);
    }

    @Nullable
    String value(String option) {
        return given.getOrDefault(option, List.of()).stream().findFirst().orElse(null);
    }

    String required(String option) {
        String value = value(option);
        if (value == null) {
            throw new InvalidInputException(option, "expected, but was not given; --help explains");
        }
        return value;
    }

    int maxTextBytes() {
        String value = value("--max-text-bytes");
        try {
            return value == null
                    ? io.sessionledger.jdbc.JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES
                    : Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("--max-text-bytes", "expected a whole number, but was " + value);
        }
    }

    BackfillSource source() {
        BackfillSource.Builder source =
                BackfillSource.table(required("--table")).mapping(mapping()).maxTextBytes(maxTextBytes());
        given("--id").ifPresent(source::id);
        given("--counselor").ifPresent(source::counselor);
        given("--entries").ifPresent(source::entries);
        given("--tenant-column").ifPresent(source::tenantColumn);
        given("--tenant").map(TenantId::of).ifPresent(source::tenant);
        given("--started-at").ifPresent(source::startedAt);
        given("--ended-at").ifPresent(source::endedAt);
        given("--credits").ifPresent(source::credits);
        return source.build();
    }

    private Optional<String> given(String option) {
        return Optional.ofNullable(value(option));
    }

    private FieldMapping mapping() {
        FieldMapping mapping = FieldMapping.usual();
        for (String field : given.getOrDefault("--field", List.of())) {
            String[] sides = sides("--field", field, "display_text=message,result.text");
            mapping = mapping.with(field(sides[0]), sides[1].split(","));
        }
        Map<String, SafetyLevel> levels = new HashMap<>();
        for (String level : given.getOrDefault("--level", List.of())) {
            String[] sides = sides("--level", level, "orange=yellow");
            levels.put(sides[0].toLowerCase(Locale.ROOT), SafetyLevel.ofCode(sides[1]));
        }
        mapping = mapping.withLevels(word -> Optional.ofNullable(levels.get(word)));
        String zone = value("--zone");
        if (zone != null) {
            mapping = mapping.withZone(zone(zone));
        }
        return has("--cached-beside-prompt") ? mapping.withCachedBesidePrompt() : mapping;
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new InvalidInputException("--zone", "expected a zone such as UTC or Europe/Berlin, but was " + name);
        }
    }

    private static AnalysisField field(String code) {
        for (AnalysisField field : AnalysisField.values()) {
            if (field.code().equals(code)) {
                return field;
            }
        }
        throw new InvalidInputException("--field", "expected a fact that --help lists, but was " + code);
    }

    private static String[] sides(String option, String text, String example) {
        String[] sides = text.split("=", 2);
        InvalidInputException.unless(
                sides.length == 2 && !sides[0].isBlank() && !sides[1].isBlank(), option, "such as " + example, text);
        return sides;
    }
}
