package io.sessionledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.Rounding;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.session.Completion;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way to hand the core something it cannot take, and what it says about it. */
class InvalidInputExceptionTest {

    private static final Instant YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z");
    private static final Instant YEAR_0 = Instant.parse("0000-12-31T23:59:59Z");
    private static final Duration ENDLESS = Duration.ofSeconds(1_000_000_000);
    private static final long TOO_MANY = TokenUsage.MAX_TOKENS + 1;

    @ParameterizedTest
    @MethodSource({
        "ids",
        "numbers",
        "timesAndPages",
        "analyses",
        "tokens",
        "sessions",
        "rates",
        "grants",
        "corrections",
        "terms"
    })
    void an_error_names_the_field_and_what_was_expected(String field, String expected, Callable<?> call) {
        InvalidInputException error = catchThrowableOfType(InvalidInputException.class, call::call);

        assertThat(error).as("what was thrown").isNotNull();
        assertThat(error.field()).isEqualTo(field);
        assertThat(error).hasMessageStartingWith(field + ": expected ").hasMessageContaining(expected);
    }

    static Stream<Arguments> ids() {
        String uuid = "a UUID such as 123e4567-e89b-42d3-a456-426614174000";
        return Stream.of(
                bad("tenant blank", "tenantId", "1 to 50 characters, but it was blank", () -> TenantId.of(" ")),
                bad(
                        "tenant too long",
                        "tenantId",
                        "1 to 50 characters, but was 51 characters",
                        () -> TenantId.of("t".repeat(51))),
                bad("tenant with NUL", "tenantId", "text without the NUL character", () -> TenantId.of("is\0land")),
                bad("tenant with half a pair", "tenantId", "well-formed Unicode", () -> TenantId.of("island\uD83D")),
                bad("session id", "sessionId", uuid, () -> SessionId.of("7")),
                bad("analysis id", "analysisId", uuid, () -> AnalysisId.of("7")),
                bad("counselor id", "counselorId", uuid, () -> CounselorId.of("7")),
                bad("credit log id", "creditLogId", uuid, () -> CreditLogId.of("7")),
                bad("rate id", "rateId", uuid, () -> RateId.of("7")),
                bad("grant id", "grantId", uuid, () -> GrantId.of("7")),
                bad("hold id", "holdId", uuid, () -> HoldId.of("7")));
    }

    static Stream<Arguments> numbers() {
        return Stream.of(
                bad("credits in words", "credits", "a decimal number such as 12.5", () -> Credits.of("ten")),
                bad("credits with a comma", "credits", "a decimal number such as 12.5", () -> Credits.of("1,5")),
                bad("credits not a number", "credits", "a decimal number such as 12.5", () -> Credits.of("NaN")),
                bad("credits of five decimals", "credits", "at most four decimals", () -> Credits.of("0.00001")),
                bad("credits too many", "credits", "less than 1,000,000,000,000,000", () -> Credits.of("1E+15")),
                bad("credits too few", "credits", "1,000,000,000,000,000", () -> Credits.of("-1E+15")),
                bad("credits beyond a long", "credits", "less than 1,000", () -> Credits.of(Long.MAX_VALUE)),
                bad("cost in words", "usd", "a decimal number such as 12.5", () -> Usd.of("$1")),
                bad("cost of eleven decimals", "usd", "at most ten decimals", () -> Usd.of("0.00000000001")),
                bad(
                        "cost negative",
                        "usd",
                        "0 to 99,999,999.9999999999, but was negative",
                        () -> Usd.of("-0.0000000001")),
                bad("cost too high", "usd", "0 to 99,999,999.9999999999, but was more", () -> Usd.of("100000000")));
    }

    static Stream<Arguments> timesAndPages() {
        LocalDate day = LocalDate.of(2026, 3, 2);
        return Stream.of(
                bad("page of none", "size", "1 to 1000, but was 0", () -> PageRequest.first(0)),
                bad("page too large", "size", "1 to 1000, but was 1001", () -> PageRequest.after(1001, "c")),
                bad(
                        "range turned round",
                        "to",
                        "not before from",
                        () -> TimeRange.of(Instant.EPOCH, Instant.EPOCH.minusSeconds(1))),
                bad("range too early", "from", "a year from 1 to 9999", () -> TimeRange.of(YEAR_0, Instant.EPOCH)),
                bad("range too late", "to", "a year from 1 to 9999", () -> TimeRange.of(Instant.EPOCH, YEAR_10000)),
                bad(
                        "days turned round",
                        "lastIncluded",
                        "not before first (2026-03-02), but was 2026-03-01",
                        () -> TimeRange.ofDays(day, day.minusDays(1), ZoneOffset.UTC)),
                bad(
                        "days too early",
                        "first",
                        "years 2 to 9998",
                        () -> TimeRange.ofDays(LocalDate.MIN, day, ZoneOffset.UTC)));
    }

