package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.ModelPrice;
import java.io.Reader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The price map of LiteLLM, described at {@link PriceTable#fromLiteLlm}. Lenient about what it does not need: the map also holds image, speech and
 * embedding models, service tiers and capabilities. Strict about the figures it takes.
 */
final class LiteLlmPriceFile {

    private static final String PROMPT = "input_cost_per_token";
    private static final String CACHED = "cache_read_input_token_cost";
    private static final String COMPLETION = "output_cost_per_token";
    private static final String REASONING = "output_cost_per_reasoning_token";

    /** The kinds of model that turn text into text and are paid by token. */
    private static final Set<String> TEXT_MODES = Set.of("chat", "completion", "responses");

    /** A cost beside that of the tokens, or tokens priced by a table of its own: the figures for tokens alone would be too low. */
    private static final Set<String> OTHER_TARIFFS =
            Set.of("input_cost_per_request", "output_cost_per_request", "tiered_pricing");

    private static final Pattern ABOVE =
            Pattern.compile("(?:" + PROMPT + "|" + CACHED + "|" + COMPLETION + ")_above_([1-9][0-9]{0,5})k_tokens");

    private static final int DECIMALS_OF_A_MILLION = 6;

    private LiteLlmPriceFile() {}

    static PriceTable read(Reader file, Instant effectiveFrom) {
        PriceTable.Builder table = PriceTable.builder();
        for (Map.Entry<String, JsonValue> entry : JsonValue.read(file).byName().entrySet()) {
            String model = entry.getKey();
            // a name that no analysis can have is never looked up
            if (!model.isBlank() && model.length() <= Analysis.MAX_MODEL_LENGTH) {
                price(PriceFields.of(model, entry.getValue()))
                        .ifPresent(price -> table.price(model, effectiveFrom, price));
            }
        }
        PriceTable read = table.build();
        InvalidInputException.unless(
                !read.models().isEmpty(),
                "priceFile",
                "LiteLLM's price map, with " + PROMPT + " and " + COMPLETION + " of at least one text model",
                "something else");
        return read;
    }

    private static Optional<ModelPrice> price(PriceFields entry) {
        boolean text = entry.find("mode")
                .filter(mode -> mode instanceof JsonValue.Scalar scalar && TEXT_MODES.contains(scalar.text()))
                .isPresent();
        if (!text || entry.find("litellm_provider").isEmpty() || hasOtherTariff(entry)) {
            return Optional.empty();
        }
        SortedSet<Integer> limits = limits(entry);
        Optional<ModelPrice> price = figures(entry, "");
        if (price.isEmpty() || limits.isEmpty()) {
            return price;
        }
        long aboveTokens = limits.first() * 1_000L;
        Optional<ModelPrice> above =
                limits.size() == 1 ? figures(entry, "_above_" + limits.first() + "k_tokens") : Optional.empty();
        return price.map(
                upTo -> above.map(higher -> upTo.above(aboveTokens, higher)).orElseGet(() -> upTo.upTo(aboveTokens)));
    }

    private static boolean hasOtherTariff(PriceFields entry) {
        return OTHER_TARIFFS.stream().anyMatch(name -> entry.find(name).isPresent())
                || perMillion(entry, REASONING)
                        .filter(reasoning -> perMillion(entry, COMPLETION)
                                .filter(completion -> completion.compareTo(reasoning) == 0)
                                .isEmpty())
                        .isPresent();
    }

    private static SortedSet<Integer> limits(PriceFields entry) {
        SortedSet<Integer> limits = new TreeSet<>();
        for (String name : entry.byName().keySet()) {
            Matcher above = ABOVE.matcher(name);
            if (above.matches() && entry.find(name).isPresent()) {
                limits.add(Integer.parseInt(above.group(1)));
            }
        }
        return limits;
    }

    private static Optional<ModelPrice> figures(PriceFields entry, String suffix) {
        Optional<BigDecimal> prompt = perMillion(entry, PROMPT + suffix);
        Optional<BigDecimal> cached = perMillion(entry, CACHED + suffix);
        Optional<BigDecimal> completion = perMillion(entry, COMPLETION + suffix);
        if (prompt.isEmpty() || completion.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new ModelPrice(prompt.get(), cached, completion.get(), Optional.empty()));
    }

    /** The map writes 0 for what is free, what is paid otherwise, and what nobody knows. Only a host can tell which, so 0 counts as not stated. */
    private static Optional<BigDecimal> perMillion(PriceFields entry, String name) {
        return entry.findPrice(name).filter(price -> price.signum() > 0).map(price -> {
            InvalidInputException.unless(
                    price.compareTo(BigDecimal.ONE) < 0, entry.named(name), "less than 1 USD for a token", "more");
            return price.movePointRight(DECIMALS_OF_A_MILLION);
        });
    }
}
