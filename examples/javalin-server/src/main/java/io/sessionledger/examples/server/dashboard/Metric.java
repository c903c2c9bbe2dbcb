package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
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

    /** To compare: hours are not rounded yet. */
    BigDecimal exactly(DayFigures sum) {
        return this == HOURS ? BigDecimal.valueOf(sum.duration().toMillis(), 3) : of(sum);
    }

    String written(DayFigures sum, Formats formats) {
        return this == HOURS ? formats.hours(sum.duration()) : written(of(sum), formats);
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
