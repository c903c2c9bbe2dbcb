package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.examples.server.host.RequestKey;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** Reads the fields of a form, and gathers what is wrong with them, so that it can be said beside each. */
final class FormReader {

    static final String KEY = "key";

    /** What a button says that was pressed. */
    static final String STEP = "step";

    private static final int MOST_DIGITS = 20;
    private static final String KEY_PREFIX = "dashboard:";

    private final Visit visit;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final Map<String, String> wrong = new LinkedHashMap<>();
    private final String address;

    private FormReader(Context context, Visit visit, List<String> names) {
        this.visit = visit;
        this.address = context.path();
        names.forEach(name -> fields.put(name, Parameters.field(context, name)));
    }

    static FormReader of(Context context, Visit visit, String... names) {
        FormReader form = new FormReader(context, visit, List.of(names));
        form.fields.put(KEY, Parameters.field(context, KEY));
        if (form.field(KEY).isEmpty()) {
            form.fields.put(KEY, UUID.randomUUID().toString());
        }
        return form;
    }

    Map<String, String> fields() {
        return fields;
    }

    Map<String, String> wrong() {
        return wrong;
    }

    /** For what was done and may be done once more, as another request. */
    void newKey() {
        fields.put(KEY, UUID.randomUUID().toString());
    }

    boolean isRight() {
        return wrong.isEmpty();
    }

    String field(String name) {
        return fields.getOrDefault(name, "");
    }

    void wrong(String name, String key, Object... values) {
        wrong.putIfAbsent(name, visit.t(key, values));
    }

    /** A number as people write it: with or without commas between thousands, and a minus that may be a long one. */
    Optional<BigDecimal> number(String name) {
        String text = field(name).replace(",", "").replace('−', '-').replace('－', '-');
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.length() <= MOST_DIGITS && text.matches("[+-]?\\d+(\\.\\d+)?")) {
            return Optional.of(new BigDecimal(text));
        }
        wrong(name, "form.number");
        return Optional.empty();
    }

    Optional<Credits> credits(String name) {
        Optional<BigDecimal> number = number(name);
        if (number.isEmpty() && field(name).isEmpty()) {
            return Optional.empty();
        }
        return number.flatMap(value -> checked(name, value, Credits::of));
    }

    /** Lets the library judge a value; what it says of a wrong one is shown as it is. */
    <V, T> Optional<T> checked(String name, V value, Function<V, T> made) {
        try {
            return Optional.of(made.apply(value));
        } catch (InvalidInputException e) {
            wrong.putIfAbsent(
                    name,
                    visit.t(
                            "form.refused",
                            String.valueOf(e.getMessage()).substring(e.field().length() + 2)));
            return Optional.empty();
        }
    }

    Optional<LocalDate> day(String name) {
        if (field(name).isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDate.parse(field(name)));
        } catch (DateTimeException e) {
            wrong(name, "form.day");
            return Optional.empty();
        }
    }

    String required(String name, int most) {
        String text = field(name);
        if (text.isEmpty()) {
            wrong(name, "form.required");
        } else if (text.codePointCount(0, text.length()) > most) {
            wrong(name, "form.long", visit.formats().count(most));
        }
        return text;
    }

    /** The same for each time that this form is sent, so that what it does happens once. */
    RequestKey requestKey() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(address.getBytes(StandardCharsets.UTF_8));
            fields.forEach(
                    (name, value) -> digest.update(("\0" + name + "\0" + value).getBytes(StandardCharsets.UTF_8)));
            return new RequestKey(KEY_PREFIX + field(KEY), HexFormat.of().formatHex(digest.digest()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
