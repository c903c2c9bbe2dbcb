package io.sessionledger.examples.quickstart;

import io.sessionledger.Credits;
import io.sessionledger.Page;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.credit.AdmitOutcome;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditAccount;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.GrantPayment;
import io.sessionledger.credit.Settlement;
import io.sessionledger.credit.Settlement.Charged;
import io.sessionledger.credit.Settlement.NotCharged;
import io.sessionledger.credit.Settlement.Unrated;
import io.sessionledger.report.SafetyDistribution;
import io.sessionledger.report.UsageStats;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.UsageFigures;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Shows a person what the ledger answers. */
final class Printout {

    static final ZoneId ZONE = ZoneId.of("Asia/Taipei");

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZONE);

    private static final int BAR_WIDTH = 40;

    private final PrintStream out;

    Printout(PrintStream out) {
        this.out = out;
    }

    void database(String jdbcUrl) {
        // the parameters of a URL may hold a password
        line("Database   %s", jdbcUrl.split("[?;]", 2)[0]);
    }

    void published(CreditRate rate) {
        line(
                "Rate       '%s' version %d: %s, %s",
                rate.name(), rate.version(), "1 credit a started minute", rate.rounding());
    }

    void granted(CreditReceipt.Granted receipt) {
        receipt.entry()
                .ifPresent(entry -> line(
                        "Credits    %s %s (%s)%s",
                        entry.delta(),
                        entry.type().code(),
                        entry.reason(),
                        receipt.replayed() ? ": known by its key, not given again" : ""));
    }

    void replaying(RecordedSession recording) {
        heading("Replaying: " + recording.title());
    }

    void progress(RecordOutcome outcome, int of) {
        AnalysisLog log = outcome.log();
        line(
                "%s %2d/%d  %-6s %d  %s%s",
                mark(log.safetyLevel()),
                log.id().asLong(),
                of,
                log.safetyLevel().code(),
                log.severity(),
                log.content().displayText(),
                outcome.replayed() ? "  (known)" : "");
    }

    void firstPage(Page<AnalysisLog> page) {
        heading("First page of its logs (times in " + ZONE + ")");
        for (AnalysisLog log : page.items()) {
            line(
                    "%s  %-6s  %,5d tokens  %-10s USD  %s",
                    TIME.format(log.analyzedAt()),
                    log.safetyLevel().code(),
                    log.tokens() == null ? 0 : log.tokens().totalTokens(),
                    log.estimatedCost(),
                    log.content().actionSuggestion());
        }
        line(page.nextCursor().isPresent() ? "... more after this page" : "(all of them)");
    }

    void distribution(SafetyDistribution split) {
        heading("Safety levels");
        bar(SafetyLevel.RED, split.redCount(), split.redPercentage());
        bar(SafetyLevel.YELLOW, split.yellowCount(), split.yellowPercentage());
        bar(SafetyLevel.GREEN, split.greenCount(), split.greenPercentage());
    }

    private void bar(SafetyLevel level, long count, BigDecimal percent) {
        int width =
                percent.multiply(BigDecimal.valueOf(BAR_WIDTH)).movePointLeft(2).intValue();
        line("%s %-6s %3d  %5s %%  %s", mark(level), level.code(), count, percent, "#".repeat(width));
    }

    void month(YearMonth month, UsageStats stats) {
        heading("The counselor's " + month + " in " + ZONE);
        UsageFigures used = stats.used();
        line("Sessions   %d", stats.totalSessions());
        line("Recorded   %s", minutes(used.duration()));
        line("Analyses   %,d", used.analysisCount());
        line(
                "Tokens     %,d  (prompt %,d, cached %,d, completion %,d)",
                used.tokens().totalTokens(),
                used.tokens().promptTokens(),
                used.tokens().cachedTokens(),
                used.tokens().completionTokens());
        line("Model cost %s USD (%d unpriced)", used.estimatedCost(), used.unpricedAnalysisCount());
        line("Credits    %s", stats.totalCreditsConsumed());
    }

    void bill(Settlement settlement) {
        heading("Bill");
        if (settlement instanceof Charged charged) {
            Charge charge = charged.entry().charge();
            if (charge != null) {
                line(
                        "Rate       '%s' version %d",
                        charge.rate().name(), charge.rate().version());
                line("Arithmetic %s", charge.arithmetic());
            }
            line("Charged    %s credits", charged.entry().delta().negated());
            line("Balance    %s credits after it", charged.entry().balanceAfter());
            charged.shortage()
                    .ifPresent(shortage -> line("Warning    %s credits were not covered", shortage.missing()));
        } else if (settlement instanceof NotCharged notCharged) {
            line("Nothing charged: %s", notCharged.reason());
        } else if (settlement instanceof Unrated unrated) {
            line("Not rated yet: %s", unrated.reason().code());
        }
        if (settlement.replayed()) {
            line("The session had been completed before: this is its first receipt, nothing was charged again.");
        }
    }

    void ledger(Page<CreditLog> entries, CreditAccount account) {
        heading("Ledger, latest first (times in " + ZONE + ")");
        line("%3s  %-19s  %-16s %10s %10s  %s", "no", "time", "type", "credits", "balance", "");
        for (CreditLog entry : entries.items()) {
            line(
                    "%3d  %s  %-16s %10s %10s  %s",
                    entry.entryNo(),
                    TIME.format(entry.createdAt()),
                    entry.type().code(),
                    signed(entry),
                    entry.balanceAfter(),
                    why(entry));
        }
        line(
                "\nAvailable  %s credits (granted %s, used %s, held %s)",
                account.available(), account.granted(), account.used(), account.held());
    }

    void tour(String title) {
        heading(title);
    }

    void admission(String work, AdmitOutcome outcome, CreditAccount account) {
        line(
                "Admit      %s: %s; %s held, %s available",
                work,
                outcome instanceof AdmitOutcome.Refused refused ? "no, " + refused.missing() + " are missing" : "yes",
                account.held(),
                account.available());
    }

    void completed(Settlement bill, List<GrantPayment> payments) {
        line(
                "Charged    %s credits an hour later. The promotion is over, but the hold had kept it: %s",
                bill.usage().creditsConsumed(), payments.size() == 1 ? "it pays" : "it pays in part");
    }

    void refunded(CreditReceipt.Refunded receipt) {
        line(
                "Refunded   %s credits; %s of them as a new grant that never expires, since the one that paid is over",
                receipt.returned().stream().map(CreditReceipt.Returned::amount).reduce(Credits.ZERO, Credits::plus),
                receipt.compensated());
    }

    private static String why(CreditLog entry) {
        if (entry.reason() != null) {
            return entry.reason();
        }
        return entry.sessionId() == null ? entry.reasonCode() : "session " + entry.sessionId();
    }

    private static String signed(CreditLog entry) {
        return entry.delta().isPositive() ? "+" + entry.delta() : entry.delta().toString();
    }

    private static String minutes(Duration duration) {
        return String.format(Locale.ROOT, "%d:%02d minutes", duration.toMinutes(), duration.toSecondsPart());
    }

    private static String mark(SafetyLevel level) {
        return switch (level) {
            case RED -> "!!";
            case YELLOW -> " !";
            case GREEN -> "  ";
        };
    }

    private void heading(String text) {
        line("\n%s\n%s", text, "-".repeat(Math.max(text.length(), 24)));
    }

    private void line(String format, @Nullable Object... args) {
        out.println(String.format(Locale.ROOT, format, args).stripTrailing());
    }
}