    static Stream<Arguments> analyses() {
        return Stream.of(
                bad("severity 0", "severity", "1 to 3, but was 0", () -> Analysis.builder(SafetyLevel.RED, 0)),
                bad("severity 4", "severity", "1 to 3, but was 4", () -> Analysis.builder(SafetyLevel.RED, 4)),
                bad(
                        "display text",
                        "displayText",
                        "without the NUL",
                        () -> analysis().displayText("\0")),
                bad("action", "actionSuggestion", "Unicode", () -> analysis().actionSuggestion("\uD83D")),
                bad(
                        "documents",
                        "ragDocuments",
                        "without the NUL",
                        () -> analysis().ragDocuments("[\"\0\"]")),
                bad("sources", "ragSources", "Unicode", () -> analysis().ragSources("[\"\uDE00\"]")),
                bad(
                        "transcript length",
                        "transcriptLength",
                        "zero or more characters, but was -1",
                        () -> analysis().transcriptLength(-1)),
                bad(
                        "duration negative",
                        "duration",
                        "zero or more, but was PT-0.001S",
                        () -> analysis().duration(Duration.ofMillis(-1))),
                bad(
                        "duration endless",
                        "duration",
                        "less than 1,000,000,000 seconds",
                        () -> analysis().duration(ENDLESS)),
                bad(
                        "model blank",
                        "model",
                        "1 to 100 characters",
                        () -> analysis().model("", TokenUsage.NONE)),
                bad(
                        "model too long",
                        "model",
                        "1 to 100 characters, but was 101 characters",
                        () -> analysis().model("m".repeat(101), TokenUsage.NONE)),
                bad(
                        "model with NUL",
                        "model",
                        "without the NUL",
                        () -> analysis().model("\0", TokenUsage.NONE)),
                bad(
                        "prompt too large",
                        "promptTokens",
                        "at most 1000000000000 tokens",
                        () -> analysis().model("m", TokenUsage.of(TOO_MANY, 0, 0))),
                bad(
                        "cache too large",
                        "cachedTokens",
                        "at most 1000000000000 tokens",
                        () -> analysis().model("m", TokenUsage.of(0, TOO_MANY, 0))),
                bad(
                        "completion too large",
                        "completionTokens",
                        "at most 1000000000000 tokens",
                        () -> analysis().model("m", TokenUsage.of(0, 0, TOO_MANY))),
                bad(
                        "analysed too late",
                        "analyzedAt",
                        "1 to 9999",
                        () -> analysis().analyzedAt(YEAR_10000)),
                bad("safety level", "safetyLevel", "red, yellow or green", () -> SafetyLevel.ofCode("orange")));
    }

