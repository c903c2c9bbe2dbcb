package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.ModelPrice;
import io.sessionledger.analysis.ModelPrices;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prices by model and date: a price is in force from its date until the next one of the same model. Before its first price a model has none.
 *
 * <pre>{@code
 * PriceTable prices = PriceTable.builder()
 *         .price("gemini-2.5-flash", Instant.parse("2026-01-01T00:00:00Z"), ModelPrice.of("0.30", "0.03", "2.50"))
 *         .alias("models/gemini-2.5-flash", "gemini-2.5-flash")
 *         .build();
 * SessionLedger ledger = SessionLedger.builder(store).prices(prices).build();
 * }</pre>
 *
 * <p>A model is found by its exact name, or by an alias that was declared for it, and in no other way: neither {@code gemini/} before a name nor a date
 * behind it is taken off, because {@code gpt-4.1-mini} is no kind of {@code gpt-4.1}, and another provider's {@code azure/gpt-4.1} may cost something else.
 *
 * <p>Immutable and thread-safe.
 */
public final class PriceTable implements ModelPrices {

    private static final String BUNDLED = "model-prices.json";

    private final Map<String, NavigableMap<Instant, ModelPrice>> prices;
    private final Map<String, String> aliases;
    private final @Nullable LocalDate asOf;

    private PriceTable(Builder builder) {
        Map<String, NavigableMap<Instant, ModelPrice>> copy = new HashMap<>();
        builder.prices.forEach((model, byDate) -> copy.put(model, new TreeMap<>(byDate)));
        this.prices = copy;
        this.aliases = Map.copyOf(builder.aliases);
        this.asOf = builder.asOf;
    }

    /** {@return a builder of an empty table} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a price file of the host's own:
     *
     * <pre>{@code
     * {
     *   "unit": "USD per million tokens",
     *   "as_of": "2026-11-22",
     *   "prices": [
     *     {"model": "gemini-2.5-pro", "from": "2026-01-01", "prompt": "1.25", "cached": "0.125", "completion": "10",
     *      "above": {"prompt_tokens": 200000, "prompt": "2.50", "cached": "0.25", "completion": "15"},
     *      "source": "https://...", "read": "2026-11-22"}
     *   ],
     *   "aliases": {"models/gemini-2.5-pro": "gemini-2.5-pro"}
     * }
     * }</pre>
     *
     * Figures are exact, written as text or as numbers. {@code from} is an instant, or a date, which means its first moment in UTC. Optional are
     * {@code as_of}, {@code aliases}, {@code cached} (left out where it is not known), {@code above}, and in {@code above} all figures together (left out
     * where they are not known). {@code source}, {@code read} (a date) and {@code comment} are for people. Fields of other names are refused.
     *
     * @param file the text; read to its end, not closed
     * @return the table
     * @throws InvalidInputException if it is not such a file; the message names the model and the field
     * @throws UncheckedIOException if it cannot be read
     */
    public static PriceTable fromJson(Reader file) {
        return HostPriceFile.read(file);
    }

    /**
     * Reads the price map of LiteLLM, {@code model_prices_and_context_window.json} of the GitHub repository BerriAI/litellm. Its prices have no dates, so the
     * host says from when on they count.
     *
     * <p>Taken are models of the modes {@code chat}, {@code completion} and {@code responses}, under the names they have there, with
     * {@code input_cost_per_token}, {@code output_cost_per_token}, {@code cache_read_input_token_cost} and the same three with
     * {@code _above_200k_tokens} or another limit. Skipped, and so unpriced, are all other modes, models with a cost for each request, with tiers in another
     * form, or whose reasoning costs something else than their completion. A cost of 0 counts as not stated: the map writes it also for what nobody knows.
     * Above a limit whose prices are incomplete, and where there are several limits above the lowest, nothing is priced.
     *
     * @param file the text; read to its end, not closed
     * @param effectiveFrom from when its prices are in force, for the host that took it: no earlier than what is known of them
     * @return the table; without {@link #asOf()} and aliases, which {@link #toBuilder()} can add
     * @throws InvalidInputException if it is not such a file, or a figure that is taken is no price; the message names the model and the field
     * @throws UncheckedIOException if it cannot be read
     * @see <a href="https://docs.litellm.ai/docs/proxy/custom_pricing">LiteLLM: custom pricing</a>
     */
    public static PriceTable fromLiteLlm(Reader file, Instant effectiveFrom) {
        return LiteLlmPriceFile.read(file, effectiveFrom);
    }

