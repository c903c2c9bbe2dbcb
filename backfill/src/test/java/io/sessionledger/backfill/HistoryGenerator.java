package io.sessionledger.backfill;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Fills a table as a host's would be after some years: sessions with an array of entries each, of which two in a hundred are odd, in as many ways as there are. What it makes depends on its numbers alone, and
 * it knows what must become of it.
 */
final class HistoryGenerator {

    /** One of this many entries is odd. */
    private static final int ODD_ONE_OF = 50;

    private static final Instant BEGAN = Instant.parse("2024-01-01T08:00:00Z");
    private static final String[] LEVELS = {"green", "green", "green", "green", "yellow", "red"};
    private static final String[] WORDS = {
        "breathing",
        "slowly",
        "speaks",
        "about",
        "work",
        "pressure",
        "sleep",
        "family",
        "\u60c5\u7dd2",
        "\u7a69\u5b9a",
        "pause",
        "worry",
        "plans",
        "support",
        "tears",
        "relief",
        "deadline",
        "friend",
        "\u4eca\u5929",
        "calm"
    };

    private final Random random;
    private final int entriesOfSession;
    private final Map<Oddity, Long> expected = new EnumMap<>(Oddity.class);
    private long entries;
    private long odd;

    HistoryGenerator(long seed, int entriesOfSession) {
        this.random = new Random(seed);
        this.entriesOfSession = entriesOfSession;
    }

    /** How an entry can be odd; PostgreSQL's jsonb can hold no NUL, so that is not among them. */
    enum Kind {
        NO_OBJECT(Oddity.NOT_AN_OBJECT),
        NO_TIME(Oddity.TIME_MISSING),
        BAD_TIME(Oddity.TIME_UNREADABLE),
        TIME_WITHOUT_ZONE(Oddity.TIME_WITHOUT_ZONE),
        UNKNOWN_LEVEL(Oddity.UNKNOWN_LEVEL),
        NO_LEVEL(Oddity.NO_LEVEL),
        SEVERITY_OUT_OF_RANGE(Oddity.SEVERITY_FROM_LEVEL),
        SEVERITY_AS_TEXT(Oddity.SEVERITY_AS_TEXT),
        NEGATIVE_TOKENS(Oddity.COUNT_UNUSABLE),
        TOKENS_AS_TEXT(Oddity.COUNT_AS_TEXT),
        TOTAL_NOT_SUM(Oddity.TOTAL_NOT_SUM),
        OVERFLOW(Oddity.COUNT_UNUSABLE),
        DOCUMENTS_AS_TEXT(Oddity.JSON_AS_TEXT),
        NEGATIVE_DURATION(Oddity.DURATION_UNUSABLE),
        LONG_MODEL(Oddity.MODEL_UNUSABLE),
        SAME_ID(Oddity.ID_TAKEN);

        private final Oddity oddity;

        Kind(Oddity oddity) {
            this.oddity = oddity;
        }
    }

    /** What the report has to say is odd. */
    Map<Oddity, Long> expected() {
        return Map.copyOf(expected);
    }

    long entries() {
        return entries;
    }