    static Stream<Arguments> tokens() {
        String some = "zero or more tokens";
        return Stream.of(
                bad("prompt", "promptTokens", some, () -> TokenUsage.of(-1, 0, 0)),
                bad("cached", "cachedTokens", some, () -> TokenUsage.of(0, -1, 0)),
                bad("completion", "completionTokens", some, () -> TokenUsage.of(0, 0, -1)),
                bad("Gemini prompt", "promptTokenCount", some, () -> TokenUsage.ofGemini(-1, 0, 0, 0)),
                bad("Gemini candidates", "candidatesTokenCount", some, () -> TokenUsage.ofGemini(0, 0, -1, 0)),
                bad("Gemini thoughts", "thoughtsTokenCount", some, () -> TokenUsage.ofGemini(0, 0, 0, -1)),
                bad(
                        "Gemini cache",
                        "cachedContentTokenCount",
                        "0 to promptTokenCount (10), of which it is a part, but was 11",
                        () -> TokenUsage.ofGemini(10, 11, 0, 0)),
                bad(
                        "Gemini cache negative",
                        "cachedContentTokenCount",
                        "0 to promptTokenCount (10), of which it is a part, but was -1",
                        () -> TokenUsage.ofGemini(10, -1, 0, 0)),
                bad("OpenAI prompt", "promptTokens", some, () -> TokenUsage.ofOpenAi(-1, 0, 0)),
                bad("OpenAI completion", "completionTokens", some, () -> TokenUsage.ofOpenAi(0, 0, -1)),
                bad(
                        "OpenAI cache",
                        "cachedTokens",
                        "0 to promptTokens (10), of which it is a part, but was 11",
                        () -> TokenUsage.ofOpenAi(10, 11, 0)),
                bad("Anthropic input", "inputTokens", some, () -> TokenUsage.ofAnthropic(-1, 0, 0, 0)),
                bad(
                        "Anthropic cache writes",
                        "cacheCreationInputTokens",
                        some,
                        () -> TokenUsage.ofAnthropic(0, 0, -1, 0)),
                bad("Anthropic cache reads", "cacheReadInputTokens", some, () -> TokenUsage.ofAnthropic(0, -1, 0, 0)),
                bad("Anthropic output", "outputTokens", some, () -> TokenUsage.ofAnthropic(0, 0, 0, -1)),
                bad(
                        "a sum beyond all reason",
                        "promptTokens",
                        "at most 1000000000000000000",
                        () -> TokenUsage.ofAnthropic(600_000_000_000_000_000L, 0, 600_000_000_000_000_000L, 0)));
    }

    static Stream<Arguments> sessions() {
        StartSession start = StartSession.of(SessionId.of(1), CounselorId.of(2));
        return Stream.of(
                bad("start too late", "startedAt", "a year from 1 to 9999", () -> start.startedAt(YEAR_10000)),
                bad("rate blank", "rateName", "1 to 50 characters", () -> start.rate(" ")),
                bad("rate too long", "rateName", "1 to 50 characters", () -> start.rate("r".repeat(51))),
                bad("end too early", "completedAt", "a year from 1 to 9999", () -> Completion.at(YEAR_0)),
                bad(
                        "recording negative",
                        "recordedDuration",
                        "zero or more",
                        () -> Completion.NOW.recorded(Duration.ofNanos(-1))),
                bad(
                        "recording endless",
                        "recordedDuration",
                        "less than 1,000,000,000 seconds",
                        () -> new Completion(Optional.empty(), Optional.of(ENDLESS))));
    }

    static Stream<Arguments> rates() {
        String price = "0 or more, less than 1,000,000";
        String decimal = "a decimal number such as 12.5";
        PublishRate rate = PublishRate.standard(Instant.EPOCH, RateMethod.perAnalysis("1"));
        return Stream.of(
                bad("second in words", "creditsPerSecond", decimal, () -> RateMethod.perSecond("one")),
                bad("minute in words", "creditsPerMinute", decimal, () -> RateMethod.perStartedMinute("")),
                bad("tier in words", "creditsPerMinute", decimal, () -> Tier.upTo(1, "1,5")),
                bad("last tier in words", "creditsPerMinute", decimal, () -> Tier.beyond("free")),
                bad("analysis in words", "creditsPerAnalysis", decimal, () -> RateMethod.perAnalysis("1/3")),
                bad("tokens in words", "creditsPerThousand", decimal, () -> RateMethod.perThousandTokens("NaN")),
                bad("dollar in words", "creditsPerUsd", decimal, () -> RateMethod.shareOfCost("13%")),
                bad("second negative", "creditsPerSecond", price, () -> RateMethod.perSecond("-0.1")),
                bad(
                        "minute too fine",
                        "creditsPerMinute",
                        "at most ten decimals",
                        () -> RateMethod.perStartedMinute("0.00000000001")),
                bad("tier negative", "creditsPerMinute", price, () -> Tier.beyond("-1")),
                bad("analysis too dear", "creditsPerAnalysis", price, () -> RateMethod.perAnalysis("1000000")),
                bad(
                        "tokens too dear",
                        "creditsPerThousand",
                        price,
                        () -> RateMethod.perThousandTokens("1E+2147483647")),
                bad("dollar negative", "creditsPerUsd", price, () -> RateMethod.shareOfCost("-100")),
                bad("no tiers", "tiers", "at least one tier", () -> RateMethod.tieredMinutes()),
                bad(
                        "last tier closed",
                        "tiers",
                        "a bound on every tier but the last, but was tier 2",
                        () -> RateMethod.tieredMinutes(Tier.upTo(1, "1"), Tier.upTo(2, "1"))),
                bad(
                        "first tier open",
                        "tiers",
                        "a bound on every tier but the last, but was tier 1",
                        () -> RateMethod.tieredMinutes(Tier.beyond("1"), Tier.beyond("1"))),
                bad(
                        "tiers fall",
                        "tiers",
                        "bounds that rise, but was 20 after 30",
                        () -> RateMethod.tieredMinutes(Tier.upTo(30, "1"), Tier.upTo(20, "1"), Tier.beyond("1"))),
                bad(
                        "tiers alike",
                        "tiers",
                        "bounds that rise, but was 30 after 30",
                        () -> RateMethod.tieredMinutes(Tier.upTo(30, "1"), Tier.upTo(30, "1"), Tier.beyond("1"))),
                bad(
                        "tier of no minute",
                        "tiers",
                        "bounds that rise, but was 0 after 0",
                        () -> RateMethod.tieredMinutes(Tier.upTo(0, "1"), Tier.beyond("1"))),
                bad("decimals -1", "decimals", "0 to 4, but was -1", () -> new Rounding(-1, Rounding.Direction.UP)),
                bad("decimals 5", "decimals", "0 to 4, but was 5", () -> new Rounding(5, Rounding.Direction.UP)),
                bad(
                        "rate without a name",
                        "name",
                        "1 to 50 characters",
                        () -> PublishRate.named("", Instant.EPOCH, rate.method())),
                bad(
                        "rate effective too early",
                        "effectiveFrom",
                        "a year from 1 to 9999",
                        () -> PublishRate.standard(YEAR_0, rate.method())),
                bad("minimum negative", "minimum", "zero or more", () -> rate.minimum(Credits.of("-0.0001"))));
    }

