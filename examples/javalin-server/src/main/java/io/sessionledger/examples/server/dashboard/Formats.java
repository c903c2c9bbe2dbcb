package io.sessionledger.examples.server.dashboard;

import io.sessionledger.Credits;
import io.sessionledger.Usd;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** How numbers and times are written for one visitor. Not thread-safe: made for each request. */
final class Formats {

    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final int DECIMALS_IN_LIST = 4;
    private static final BigDecimal LEAST_IN_LIST = new BigDecimal("0.00005");
    private static final BigDecimal CENT = new BigDecimal("0.01");
    private static final BigDecimal SECONDS_PER_HOUR = BigDecimal.valueOf(3600);
    private static final int SECONDS_PER_MINUTE = 60;

    private final Locale locale;
    private final DateTimeFormatter day;
    private final DateTimeFormatter shortDay;
    private final DateTimeFormatter minute;
    private final DateTimeFormatter second;

    Formats(Locale locale, ZoneId zone) {
        this.locale = locale;
        boolean chinese = locale.getLanguage().equals("zh");
        this.day = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale);
        this.shortDay = DateTimeFormatter.ofPattern(chinese ? "M/d" : "d MMM", locale);
        this.minute = DateTimeFormatter.ofPattern(chinese ? "y/M/d HH:mm" : "d MMM y, HH:mm", locale)
                .withZone(zone);
        this.second = DateTimeFormatter.ofPattern("HH:mm:ss", locale).withZone(zone);
    }

    String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    String credits(Credits credits) {
        return decimal(credits.value(), 0, Credits.SCALE);
    }

    /** With a sign in front, whichever it is. */
    String delta(Credits credits) {
        return (credits.isPositive() ? "+" : "") + credits(credits);
    }

    /** Cents where there are any; what is less than a cent is written out. */
    String usd(Usd usd) {
        BigDecimal value = usd.value();
        int most = value.signum() == 0 || value.compareTo(CENT) >= 0 ? 2 : Usd.SCALE;
        return "US$" + decimal(value, 2, most);
    }

    /** With as many decimals as the amounts above and below, so that their points stand below each other; all decimals where these would show nothing. */
    String usdInList(Usd usd) {
        boolean tooSmall = usd.value().signum() > 0 && usd.value().compareTo(LEAST_IN_LIST) < 0;
        return tooSmall ? usdExactly(usd) : "US$" + decimal(usd.value(), DECIMALS_IN_LIST, DECIMALS_IN_LIST);
    }

    /** All that is known of an amount. */
    String usdExactly(Usd usd) {
        return "US$" + decimal(usd.value(), 2, Usd.SCALE);
    }

    String hours(Duration duration) {
        return decimal(hourFigure(duration), 1, 1);
    }

    static BigDecimal hourFigure(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).divide(SECONDS_PER_HOUR, 1, RoundingMode.HALF_UP);
    }

    /** Minutes and seconds, such as 49:30. */
    String length(Duration duration) {
        return String.format(
                Locale.ROOT,
                "%d:%02d",
                duration.toSeconds() / SECONDS_PER_MINUTE,
                duration.toSeconds() % SECONDS_PER_MINUTE);
    }

    /** With a decimal below a hundred. */
    String percent(BigDecimal percent) {
        int decimals = percent.compareTo(HUNDRED) < 0 ? 1 : 0;
        return decimal(percent, decimals, decimals) + "%";
    }

    String plain(BigDecimal number) {
        return decimal(number, 0, Usd.SCALE);
    }

    private String decimal(BigDecimal number, int least, int most) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMinimumFractionDigits(least);
        format.setMaximumFractionDigits(most);
        format.setRoundingMode(RoundingMode.HALF_UP);
        // a hyphen is no minus
        return format.format(number).replace('-', '−');
    }

    String day(LocalDate date) {
        return day.format(date);
    }

    String shortDay(LocalDate date) {
        return shortDay.format(date);
    }

    String minute(Instant instant) {
        return minute.format(instant);
    }

    String second(Instant instant) {
        return second.format(instant);
    }
}
