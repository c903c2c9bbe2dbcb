package io.sessionledger.backfill;

import io.sessionledger.Credits;
import io.sessionledger.backfill.Oddity.Consequence;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a backfill has done. Holds nothing of what entries say.
 *
 * @param dryRun whether nothing was written
 * @param sessionsRead rows of the host's table
 * @param sessionsTaken those of which something came into the ledger, or was there, or would have come
 * @param entriesRead elements of their arrays
 * @param taken entries that are not refused: of a dry run, what would be written or is there
 * @param written rows of the ledger that were written
 * @param alreadyThere entries that the ledger had before
 * @param odd how often what was odd
 * @param samples the first few of each oddity
 * @param settledSessions sessions whose credits were entered now
 * @param creditsEntered what they come to
 * @param elapsed how long it took
 */
public record BackfillReport(
        boolean dryRun,
        long sessionsRead,
        long sessionsTaken,
        long entriesRead,
        long taken,
        long written,
        long alreadyThere,
        Map<Oddity, Long> odd,
        List<OddEntry> samples,
        long settledSessions,
        Credits creditsEntered,
        Duration elapsed) {

    /** {@return how many entries were refused} */
    public long refused() {
        return count(Consequence.REFUSED);
    }

    /**
     * {@return whether every entry that was read is written, there, or refused for a reason that is named, and nothing is left that a person has to look at: no entry that the ledger has with other facts,
     * no usage that is not the sum of its logs, no credits that could not be entered}
     */
    public boolean addsUp() {
        boolean allAccountedFor = entriesRead == taken + refused() && (dryRun || taken == written + alreadyThere);
        return allAccountedFor && count(Consequence.UNEXPLAINED) == 0;
    }

    long count(Consequence consequence) {
        return odd.entrySet().stream()
                .filter(entry -> entry.getKey().consequence() == consequence)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** {@return the report for people, several lines} */
    public String toText() {
        return new ReportText(this).toString();
    }
}