    static Stream<Arguments> grants() {
        GrantCredits grant = grant("10", "reason", "key");
        return Stream.of(
                bad("grant of nothing", "amount", "more than zero, but was 0", () -> grant("0", "r", "k")),
                bad("grant negative", "amount", "more than zero, but was -1.5", () -> grant("-1.5", "r", "k")),
                bad("reason blank", "reason", "1 to 500 characters", () -> grant("1", " ", "k")),
                bad("reason too long", "reason", "1 to 500 characters", () -> grant("1", "r".repeat(501), "k")),
                bad("key blank", "idempotencyKey", "1 to 200 characters", () -> grant("1", "r", "\t")),
                bad("key too long", "idempotencyKey", "1 to 200 characters", () -> grant("1", "r", "k".repeat(201))),
                bad("key reserved", "idempotencyKey", "not begin with 'ledger:'", () -> grant("1", "r", "ledger:k")),
                bad("actor blank", "actor", "1 to 100 characters", () -> grant.by("")),
                bad("actor too long", "actor", "1 to 100 characters", () -> grant.by("a".repeat(101))),
                bad("priority negative", "priority", "0 to 100, but was -1", () -> grant.withPriority(-1)),
                bad("priority too high", "priority", "0 to 100, but was 101", () -> grant.withPriority(101)),
                bad(
                        "grant effective too early",
                        "effectiveFrom",
                        "a year from 1 to 9999",
                        () -> grant.effectiveFrom(YEAR_0)),
                bad("expiry too late", "expiresAt", "a year from 1 to 9999", () -> grant.expiresAt(YEAR_10000)),
                bad(
                        "expiry before the start",
                        "expiresAt",
                        "after effectiveFrom (1970-01-01T00:00:00Z), but was 1969-12-31T23:59:59Z",
                        () -> grant.expiresAt(Instant.EPOCH.minusSeconds(1)).effectiveFrom(Instant.EPOCH)),
                bad(
                        "expiry at the start",
                        "expiresAt",
                        "after effectiveFrom (1970-01-01T00:00:00Z), but was 1970-01-01T00:00:00Z",
                        () -> grant.effectiveFrom(Instant.EPOCH).expiresAt(Instant.EPOCH.plusNanos(999))));
    }

