package io.sessionledger.examples.server.http;

import java.util.Locale;
import java.util.Map;

/** How the API calls what the library calls otherwise. */
final class FieldNames {

    private static final String PRICE = "price";

    private static final Map<String, String> OF_THE_API = Map.ofEntries(
            Map.entry("completedAt", "ended_at"),
            Map.entry("size", "limit"),
            Map.entry("first", "start_date"),
            Map.entry("lastIncluded", "end_date"),
            Map.entry("credits", "amount"),
            Map.entry("zone", "tz"),
            Map.entry("rateName", "name"),
            Map.entry("creditsPerSecond", PRICE),
            Map.entry("creditsPerMinute", PRICE),
            Map.entry("creditsPerAnalysis", PRICE),
            Map.entry("creditsPerThousand", PRICE),
            Map.entry("creditsPerUsd", PRICE),
            Map.entry("decimals", "rounding.decimals"),
            Map.entry("idempotencyKey", "Idempotency-Key"));

    private FieldNames() {}

    static String ofTheApi(String field) {
        String known = OF_THE_API.get(field);
        return known != null ? known : field.contains("-") ? field : snakeCase(field);
    }

    private static String snakeCase(String camelCase) {
        return camelCase.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }
}
