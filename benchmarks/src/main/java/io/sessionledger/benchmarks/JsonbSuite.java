package io.sessionledger.benchmarks;

import io.sessionledger.billing.SessionLedger;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** A session's rows beside a session's array of JSON, as the session grows; draws a picture of both. */
final class JsonbSuite implements Suite {

    /** What the picture is called in the folder of the results. */
    static final String PICTURE = "session-growth.png";

    private static final String LEDGER = "ledger";
    private static final String JSONB = "JSONB array";
    private static final int CALLERS = 4;

    /** A long session: 1,200 entries are an hour at one analysis in 3 seconds. */
    private static final int STRETCHES = 20;

    private static final int LEAST_STRETCHES = 4;

    /** How often the ledger has its turn in a round: a stretch is over so soon that a single one says little. */
    private static final int REPEATS = 3;

    private final Path out;

    JsonbSuite(Path out) {
        this.out = out;
    }

    @Override
    public String name() {
        return "jsonb";
    }

    @Override
    public List<Line> run(BenchmarkDatabase database, Effort effort) throws Exception {
        int stretches = effort.scaled(STRETCHES, LEAST_STRETCHES);
        DataSource pool = database.pool();
        JsonbDesign design = new JsonbDesign(database.pool());
        database.execute(JsonbDesign.TABLE);
        List<SessionCurve> ours = new ArrayList<>();
        List<SessionCurve> theirs = new ArrayList<>();
        try (SessionLedger ledger = RecordContest.ledger(pool)) {
            Recorder recorder = new LedgerRecorder(ledger.tenant(LEDGER));
            OpenSessions sessions = new OpenSessions(pool, LEDGER);
            database.analyze();
            warmUp(recorder, design, sessions);
            for (int round = 0; round < effort.rounds(); round++) {
                for (int repeat = 0; repeat < REPEATS; repeat++) {
                    ours.add(SessionCurve.measure(LEDGER, recorder::record, take(sessions), stretches));
                }
                database.execute(JsonbDesign.EMPTY);
                theirs.add(SessionCurve.measure(JSONB, design, design.start(CALLERS), stretches));
                design.check(stretches * SessionCurve.STRETCH);
            }
        }
        new Books(pool).check(LEDGER);
        SessionCurve ledger = SessionCurve.median(ours);
        SessionCurve jsonb = SessionCurve.median(theirs);
        new GrowthPicture(CALLERS).draw(List.of(ledger, jsonb), out.resolve(PICTURE));
        return lines(ledger, jsonb, stretches);
    }

    /** A stretch for each, so that neither has its first figures from cold code. */
    private static void warmUp(Recorder recorder, JsonbDesign design, OpenSessions sessions) throws Exception {
        for (int i = 0; i < LEAST_STRETCHES; i++) {
            SessionCurve.measure(LEDGER, recorder::record, take(sessions), 1);
            SessionCurve.measure(JSONB, design, design.start(CALLERS), 1);
        }
    }

    private static List<UUID> take(OpenSessions sessions) throws SQLException {
        List<UUID> taken = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            taken.add(sessions.next());
        }
        return taken;
    }

    private static List<Line> lines(SessionCurve ledger, SessionCurve jsonb, int stretches) {
        List<Line> lines = new ArrayList<>();
        IntStream.of(0, 1, 2, stretches - 1).forEach(stretch -> {
            double ours = ledger.perSecond().get(stretch);
            double theirs = jsonb.perSecond().get(stretch);
            lines.add(Line.printed(
                    "entries " + SessionCurve.entries(stretch) + " of a session, " + CALLERS + " callers: " + LEDGER
                            + " / " + JSONB,
                    Line.number(ours / theirs) + " (" + Line.rate(ours) + ", " + Line.rate(theirs) + ")"));
        });
        return List.copyOf(lines);
    }
}