    static Stream<Arguments> corrections() {
        return Stream.of(
                bad(
                        "adjustment of nothing",
                        "amount",
                        "more or less than zero, but was 0",
                        () -> adjustment("0", "r", "k", "a")),
                bad(
                        "adjustment of five decimals",
                        "credits",
                        "four decimals",
                        () -> adjustment("1.00001", "r", "k", "a")),
                bad("adjustment without a reason", "reason", "1 to 500", () -> adjustment("1", " ", "k", "a")),
                bad("adjustment without a key", "idempotencyKey", "1 to 200", () -> adjustment("1", "r", "", "a")),
                bad(
                        "adjustment's key reserved",
                        "idempotencyKey",
                        "'ledger:'",
                        () -> adjustment("1", "r", "ledger:k", "a")),
                bad("adjustment without an actor", "actor", "1 to 100", () -> adjustment("-1", "r", "k", "\t")),
                bad("refund of nothing", "amount", "more than zero, but was 0", () -> refund("0", "r", "k", "a")),
                bad("refund negative", "amount", "more than zero, but was -1", () -> refund("-1", "r", "k", "a")),
                bad("refund without a reason", "reason", "1 to 500", () -> refund("1", "", "k", "a")),
                bad("refund's reason too long", "reason", "1 to 500", () -> refund("1", "r".repeat(501), "k", "a")),
                bad("refund without a key", "idempotencyKey", "1 to 200", () -> refund("1", "r", " ", "a")),
                bad("refund's key reserved", "idempotencyKey", "'ledger:'", () -> refund("1", "r", "ledger:k", "a")),
                bad("refund without an actor", "actor", "1 to 100", () -> refund("1", "r", "k", "")),
                bad(
                        "whole refund without an actor",
                        "actor",
                        "1 to 100",
                        () -> RefundSession.whole(SessionId.of(1), "r", "k", "")),
                bad("void without a reason", "reason", "1 to 500", () -> voidGrant(" ", "k", "a")),
                bad("void without a key", "idempotencyKey", "1 to 200", () -> voidGrant("r", "", "a")),
                bad("void's key too long", "idempotencyKey", "1 to 200", () -> voidGrant("r", "k".repeat(201), "a")),
                bad("void's key reserved", "idempotencyKey", "'ledger:'", () -> voidGrant("r", "ledger:k", "a")),
                bad("void without an actor", "actor", "1 to 100", () -> voidGrant("r", "k", "")),
                bad("void's actor too long", "actor", "1 to 100", () -> voidGrant("r", "k", "a".repeat(101))));
    }

    static Stream<Arguments> terms() {
        CreditTerms terms = new CreditTerms(ChargeTime.AT_COMPLETION);
        Credits negative = Credits.of("-0.0001");
        String silence = "1 second to 30 days";
        return Stream.of(
                bad(
                        "overdraft negative",
                        "overdraftLimit",
                        "zero or more, but was -0.0001",
                        () -> terms.refusing(negative)),
                bad(
                        "a policy's overdraft negative",
                        "overdraftLimit",
                        "zero or more, but was -0.0001",
                        () -> CreditPolicy.chargeAtCompletion().refusing(negative)),
                bad(
                        "the overdraft of a policy that never charges negative",
                        "overdraftLimit",
                        "zero or more, but was -0.0001",
                        () -> CreditPolicy.usageOnly().refusing(negative)),
                bad("no silence", "holdSilence", silence, () -> terms.withHoldSilence(Duration.ZERO)),
                bad("silence too short", "holdSilence", silence, () -> terms.withHoldSilence(Duration.ofMillis(999))),
                bad(
                        "silence too long",
                        "holdSilence",
                        silence,
                        () -> terms.withHoldSilence(Duration.ofDays(30).plusNanos(1))));
    }

    private static Arguments bad(String name, String field, String expected, Callable<?> call) {
        return argumentSet(name, field, expected, call);
    }

    private static Analysis.Builder analysis() {
        return Analysis.builder(SafetyLevel.GREEN, 1);
    }

    private static GrantCredits grant(String amount, String reason, String key) {
        return GrantCredits.purchase(CounselorId.of(2), Credits.of(amount), reason, key);
    }

    private static AdjustCredits adjustment(String amount, String reason, String key, String actor) {
        return new AdjustCredits(CounselorId.of(2), Credits.of(amount), reason, key, actor);
    }

    private static RefundSession refund(String amount, String reason, String key, String actor) {
        return RefundSession.part(SessionId.of(1), Credits.of(amount), reason, key, actor);
    }

    private static VoidGrant voidGrant(String reason, String key, String actor) {
        return new VoidGrant(GrantId.of(7), reason, key, actor);
    }
}
