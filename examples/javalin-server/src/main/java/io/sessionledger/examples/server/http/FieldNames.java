package io.sessionledger.examples.server.http;

import java.util.Locale;
import java.util.Map;

/** How the API calls what the library calls otherwise. */
final class FieldNames {

    private static final Map<String, String> OF_THE_API = Map.of(
            "completedAt", "ended_at",
            "size", "limit",
            "first", "start_date",
            "lastIncluded", "end_date",
            "credits", "amount",
            "rateName", "name",
            "idempotencyKey", "Idempotency-Key");

    private FieldNames() {}

    static String ofTheApi(String field) {
        String known = OF_THE_API.get(field);
        return known != null ? known : field.contains("-") ? field : snakeCase(field);
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
