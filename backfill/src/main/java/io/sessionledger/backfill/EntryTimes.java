package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** How entries write times: ISO 8601 with or without a zone, a space for the T allowed; or seconds or milliseconds since 1970. */
final class EntryTimes {

    /** How nearly all of them are written. Without alternatives to go back from, reading takes a third of the time. */
    private static final DateTimeFormatter USUAL = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("'T'HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
            .appendOffset("+HH:MM", "Z")
            .toFormatter();

    private static final DateTimeFormatter WRITTEN = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendPattern("['T']['t'][' ']")
            .append(DateTimeFormatter.ISO_LOCAL_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    /** The year 5138 in seconds, 1973 in milliseconds. */
    private static final BigDecimal LEAST_MILLISECONDS = BigDecimal.valueOf(100_000_000_000L);

    private static final BigDecimal BOUND = BigDecimal.valueOf(1_000_000_000_000_000L);

    private EntryTimes() {}

    /** A time as it was read. */
    record Read(Instant instant, boolean hasZone) {}

    /** Empty if it cannot be read. */
    static Optional<Read> read(JsonNode value, ZoneId zone) {
        try {
            if (value.isNumber()) {
                return Optional.of(new Read(storable(ofNumber(value.decimalValue())), true));
            }
            if (!value.isTextual()) {
                return Optional.empty();
            }
            String text = value.asText().strip();
            return Optional.of(looksUsual(text) ? usual(text, zone) : written(text, zone));
        } catch (DateTimeException | ArithmeticException | InvalidInputException e) {
            return Optional.empty();
        }
    }

    private static boolean looksUsual(String text) {
        int length = text.length();
        return length >= "2026-01-31T08:00:00Z".length()
                && text.charAt("2026-01-31".length()) == 'T'
                && (text.charAt(length - 1) == 'Z' || text.charAt(length - "+01:00".length()) == '+');
    }

    private static Read usual(String text, ZoneId zone) {
        try {
            return new Read(storable(USUAL.parse(text, Instant::from)), true);
        } catch (DateTimeParseException e) {
            return written(text, zone);
        }
    }

    private static Read written(String text, ZoneId zone) {
        TemporalAccessor read = WRITTEN.parseBest(text, OffsetDateTime::from, LocalDateTime::from);
        return read instanceof OffsetDateTime time
                ? new Read(storable(time.toInstant()), true)
                : new Read(storable(((LocalDateTime) read).atZone(zone).toInstant()), false);
    }

    private static Instant storable(Instant instant) {
        return Storable.instant("analyzedAt", instant);
    }

    private static Instant ofNumber(BigDecimal number) {
        if (number.signum() < 0 || number.compareTo(BOUND) >= 0 || number.scale() > 100) {
            throw new DateTimeException("no time");
        }
        BigDecimal seconds = number.compareTo(LEAST_MILLISECONDS) >= 0 ? number.movePointLeft(3) : number;
        BigDecimal nanos = seconds.remainder(BigDecimal.ONE).movePointRight(9);
        return Instant.ofEpochSecond(seconds.longValue(), nanos.longValue());
    }
}
