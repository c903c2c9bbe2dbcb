package io.sessionledger.jdbc;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessionledger.Credits;
import io.sessionledger.InvalidInputException;
import io.sessionledger.RateId;
import io.sessionledger.Storable;
import io.sessionledger.Usd;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.Charge;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.PerAnalysis;
import io.sessionledger.credit.RateMethod.PerSecond;
import io.sessionledger.credit.RateMethod.PerStartedMinute;
import io.sessionledger.credit.RateMethod.PerThousandTokens;
import io.sessionledger.credit.RateMethod.ShareOfCost;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.RateMethod.TieredMinutes;
import io.sessionledger.credit.Rounding;
import io.sessionledger.session.UsageFigures;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The ledger's own JSON columns, and the check of the host's. Exact numbers are written as text, which every reader of JSON
 * leaves as it is.
 */
final class LedgerJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** PostgreSQL's numeric, which jsonb is made of, goes no further. */
    private static final int MOST_DIGITS_BEFORE_POINT = 131_072;

    private static final int MOST_DIGITS_AFTER_POINT = 16_383;

    private LedgerJson() {}

    /** Checks that a host's text is one JSON value which the databases can hold. */
    static void check(String field, String json, int maxTextBytes) {
        long digits = 0;
        try (JsonParser parser = JSON.createParser(json)) {
            int depth = 0;
            int values = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                }
                if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                    var unused = Storable.text(field, parser.getText());
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                    BigDecimal number = parser.getDecimalValue();
                    checkNumber(field, number);
                    // PostgreSQL writes 1e9 in full, so a few bytes can become more than it can ever send back
                    digits += number.scale() <= 0
                            ? (long) number.precision() - number.scale()
                            : Math.max(number.precision(), number.scale() + 1L);
                    InvalidInputException.unless(
                            digits <= maxTextBytes,
                            field,
                            "at most " + maxTextBytes + " digits when written in full",
                            "more");
                }
                if (depth == 0) {
                    values++;
                }
            }
            InvalidInputException.unless(values == 1, field, "one JSON value", values);
        } catch (IOException | NumberFormatException e) {
            // the parser's own message quotes the text; an exponent that fits no int is not reported as an IOException
            throw new InvalidInputException(field, "expected JSON, but it cannot be parsed");
        }
    }

    private static void checkNumber(String field, BigDecimal number) {
        InvalidInputException.unless(
                (long) number.precision() - number.scale() <= MOST_DIGITS_BEFORE_POINT
                        && number.scale() <= MOST_DIGITS_AFTER_POINT,
                field,
                "numbers of at most " + MOST_DIGITS_BEFORE_POINT + " digits",
                "a larger one");
    }

    /** A text as a JSON string. */
    static String quoted(String text) {
        return JSON.getNodeFactory().textNode(text).toString();
    }

    /** What a JSON string says; any other JSON as it is. Databases write JSON without white space before it. */
    static String unquoted(String json) {
        return json.startsWith("\"") ? read(json).asText() : json;
    }

    static String methodCode(RateMethod method) {
        if (method instanceof PerSecond) {
            return "per_second";
        } else if (method instanceof PerStartedMinute) {
            return "per_started_minute";
        } else if (method instanceof TieredMinutes) {
            return "tiered_minutes";
        } else if (method instanceof PerAnalysis) {
            return "per_analysis";
        } else if (method instanceof PerThousandTokens) {
            return "per_thousand_tokens";
        } else if (method instanceof ShareOfCost) {
            return "share_of_cost";
        }
        throw new IllegalStateException("no code for " + method);
    }

    static String terms(RateMethod method) {
        return termsNode(method).toString();
    }

    private static ObjectNode termsNode(RateMethod method) {
        ObjectNode terms = JSON.createObjectNode();
        if (method instanceof PerSecond m) {
            terms.put("credits_per_second", plain(m.creditsPerSecond()));
        } else if (method instanceof PerStartedMinute m) {
            terms.put("credits_per_minute", plain(m.creditsPerMinute()));
        } else if (method instanceof TieredMinutes m) {
            var tiers = terms.putArray("tiers");
            for (Tier tier : m.tiers()) {
                ObjectNode node = tiers.addObject();
                tier.upToMinute().ifPresent(minute -> node.put("up_to_minute", minute));
                node.put("credits_per_minute", plain(tier.creditsPerMinute()));
            }
        } else if (method instanceof PerAnalysis m) {
            terms.put("credits_per_analysis", plain(m.creditsPerAnalysis()));
        } else if (method instanceof PerThousandTokens m) {
            terms.put("credits_per_thousand", plain(m.creditsPerThousand()));
        } else if (method instanceof ShareOfCost m) {
            terms.put("credits_per_usd", plain(m.creditsPerUsd()));
        }
        return terms;
    }

    static RateMethod method(String code, String terms) {
        return method(code, read(terms));
    }

    private static RateMethod method(String code, JsonNode terms) {
        return switch (code) {
            case "per_second" -> new PerSecond(decimal(terms, "credits_per_second"));
            case "per_started_minute" -> new PerStartedMinute(decimal(terms, "credits_per_minute"));
            case "tiered_minutes" -> new TieredMinutes(tiers(terms.get("tiers")));
            case "per_analysis" -> new PerAnalysis(decimal(terms, "credits_per_analysis"));
            case "per_thousand_tokens" -> new PerThousandTokens(decimal(terms, "credits_per_thousand"));
            case "share_of_cost" -> new ShareOfCost(decimal(terms, "credits_per_usd"));
            default -> throw new IllegalStateException("unknown rate method " + code);
        };
    }

    private static List<Tier> tiers(JsonNode nodes) {
        List<Tier> tiers = new ArrayList<>();
        for (JsonNode node : nodes) {
            OptionalLong bound = node.has("up_to_minute")
                    ? OptionalLong.of(node.get("up_to_minute").asLong())
                    : OptionalLong.empty();
            tiers.add(new Tier(bound, decimal(node, "credits_per_minute")));
        }
        return tiers;
    }

    static ObjectNode rateSnapshot(CreditRate rate) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", rate.id().toString());
        node.put("name", rate.name());
        node.put("version", rate.version());
        node.put("effective_from", rate.effectiveFrom().toString());
        node.put("method", methodCode(rate.method()));
        node.set("terms", termsNode(rate.method()));
        node.put("rounding_decimals", rate.rounding().decimals());
        node.put("rounding_direction", directionCode(rate.rounding()));
        node.put("minimum", rate.minimum().toString());
        node.put("published_at", rate.publishedAt().toString());
        return node;
    }

    static ObjectNode calculation(Charge charge) {
        UsageFigures billed = charge.billed();
        ObjectNode node = JSON.createObjectNode();
        node.put("duration_seconds", plain(BigDecimal.valueOf(billed.duration().toMillis(), 3)));
        node.put("analysis_count", billed.analysisCount());
        node.put("prompt_tokens", billed.tokens().promptTokens());
        node.put("cached_tokens", billed.tokens().cachedTokens());
        node.put("completion_tokens", billed.tokens().completionTokens());
        node.put("estimated_cost_usd", billed.estimatedCost().toString());
        node.put("unpriced_analysis_count", billed.unpricedAnalysisCount());
        node.put("credits", charge.credits().toString());
        node.put("arithmetic", charge.arithmetic());
        return node;
    }

    /** Each leaf of a JSON text by its path, in the order of paths: what it says, however it is written. */
    static Map<String, String> leaves(JsonNode tree) {
        Map<String, String> leaves = new TreeMap<>();
        addLeaves("", tree, leaves);
        return leaves;
    }

    private static void addLeaves(String path, JsonNode node, Map<String, String> leaves) {
        String before = path.isEmpty() ? "" : path + ".";
        if (node.isObject()) {
            node.properties().forEach(field -> addLeaves(before + field.getKey(), field.getValue(), leaves));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                addLeaves(before + i, node.get(i), leaves);
            }
        } else {
            leaves.put(path, node.asText());
        }
    }

    static Charge charge(String rateSnapshot, String calculation) {
        JsonNode rate = read(rateSnapshot);
        JsonNode node = read(calculation);
        UsageFigures billed = new UsageFigures(
                Duration.ofMillis(
                        decimal(node, "duration_seconds").movePointRight(3).longValueExact()),
                node.get("analysis_count").asLong(),
                TokenUsage.of(
                        node.get("prompt_tokens").asLong(),
                        node.get("cached_tokens").asLong(),
                        node.get("completion_tokens").asLong()),
                Usd.of(node.get("estimated_cost_usd").asText()),
                node.get("unpriced_analysis_count").asLong());
        return new Charge(
                rate(rate),
                billed,
                Credits.of(node.get("credits").asText()),
                node.get("arithmetic").asText());
    }

    private static CreditRate rate(JsonNode node) {
        return new CreditRate(
                RateId.of(node.get("id").asText()),
                node.get("name").asText(),
                node.get("version").asInt(),
                Instant.parse(node.get("effective_from").asText()),
                method(node.get("method").asText(), node.get("terms")),
                rounding(
                        node.get("rounding_decimals").asInt(),
                        node.get("rounding_direction").asText()),
                Credits.of(node.get("minimum").asText()),
                Instant.parse(node.get("published_at").asText()));
    }

    static Rounding rounding(int decimals, String direction) {
        return new Rounding(decimals, Rounding.Direction.valueOf(direction.toUpperCase(Locale.ROOT)));
    }

    static String directionCode(Rounding rounding) {
        return rounding.direction().name().toLowerCase(Locale.ROOT);
    }

    private static BigDecimal decimal(JsonNode node, String name) {
        return new BigDecimal(node.get(name).asText());
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a JSON column of the ledger cannot be parsed", e);
        }
    }
}
