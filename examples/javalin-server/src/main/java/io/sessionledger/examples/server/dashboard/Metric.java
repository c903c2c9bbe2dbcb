package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
import io.sessionledger.report.UsageStats;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The figures of the overview, each with a tile and a chart. */
enum Metric {
    SESSIONS,
    HOURS,
    ANALYSES,
    TOKENS,
    COST,
    CREDITS;

    private final String code = name().toLowerCase(Locale.ROOT);

    String code() {
        return code;
    }

    static Optional<Metric> find(String code) {
        return Arrays.stream(values())
                .filter(metric -> metric.code.equals(code))
                .findFirst();
    }

    BigDecimal of(UsageStats stats) {
        return switch (this) {
            case SESSIONS -> BigDecimal.valueOf(stats.totalSessions());
            case HOURS -> BigDecimal.valueOf(stats.used().duration().toMillis(), 3);
            case ANALYSES -> BigDecimal.valueOf(stats.used().analysisCount());
            case TOKENS -> BigDecimal.valueOf(stats.used().tokens().totalTokens());
            case COST -> stats.used().estimatedCost().value();
            case CREDITS -> stats.totalCreditsConsumed().value();
        };
    }

    String written(UsageStats stats, Formats formats) {
        return switch (this) {
            case SESSIONS -> formats.count(stats.totalSessions());
            case HOURS -> formats.hours(stats.used().duration());
            case ANALYSES -> formats.count(stats.used().analysisCount());
            case TOKENS -> formats.count(stats.used().tokens().totalTokens());
            case COST -> formats.usd(stats.used().estimatedCost());
            case CREDITS -> formats.credits(stats.totalCreditsConsumed());
        };
    }

    BigDecimal of(DayFigures day) {
        return switch (this) {
            case SESSIONS -> BigDecimal.valueOf(day.sessions());
            case HOURS -> Formats.hourFigure(day.duration());
            case ANALYSES -> BigDecimal.valueOf(day.analyses());
            case TOKENS -> BigDecimal.valueOf(day.tokens());
            case COST -> day.cost().value();
            case CREDITS -> day.credits().value();
        };
    }

    String written(BigDecimal figure, Formats formats) {
        return switch (this) {
            case SESSIONS, ANALYSES, TOKENS -> formats.count(figure.longValue());
            case HOURS -> formats.plain(figure);
            case COST -> formats.usd(Usd.of(figure));
            case CREDITS -> formats.credits(Credits.of(figure));
        };
    }
}
