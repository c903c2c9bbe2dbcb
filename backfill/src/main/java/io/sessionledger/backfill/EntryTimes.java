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
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/** How entries write times: ISO 8601 with or without a zone, a space for the T allowed; or seconds or milliseconds since 1970. */
final class EntryTimes {

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
            TemporalAccessor read =
                    WRITTEN.parseBest(value.asText().strip(), OffsetDateTime::from, LocalDateTime::from);
            return Optional.of(
                    read instanceof OffsetDateTime time
                            ? new Read(storable(time.toInstant()), true)
                            : new Read(
                                    storable(((LocalDateTime) read).atZone(zone).toInstant()), false));
        } catch (DateTimeException | ArithmeticException | InvalidInputException e) {
            return Optional.empty();
        }
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
