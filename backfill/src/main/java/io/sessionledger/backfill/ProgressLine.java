package io.sessionledger.backfill;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Progress as a person wants it: on a terminal one line that is written anew, elsewhere a line each half minute. */
final class ProgressLine {

    private static final Duration ON_TERMINAL = Duration.ofMillis(200);
    private static final Duration ELSEWHERE = Duration.ofSeconds(30);

    private final PrintStream out;
    private final boolean terminal;
    private Duration shown = Duration.ZERO;
    private int width;

    ProgressLine(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(BackfillProgress progress) {
        if (progress.elapsed().minus(shown).compareTo(terminal ? ON_TERMINAL : ELSEWHERE) < 0) {
            return;
        }
        shown = progress.elapsed();
        String line = text(progress);
        if (terminal) {
            out.print("\r" + line + " ".repeat(Math.max(0, width - line.length())));
            out.flush();
            width = line.length();
        } else {
            out.println(line);
        }
    }

    /** Leaves the line of a terminal. */
    void end() {
        if (width > 0) {
            out.println();
        }
    }

    static String text(BackfillProgress progress) {
        long percent = progress.sessionsInAll() == 0
                ? 100
                : Math.min(100, progress.sessionsRead() * 100 / progress.sessionsInAll());
        return String.format(
                Locale.ROOT,
                "%,d of %,d sessions (%d %%), %,d entries, %,d a second, %s left",
                progress.sessionsRead(),
                progress.sessionsInAll(),
                percent,
                progress.entriesRead(),
                progress.entriesPerSecond(),
                clock(progress.left()));
    }

    private static String clock(Duration left) {
        return left.toHours() > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart())
                : String.format(Locale.ROOT, "%d:%02d", left.toMinutes(), left.toSecondsPart());
    }
}
