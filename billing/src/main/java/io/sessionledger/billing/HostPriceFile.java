package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.ModelPrice;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The host's own price file, described at {@link PriceTable#fromJson}. Strict: what it does not know, it refuses. */
final class HostPriceFile {

    private static final String FILE = "the price file";

    /** Said by the file itself: prices for one token, read as prices for a million, would be as good as free. */
    private static final String UNIT = "USD per million tokens";

    private static final Set<String> FILE_FIELDS = ordered("unit", "as_of", "comment", "prices", "aliases");

    private static final Set<String> ENTRY_FIELDS =
            ordered("model", "from", "prompt", "cached", "completion", "above", "source", "read", "comment");

    private static final Set<String> ABOVE_FIELDS = ordered("prompt_tokens", "prompt", "cached", "completion");

    private HostPriceFile() {}

    static PriceTable read(Reader file) {
        PriceFields root = new PriceFields(FILE, JsonValue.read(file).byName()).only(FILE_FIELDS);
        InvalidInputException.unless(
                root.getText("unit").equals(UNIT), root.named("unit"), "\"" + UNIT + "\"", "another");
        PriceTable.Builder table = PriceTable.builder();
        root.findDate("as_of").ifPresent(table::asOf);
        var unused = root.findText("comment");
        List<JsonValue> entries = entries(root);
        for (int i = 0; i < entries.size(); i++) {
            add(table, PriceFields.of("prices[" + i + "]", entries.get(i)));
        }
        root.find("aliases").ifPresent(aliases -> addAliases(table, PriceFields.of("aliases", aliases)));
        return table.build();
    }

    private static List<JsonValue> entries(PriceFields root) {
        if (root.get("prices") instanceof JsonValue.Items items
                && !items.inOrder().isEmpty()) {
            return items.inOrder();
        }
        throw new InvalidInputException(root.named("prices"), "expected an array with at least one price");
    }

    private static void add(PriceTable.Builder table, PriceFields place) {
        String model = place.getText("model");
        PriceFields entry = new PriceFields(model + " in " + place.where(), place.byName()).only(ENTRY_FIELDS);
        // for people, but what is there must be what it seems
        var unusedSource = entry.findText("source");
        var unusedRead = entry.findDate("read");
        var unusedComment = entry.findText("comment");
        table.price(model, from(entry), price(entry));
    }

    private static void addAliases(PriceTable.Builder table, PriceFields aliases) {
        for (Map.Entry<String, JsonValue> alias : aliases.byName().entrySet()) {
            table.alias(alias.getKey(), aliases.getText(alias.getKey()));
        }
    }

    private static Instant from(PriceFields entry) {
        String from = entry.getText("from");
        try {
            return from.contains("T")
                    ? Instant.parse(from)
                    : LocalDate.parse(from).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new InvalidInputException(
                    entry.named("from"),
                    "expected a date such as 2026-11-22, or an instant such as 2026-11-22T08:00:00Z");
        }
    }

    private static ModelPrice price(PriceFields entry) {
        ModelPrice price = figures(entry);
        return entry.find("above")
                .map(above -> limited(
                        price,
                        PriceFields.of("above of " + entry.where(), above).only(ABOVE_FIELDS)))
                .orElse(price);
    }

    private static ModelPrice limited(ModelPrice price, PriceFields above) {
        long tokens = tokens(above);
        boolean known = above.byName().keySet().size() > 1;
        return known ? price.above(tokens, figures(above)) : price.upTo(tokens);
    }

    private static long tokens(PriceFields above) {
        String text = above.getText("prompt_tokens");
        // nine digits are far above any model's window, and cannot overflow
        InvalidInputException.unless(
                text.matches("[1-9][0-9]{0,8}"), above.named("prompt_tokens"), "1 to 999,999,999 tokens", "not that");
        return Long.parseLong(text);
    }

    private static ModelPrice figures(PriceFields fields) {
        return new ModelPrice(
                fields.getPrice("prompt"), fields.findPrice("cached"), fields.getPrice("completion"), Optional.empty());
    }

    private static Set<String> ordered(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }
}
