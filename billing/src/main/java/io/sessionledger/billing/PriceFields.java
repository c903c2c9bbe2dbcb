package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One object of a price file. Every complaint names the field and whose it is.
 *
 * @param where the model, or another name for the place, for errors
 * @param byName the fields
 */
record PriceFields(String where, Map<String, JsonValue> byName) {

    /** No model costs as much for a million tokens; more is a mistake in the file. */
    private static final BigDecimal PRICE_BOUND = BigDecimal.valueOf(1_000_000);

    private static final int MOST_DECIMALS = 30;

    static PriceFields of(String where, JsonValue value) {
        if (value instanceof JsonValue.Fields fields) {
            return new PriceFields(where, fields.byName());
        }
        throw new InvalidInputException(where, "expected a JSON object");
    }

    /** Refuses what would otherwise be overlooked, such as a price under a misspelt name. */
    PriceFields only(Set<String> known) {
        for (String name : byName.keySet()) {
            InvalidInputException.unless(
                    known.contains(name), named(name), "one of the fields " + String.join(", ", known), "another");
        }
        return this;
    }

    /** A value that is there and not null. */
    Optional<JsonValue> find(String name) {
        return Optional.ofNullable(byName.get(name))
                .filter(value -> !(value instanceof JsonValue.Literal literal && literal.isNull()));
    }

    JsonValue get(String name) {
        return find(name).orElseThrow(() -> missing(name));
    }

    Optional<String> findText(String name) {
        return find(name).map(value -> {
            if (value instanceof JsonValue.Scalar scalar) {
                return scalar.text();
            }
            throw new InvalidInputException(named(name), "expected a text or a number");
        });
    }

    String getText(String name) {
        return findText(name).orElseThrow(() -> missing(name));
    }

    Optional<LocalDate> findDate(String name) {
        return findText(name).map(text -> {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new InvalidInputException(named(name), "expected a date such as 2026-11-22");
            }
        });
    }

    Optional<BigDecimal> findPrice(String name) {
        return findText(name).map(text -> price(name, text));
    }

    BigDecimal getPrice(String name) {
        return findPrice(name).orElseThrow(() -> missing(name));
    }

    private BigDecimal price(String name, String text) {
        BigDecimal price = Storable.decimal(named(name), text);
        InvalidInputException.unless(price.signum() >= 0, named(name), "zero or more", "negative");
        InvalidInputException.unless(price.compareTo(PRICE_BOUND) < 0, named(name), "less than 1,000,000", "more");
        InvalidInputException.unless(
                price.scale() <= MOST_DECIMALS,
                named(name),
                "at most " + MOST_DECIMALS + " decimals",
                price.scale() + " of them");
        return price;
    }

    String named(String name) {
        return name + " of " + where;
    }

    InvalidInputException missing(String name) {
        return new InvalidInputException(named(name), "expected a value, but there is none");
    }
}