    /**
     * A small table of text models of Google, OpenAI and Anthropic that comes with this library: standard prices for text, in the resource
     * {@value #BUNDLED} beside this class, which names the source of each and the day it was read.
     *
     * <p>Providers change their prices, and stale prices are wrong money. The table ages with the release: compare {@link #asOf()} with today's date, put
     * newer prices before it with {@link #orElse(ModelPrices)}, and do not bill anyone by it whom a wrong bill would hurt.
     *
     * @return the table; with {@link #asOf()}
     */
    public static PriceTable bundled() {
        try (InputStream resource = PriceTable.class.getResourceAsStream(BUNDLED)) {
            return fromJson(new InputStreamReader(Objects.requireNonNull(resource, BUNDLED), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundled price table cannot be read", e);
        }
    }

    @Override
    public Optional<ModelPrice> priceOf(String model, Instant at) {
        return Optional.ofNullable(prices.get(aliases.getOrDefault(model, model)))
                .map(byDate -> byDate.floorEntry(at))
                .map(Map.Entry::getValue);
    }

    /** {@return the day up to which every figure was checked; a price that changed since then is not in the table. Empty if nobody said} */
    public Optional<LocalDate> asOf() {
        return Optional.ofNullable(asOf);
    }

    /** {@return the names that have a price at some time, in the order of the alphabet; without aliases} */
    public Set<String> models() {
        return Collections.unmodifiableSet(new TreeSet<>(prices.keySet()));
    }

    /** {@return a builder that holds what this table holds, for example to declare aliases for a table that was read} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        prices.forEach((model, byDate) -> builder.prices.put(model, new TreeMap<>(byDate)));
        builder.aliases.putAll(aliases);
        builder.asOf = asOf;
        return builder;
    }

    /** Collects the prices of a {@link PriceTable}. Not thread-safe. */
    public static final class Builder {

        private final Map<String, NavigableMap<Instant, ModelPrice>> prices = new HashMap<>();
        private final Map<String, String> aliases = new HashMap<>();
        private @Nullable LocalDate asOf;

        private Builder() {}

        /**
         * Adds a price.
         *
         * @param model its exact name, 1 to {@value Analysis#MAX_MODEL_LENGTH} characters
         * @param from when it comes into force; cut to whole microseconds
         * @param price in force until the next one of the same model
         * @return this builder
         * @throws InvalidInputException if the name is blank or too long, or the model has a price from that instant already
         */
        public Builder price(String model, Instant from, ModelPrice price) {
            Instant start = Storable.instant("from", from);
            ModelPrice before = prices.computeIfAbsent(name("model", model), unused -> new TreeMap<>())
                    .putIfAbsent(start, price);
            if (before != null) {
                throw new InvalidInputException(
                        "from", "expected one price of " + model + " from " + start + ", but there are two");
            }
            return this;
        }

        /**
         * Declares another name of a model, for example one with the provider's prefix or of a dated snapshot.
         *
         * @param alias the other name, 1 to {@value Analysis#MAX_MODEL_LENGTH} characters
         * @param model the name its prices are under
         * @return this builder
         * @throws InvalidInputException if a name is blank or too long, or the alias stands for another model already
         */
        public Builder alias(String alias, String model) {
            String target = name("model", model);
            String before = aliases.putIfAbsent(name("alias", alias), target);
            if (before != null && !before.equals(target)) {
                throw new InvalidInputException(
                        "alias", "expected one model for " + alias + ", but there are " + before + " and " + target);
            }
            return this;
        }

        /**
         * States the day up to which every figure was checked.
         *
         * @param asOf the day
         * @return this builder
         */
        public Builder asOf(LocalDate asOf) {
            this.asOf = asOf;
            return this;
        }

        /**
         * {@return the table}
         *
         * @throws InvalidInputException if an alias stands for a model without prices, or is the name of one that has some
         */
        public PriceTable build() {
            aliases.forEach((alias, model) -> {
                if (!prices.containsKey(model)) {
                    throw new InvalidInputException(
                            "alias", "expected a model with prices for " + alias + ", but " + model + " has none");
                }
                if (prices.containsKey(alias)) {
                    throw new InvalidInputException(
                            "alias", "expected another name than a model's own, but " + alias + " has prices itself");
                }
            });
            return new PriceTable(this);
        }

        private static String name(String field, String name) {
            return Storable.label(field, name, Analysis.MAX_MODEL_LENGTH);
        }
    }
}
