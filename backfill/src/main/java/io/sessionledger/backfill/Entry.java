package io.sessionledger.backfill;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** One entry, whose facts are where the mapping says. */
record Entry(FieldMapping mapping, JsonNode node, BiConsumer<Oddity, String> sink) {

    /** A fact's value; null if it is absent or JSON's null. */
    @Nullable
    JsonNode value(AnalysisField field) {
        for (FactName name : mapping.names(field)) {
            JsonNode value = name.in(node);
            if (value != null && !value.isNull()) {
                return value;
            }
        }
        return null;
    }

    void odd(Oddity oddity, AnalysisField field) {
        odd(oddity, field.code());
    }

    void odd(Oddity oddity, String field) {
        sink.accept(oddity, field);
    }
}