    long refused() {
        return expected.entrySet().stream()
                .filter(of -> of.getKey().consequence() == Oddity.Consequence.REFUSED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    static String ddl(String table, String type) {
        return "create table " + table
                + " (id uuid primary key, counselor_id uuid not null, tenant_id varchar(50) not null, analysis_logs "
                + type + ")";
    }

    /** Adds sessions to a table on PostgreSQL. */
    void fill(DataSource dataSource, String table, String type, String tenant, int sessions) throws SQLException {
        String sql = "insert into " + table
                + " (id, counselor_id, tenant_id, analysis_logs) values (?, ?, ?, cast(? as " + type + "))";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            for (int session = 0; session < sessions; session++) {
                insert.setObject(1, new UUID(random.nextLong(), random.nextLong()));
                insert.setObject(2, new UUID(7, random.nextInt(200)));
                insert.setString(3, tenant);
                insert.setString(4, array(session));
                insert.addBatch();
                if (session % 200 == 199) {
                    insert.executeBatch();
                    connection.commit();
                }
            }
            insert.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        }
    }

    /** A session's array. Now and then it is no array. */
    String array(int session) {
        if (session % 997 == 996) {
            entries++;
            count(Oddity.NOT_AN_ARRAY);
            return "{\"logs\": []}";
        }
        if (session % 991 == 990) {
            return "null";
        }
        Instant start = BEGAN.plusSeconds(session * 4_001L);
        StringBuilder array = new StringBuilder("[");
        for (int position = 0; position < entriesOfSession; position++) {
            array.append(position == 0 ? "" : ",").append(next(start, position));
        }
        return array.append("]").toString();
    }

    private String next(Instant start, int position) {
        entries++;
        boolean isOdd = position > 0 && random.nextInt(ODD_ONE_OF) == 0;
        if (!isOdd) {
            return entry(start, position, null);
        }
        Kind kind = Kind.values()[(int) (odd++ % Kind.values().length)];
        count(kind.oddity);
        return kind == Kind.NO_OBJECT ? "\"lost\"" : entry(start, position, kind);
    }

    private void count(Oddity oddity) {
        expected.merge(oddity, 1L, Long::sum);
    }

    String entry(Instant start, int position, Kind kind) {
        int prompt = 900 + random.nextInt(600);
        int completion = 60 + random.nextInt(90);
        Instant at = start.plusSeconds(60L * position);
        StringBuilder entry = new StringBuilder(700).append('{');
        if (kind == Kind.SAME_ID || position == 0) {
            entry.append("\"id\": \"first\", ");
        }
        if (kind == Kind.BAD_TIME) {
            entry.append("\"analyzed_at\": \"soon\", ");
        } else if (kind == Kind.TIME_WITHOUT_ZONE) {
            entry.append("\"analyzed_at\": \"")
                    .append(at.toString().replace("Z", ""))
                    .append("\", ");
        } else if (kind != Kind.NO_TIME) {
            entry.append("\"analyzed_at\": \"").append(at).append("\", ");
        }
        if (kind == Kind.UNKNOWN_LEVEL) {
            entry.append("\"safety_level\": \"mauve\", ");
        } else if (kind != Kind.NO_LEVEL) {
            entry.append("\"safety_level\": \"")
                    .append(LEVELS[random.nextInt(LEVELS.length)])
                    .append("\", ");
        }
        String severity = kind == Kind.SEVERITY_OUT_OF_RANGE ? "9" : kind == Kind.SEVERITY_AS_TEXT ? "\"high\"" : "1";
        entry.append("\"severity\": ").append(severity).append(", \"display_text\": \"");
        words(entry, 24);
        entry.append("\", \"action_suggestion\": \"");
        words(entry, 12);
        entry.append("\", \"rag_documents\": ");
        if (kind == Kind.DOCUMENTS_AS_TEXT) {
            entry.append("\"see the handbook\"");
        } else {
            entry.append("[{\"title\": \"Grounding\", \"score\": 0.81}, {\"title\": \"Sleep\", \"score\": 0.74}]");
        }
        entry.append(", \"rag_sources\": [\"handbook.pdf\"], \"token_usage\": {\"prompt_tokens\": ");
        entry.append(
                kind == Kind.NEGATIVE_TOKENS
                        ? "-1"
                        : kind == Kind.OVERFLOW
                                ? "99999999999999999999999"
                                : kind == Kind.TOKENS_AS_TEXT ? "\"" + prompt + "\"" : prompt);
        entry.append(", \"completion_tokens\": ").append(completion);
        boolean parts = kind != Kind.NEGATIVE_TOKENS && kind != Kind.OVERFLOW;
        int total = kind == Kind.TOTAL_NOT_SUM ? 5 : parts ? prompt + completion : completion;
        entry.append(", \"total_tokens\": ").append(total).append("}, \"model\": \"");
        entry.append(kind == Kind.LONG_MODEL ? "m".repeat(101) : "gemini-2.5-flash");
        entry.append("\", \"duration_seconds\": ").append(kind == Kind.NEGATIVE_DURATION ? -60 : 60);
        return entry.append('}').toString();
    }

    private void words(StringBuilder text, int count) {
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : " ").append(WORDS[random.nextInt(WORDS.length)]);
        }
    }
}
