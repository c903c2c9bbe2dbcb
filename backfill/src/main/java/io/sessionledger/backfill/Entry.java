package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One entry, whose facts are where the mapping says. */
record Entry(FieldMapping mapping, JsonNode node, BiConsumer<Oddity, String> sink) {

    /** A fact's value; null if it is absent or JSON's null. */
    @Nullable
    JsonNode value(AnalysisField field) {
        for (String name : mapping.names(field)) {
            JsonNode value = at(name);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }

    /** A name that is there as it is written comes before the path that it may be. */
    private @Nullable JsonNode at(String name) {
        JsonNode direct = node.get(name);
        int dot = name.indexOf('.');
        if (direct != null || dot < 0) {
            return direct;
        }
        JsonNode at = node;
        for (int from = 0; at != null && from <= name.length(); dot = name.indexOf('.', from)) {
            String step = dot < 0 ? name.substring(from) : name.substring(from, dot);
            at = at.get(step);
            from += step.length() + 1;
        }
        return at;
    }

    void odd(Oddity oddity, AnalysisField field) {
        odd(oddity, field.code());
    }

    void odd(Oddity oddity, String field) {
        sink.accept(oddity, field);
    }
}
