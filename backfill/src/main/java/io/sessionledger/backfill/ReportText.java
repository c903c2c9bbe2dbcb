package io.sessionledger.backfill;

import io.sessionledger.backfill.Oddity.Consequence;
import java.util.Locale;

/** A report as people read it. */
final class ReportText {

    private final StringBuilder text = new StringBuilder();

    ReportText(BackfillReport report) {
        text.append(report.dryRun() ? "Dry run: nothing was written.\n" : "");
        line("sessions read", report.sessionsRead());
        line(report.dryRun() ? "sessions that would come in" : "sessions in the ledger now", report.sessionsTaken());
        line("entries read", report.entriesRead());
        if (report.dryRun()) {
            line("= would be taken", report.taken());
        } else {
            line("= written", report.written());
            line("+ already there", report.alreadyThere());
        }
        line("+ refused", report.refused());
        section(report, Consequence.REFUSED, "refused");
        section(report, Consequence.MENDED, "mended, and taken");
        section(report, Consequence.UNEXPLAINED, "to be looked at");
        if (report.settledSessions() > 0) {
            text.append("credits entered: %s for %,d sessions%n"
                    .formatted(report.creditsEntered(), report.settledSessions())
                    .replace(System.lineSeparator(), "\n"));
        }
        if (!report.samples().isEmpty()) {
            text.append("the first of each:\n");
            report.samples().forEach(sample -> text.append("  ").append(sample).append('\n'));
        }
        double seconds = Math.max(0.001, report.elapsed().toNanos() / 1e9);
        text.append(
                String.format(Locale.ROOT, "%.1f s, %,.0f entries a second%n", seconds, report.entriesRead() / seconds)
                        .replace(System.lineSeparator(), "\n"));
        text.append(verdict(report)).append('\n');
    }

    private static String verdict(BackfillReport report) {
        if (!report.addsUp()) {
            return "DOES NOT ADD UP: see above.";
        }
        return report.dryRun()
                ? "Adds up: every entry would be taken, or is refused for a reason above."
                : "Adds up: every entry is in the ledger, or refused for a reason above; every session's usage is the sum of its logs.";
    }

    private void section(BackfillReport report, Consequence consequence, String title) {
        if (report.count(consequence) > 0) {
            text.append(title).append(":\n");
            for (Oddity oddity : Oddity.values()) {
                Long times = report.odd().get(oddity);
                if (oddity.consequence() == consequence && times != null) {
                    line("  " + oddity.code(), times);
                }
            }
        }
    }

    private void line(String what, long count) {
        text.append(String.format(Locale.ROOT, "%-28s %,12d\n", what, count));
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
