package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.http.Context;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A JSON object that a client has sent. Nothing is guessed: a number is no text, a field that the route does not know is an error, since a misspelt {@code expires_at} would otherwise make a
 * grant that never expires.
 */
final class RequestBody {

    private static final BodyReader READER = new BodyReader(1024 * 1024, Duration.ofSeconds(30), System::nanoTime);

    private final String path;
    private final JsonNode object;

    private RequestBody(String path, JsonNode object) {
        this.path = path;
        this.object = object;
    }

    /** Where no field is known, the body may be left out. */
    static RequestBody of(Context context, ObjectMapper json, String... fields) {
        byte[] bytes = read(context);
        boolean nothingToSay = fields.length == 0 && bytes.length == 0;
        RequestBody body = new RequestBody("", nothingToSay ? json.createObjectNode() : parse(bytes, json));
        body.requireNoOther(Set.of(fields));
        return body;
    }

    private static byte[] read(Context context) {
        try (InputStream stream = context.req().getInputStream()) {
            return READER.read(stream);
        } catch (IOException e) {
            throw new BadRequestException("The body could not be read to its end.");
        }
    }

    private static JsonNode parse(byte[] bytes, ObjectMapper json) {
        try {
            JsonNode node = json.readTree(bytes);
            if (node != null && node.isObject()) {
                return node;
            }
            throw new BadRequestException("The body must be a JSON object.");
        } catch (JacksonException e) {
            // without its message, which quotes the body
            throw new BadRequestException("The body is not valid JSON" + place(e) + ".");
        } catch (IOException e) {
            throw new BadRequestException("The body could not be read to its end.");
        }
    }

    private static String place(JacksonException e) {
        return e.getLocation() == null
                ? ""
                : " at line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr();
    }

    private void requireNoOther(Set<String> known) {
        object.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                throw new BadRequestException(
                        path + field, "one of the fields " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    JsonNode json() {
        return object;
    }

    String text(String field) {
        return required(field, "a text", this::findText);
    }

    Optional<String> findText(String field) {
        return find(field, "a text", JsonNode::isTextual).map(JsonNode::textValue);
    }

    BigDecimal number(String field) {
        return required(field, "a number", this::findNumber);
    }

    Optional<BigDecimal> findNumber(String field) {
        return find(field, "a number", JsonNode::isNumber).map(JsonNode::decimalValue);
    }

    Credits credits(String field) {
        return required(field, "a number", this::findCredits);
    }

    Optional<Credits> findCredits(String field) {
        return findNumber(field).map(amount -> credits(field, amount));
    }

    private Credits credits(String field, BigDecimal amount) {
        try {
            return Credits.of(amount);
        } catch (InvalidInputException e) {
            String problem = String.valueOf(e.getMessage()).substring(e.field().length() + 2);
            throw new InvalidInputException(path + field, problem);
        }
    }

    List<Credits> creditsList(String field) {
        JsonNode array =
                required(field, "a list of numbers", name -> find(name, "a list of numbers", JsonNode::isArray));
        List<Credits> list = new ArrayList<>();
        for (JsonNode node : array) {
            if (!node.isNumber()) {
                throw new BadRequestException(path + field, "a list of numbers, but it holds " + kind(node));
            }
            list.add(credits(field, node.decimalValue()));
        }
        return list;
    }

    Optional<Boolean> findFlag(String field) {
        return find(field, "true or false", JsonNode::isBoolean).map(JsonNode::booleanValue);
    }

    Optional<Integer> findInteger(String field) {
        return find(field, "a whole number", node -> node.isIntegralNumber() && node.canConvertToInt())
                .map(JsonNode::intValue);
    }

    Instant instant(String field) {
        return required(field, Times.EXPECTED, this::findInstant);
    }

    Optional<Instant> findInstant(String field) {
        return find(field, Times.EXPECTED, JsonNode::isTextual)
                .map(node -> Times.instant(path + field, node.textValue()));
    }

    LocalDate day(String field) {
        return required(
                field,
                Times.EXPECTED_DAY,
                name -> find(name, Times.EXPECTED_DAY, JsonNode::isTextual)
                        .map(node -> Times.day(path + name, node.textValue())));
    }

    ZoneId zone(String field) {
        return required(field, Times.EXPECTED_ZONE, this::findZone);
    }

    Optional<ZoneId> findZone(String field) {
        return find(field, Times.EXPECTED_ZONE, JsonNode::isTextual)
                .map(node -> Times.zone(path + field, node.textValue()));
    }

    UUID uuid(String field) {
        return required(field, "a UUID", this::findUuid);
    }

    Optional<UUID> findUuid(String field) {
        return findText(field)
                .map(text -> Uuids.find(text).orElseThrow(() -> new BadRequestException(path + field, "a UUID")));
    }

    Optional<RequestBody> findObject(String field, String... fields) {
        return find(field, "an object", JsonNode::isObject).map(node -> nested(field + ".", node, fields));
    }

    Optional<List<RequestBody>> findObjects(String field, String... fields) {
        return find(field, "a list of objects", JsonNode::isArray).map(array -> {
            List<RequestBody> objects = new ArrayList<>();
            for (JsonNode node : array) {
                if (!node.isObject()) {
                    throw new BadRequestException(path + field, "a list of objects");
                }
                objects.add(nested(field + "[" + objects.size() + "].", node, fields));
            }
            return objects;
        });
    }

    private RequestBody nested(String name, JsonNode node, String... fields) {
        RequestBody nested = new RequestBody(path + name, node);
        nested.requireNoOther(Set.of(fields));
        return nested;
    }

    private <T> T required(String field, String expectation, Function<String, Optional<T>> find) {
        return find.apply(field)
                .orElseThrow(() -> new BadRequestException(path + field, expectation + ", but it is missing"));
    }

    private Optional<JsonNode> find(String field, String expectation, Predicate<JsonNode> fits) {
        JsonNode node = object.get(field);
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (!fits.test(node)) {
            throw new BadRequestException(path + field, expectation + ", but it is " + kind(node));
        }
        return Optional.of(node);
    }

    private static String kind(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            default -> "something else";
        };
    }

    /** Instants, with any offset; days and where they are. */
    private static final class Times {

        static final String EXPECTED = "a time such as 2026-03-01T09:30:00Z";
        static final String EXPECTED_DAY = "a day such as 2026-03-01";
        static final String EXPECTED_ZONE = "a time zone such as Asia/Taipei";

        private Times() {}

        static LocalDate day(String field, String text) {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw new BadRequestException(field, EXPECTED_DAY);
            }
        }

        static ZoneId zone(String field, String text) {
            try {
                return ZoneId.of(text);
            } catch (DateTimeException e) {
                throw new BadRequestException(field, EXPECTED_ZONE);
            }
        }

        static Instant instant(String field, String text) {
            try {
                return OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new BadRequestException(field, EXPECTED);
            }
        }
    }
}
