package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name under which entries may have a fact, taken apart once and not for each entry.
 *
 * @param whole the name as it is written
 * @param steps the path that it may be; one step if it has no dots
 */
record FactName(String whole, List<String> steps) {

    static FactName of(String name) {
        return new FactName(name, List.of(name.split("\\.", -1)));
    }

    /** What an entry has there; a name that is there as it is written comes before the path that it may be. Null if there is nothing. */
    @Nullable
    JsonNode in(JsonNode entry) {
        JsonNode direct = entry.get(whole);
        if (direct != null || steps.size() == 1) {
            return direct;
        }
        JsonNode at = entry;
        for (int i = 0; at != null && i < steps.size(); i++) {
            at = at.get(steps.get(i));
        }
        return at;
    }
}
