package io.sessionledger.billing;

import static io.sessionledger.billing.LedgerFixture.NOON;
import static io.sessionledger.billing.LedgerFixture.UNPUBLISHED_RATE;
import static io.sessionledger.billing.LedgerFixture.minute;
import static io.sessionledger.billing.LedgerFixture.minuteBuilder;
import static io.sessionledger.billing.LedgerFixture.newSession;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sessionledger.ConflictException;
import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.GrantId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.SessionId;
import io.sessionledger.TimeRange;
import io.sessionledger.Usd;
import io.sessionledger.analysis.Analysis;
import io.sessionledger.analysis.AnalysisLogQuery;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.credit.AdjustCredits;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.CreditReceipt;
import io.sessionledger.credit.CreditTerms;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.CreditTerms.WhenShort;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.GrantNotFoundException;
import io.sessionledger.credit.GrantStateException;
import io.sessionledger.credit.GrantStatus;
import io.sessionledger.credit.GrantType;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.credit.RateMethod;
import io.sessionledger.credit.RateMethod.Tier;
import io.sessionledger.credit.RefundSession;
import io.sessionledger.credit.VoidGrant;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.testing.EveryWay;
import io.sessionledger.jdbc.testing.TestDatabase;
import io.sessionledger.session.Completion;
import io.sessionledger.session.SessionNotFoundException;
import io.sessionledger.session.SessionStateException;
import io.sessionledger.session.StartSession;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the ledger cannot take is refused by name, in words that help, and leaves every row as it was. */
@EveryWay
class BadInputContractTest {

    private static final PageRequest PAGE = PageRequest.first(50);
    private static final String SECRET = "the client said something private";
    private static final String HIGH_SURROGATE = "\uD83D";
    private static final int TEXT_LIMIT = JdbcLedgerStore.Builder.DEFAULT_MAX_TEXT_BYTES;

    private final LedgerFixture fixture;
    private final TenantLedger ledger;
    private final SessionId session;
    private final SessionId charged;
    private final GrantId opening;
    private final Map<String, List<String>> before;

    BadInputContractTest(TestDatabase database) {
        fixture = new LedgerFixture(database)
                .withRate(RateMethod.perStartedMinute("1"))
                .withCredits(100);
        ledger = fixture.ledger;
        session = fixture.recorded(2);
        charged = fixture.recorded(1);
        ledger.complete(charged);
        ledger.complete(fixture.recorded(1, fixture.unrated()));
        opening =
                ledger.credits().grants(fixture.counselor, PAGE).items().get(0).id();
        before = fixture.tables.everything();
    }

    @FunctionalInterface
    private interface Call {
        Object on(BadInputContractTest test);
    }

    private static Arguments bad(String what, String field, String expectation, Call call) {
        return Arguments.of(Named.of(what, call), field, expectation);
    }

    static List<Arguments> calls() {
        List<Arguments> calls = new ArrayList<>();
        calls.addAll(badFigures());
        calls.addAll(badTexts());
        calls.addAll(badTimes());
        calls.addAll(badNames());
        calls.addAll(badPages());
        calls.addAll(badAmounts());
        return calls;
    }

    private static List<Arguments> badFigures() {
        return List.of(
                bad(
                        "a negative duration",
                        "duration",
                        "zero or more",
                        t -> t.record(minuteBuilder(9).duration(Duration.ofMillis(-1)))),
                bad(
                        "a duration of a billion seconds",
                        "duration",
                        "less than 1,000,000,000 seconds",
                        t -> t.record(minuteBuilder(9).duration(Duration.ofSeconds(1_000_000_000)))),
                bad(
                        "a negative stated duration",
                        "recordedDuration",
                        "zero or more",
                        t -> t.ledger.complete(t.session, Completion.NOW.recorded(Duration.ofSeconds(-1)))),
                bad(
                        "negative prompt tokens",
                        "promptTokens",
                        "zero or more tokens",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.of(-1, 0, 0)))),
                bad(
                        "negative cached tokens",
                        "cachedTokens",
                        "zero or more tokens",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.of(0, -1, 0)))),
                bad(
                        "negative completion tokens",
                        "completionTokens",
                        "zero or more tokens",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.of(0, 0, -1)))),
                bad(
                        "negative thoughts of Gemini",
                        "thoughtsTokenCount",
                        "zero or more tokens",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.ofGemini(10, 0, 5, -5)))),
                bad(
                        "more cached than prompted, by Gemini",
                        "cachedContentTokenCount",
                        "promptTokenCount (10)",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.ofGemini(10, 11, 0, 0)))),
                bad(
                        "more cached than prompted, by OpenAI",
                        "cachedTokens",
                        "promptTokens (10)",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.ofOpenAi(10, 11, 0)))),
                bad(
                        "more tokens than a bucket holds",
                        "cachedTokens",
                        "at most 1000000000000 tokens",
                        t -> t.record(minuteBuilder(9).model("m", TokenUsage.of(0, TokenUsage.MAX_TOKENS + 1, 0)))),
                bad("a severity of 0", "severity", "1 to 3", t -> t.record(Analysis.builder(SafetyLevel.RED, 0))),
                bad("a severity of 4", "severity", "1 to 3", t -> t.record(Analysis.builder(SafetyLevel.RED, 4))),
                bad(
                        "a level that is none",
                        "safetyLevel",
                        "red, yellow or green",
                        t -> t.record(Analysis.builder(SafetyLevel.ofCode("orange"), 1))),
                bad(
                        "a transcript of negative length",
                        "transcriptLength",
                        "zero or more",
                        t -> t.record(minuteBuilder(9).transcriptLength(-1))),
                bad(
                        "a negative cost",
                        "usd",
                        "0 to 99,999,999.9999999999",
                        t -> t.record(minuteBuilder(9).estimatedCost(Usd.of("-0.1")))),
                bad(
                        "a cost of eleven decimals",
                        "usd",
                        "at most ten decimals",
                        t -> t.record(minuteBuilder(9).estimatedCost(Usd.of("0.00000000001")))),
                bad(
                        "a cost that is no number",
                        "usd",
                        "a decimal number",
                        t -> t.record(minuteBuilder(9).estimatedCost(Usd.of("cheap")))));
    }

    private static List<Arguments> badTexts() {
        return List.of(
                bad(
                        "NUL in a text",
                        "displayText",
                        "without the NUL character, but there is one at index 33",
                        t -> t.record(minuteBuilder(9).displayText(SECRET + "\0"))),
                bad(
                        "half a surrogate pair in a text",
                        "actionSuggestion",
                        "half of a surrogate pair at index 33",
                        t -> t.record(minuteBuilder(9).actionSuggestion(SECRET + HIGH_SURROGATE))),
                bad(
                        "NUL in a JSON text",
                        "ragSources",
                        "without the NUL character",
                        t -> t.record(minuteBuilder(9).ragSources("[\"" + SECRET + "\\u0000\"]"))),
                bad(
                        "half a surrogate pair in a JSON text",
                        "ragDocuments",
                        "half of a surrogate pair",
                        t -> t.record(minuteBuilder(9).ragDocuments("[\"" + SECRET + "\\ud83d\"]"))),
                bad(
                        "half a surrogate pair in a JSON name",
                        "ragDocuments",
                        "expected", // older versions of Jackson let it through to the ledger's own check
                        t -> t.record(minuteBuilder(9).ragDocuments("{\"\\udead" + SECRET + "\": 1}"))),
                bad(
                        "documents that are not JSON",
                        "ragDocuments",
                        "JSON",
                        t -> t.record(minuteBuilder(9).ragDocuments("[" + SECRET + "]"))),
                bad(
                        "sources that are cut off",
                        "ragSources",
                        "JSON",
                        t -> t.record(minuteBuilder(9).ragSources("[\"" + SECRET))),
                bad(
                        "sources that are empty",
                        "ragSources",
                        "one JSON value",
                        t -> t.record(minuteBuilder(9).ragSources(""))),
                bad(
                        "sources that are two values",
                        "ragSources",
                        "one JSON value, but was 2",
                        t -> t.record(minuteBuilder(9).ragSources("{} {}"))),
                bad(
                        "a JSON number without bounds",
                        "ragSources",
                        "numbers of at most",
                        t -> t.record(minuteBuilder(9).ragSources("[1e999999999]"))),
                bad(
                        "a text over its limit",
                        "displayText",
                        "at most 262144 bytes of UTF-8, but was 262145 bytes",
                        t -> t.record(minuteBuilder(9).displayText("x".repeat(TEXT_LIMIT + 1)))),
                bad(
                        "a text over its limit in bytes alone",
                        "actionSuggestion",
                        "at most 262144 bytes of UTF-8",
                        t -> t.record(minuteBuilder(9).actionSuggestion("\u00e9".repeat(TEXT_LIMIT / 2 + 1)))),
                bad(
                        "JSON over its limit",
                        "ragDocuments",
                        "at most 262144 bytes of UTF-8",
                        t -> t.record(minuteBuilder(9).ragDocuments("\"" + "x".repeat(TEXT_LIMIT) + "\""))),
                bad(
                        "a bad analysis among good ones",
                        "ragDocuments",
                        "JSON",
                        t -> t.ledger.recordAll(
                                t.session,
                                List.of(
                                        minute(8),
                                        minuteBuilder(9)
                                                .ragDocuments("{" + SECRET)
                                                .build(),
                                        minute(10)))));
    }

    private static List<Arguments> badTimes() {
        return List.of(
                bad(
                        "a range of instants that ends before it starts",
                        "to",
                        "not before from",
                        t -> t.ledger.usageStats(TimeRange.of(NOON, NOON.minusNanos(1000)))),
                bad(
                        "a range of days that ends before it starts",
                        "lastIncluded",
                        "not before first",
                        t -> t.ledger.usageStats(
                                t.fixture.counselor,
                                TimeRange.ofDays(LocalDate.of(2026, 3, 2), LocalDate.of(2026, 3, 1), ZoneOffset.UTC))),
                bad(
                        "an analysis of the year 10000",
                        "analyzedAt",
                        "a year from 1 to 9999",
                        t -> t.record(minuteBuilder(9).analyzedAt(Instant.parse("+10000-01-01T00:00:00Z")))),
                bad(
                        "a start of the year 0",
                        "startedAt",
                        "a year from 1 to 9999",
                        t -> t.ledger.start(StartSession.of(newSession(), t.fixture.counselor)
                                .startedAt(Instant.parse("0000-12-31T23:59:59Z")))),
                bad(
                        "an end of the year 10000",
                        "completedAt",
                        "a year from 1 to 9999",
                        t -> t.ledger.complete(t.session, Completion.at(Instant.parse("+10000-01-01T00:00:00Z")))),
                bad(
                        "an end before the start",
                        "completedAt",
                        "not before the session's start",
                        t -> t.ledger.complete(t.session, Completion.at(NOON.minusSeconds(1)))),
                bad(
                        "a grant that has expired already",
                        "expiresAt",
                        "after now (" + NOON + ")",
                        t -> t.give(t.purchase("key").expiresAt(NOON))),
                bad(
                        "a grant that expires before it takes effect",
                        "expiresAt",
                        "after effectiveFrom",
                        t -> t.give(t.purchase("key")
                                .effectiveFrom(NOON.plusSeconds(60))
                                .expiresAt(NOON.plusSeconds(59)))),
                bad(
                        "a grant that takes effect in the year 10000",
                        "effectiveFrom",
                        "a year from 1 to 9999",
                        t -> t.give(t.purchase("key").effectiveFrom(Instant.parse("+10000-01-01T00:00:00Z")))));
    }

    private static List<Arguments> badNames() {
        return List.of(
                bad("a blank tenant", "tenantId", "1 to 50 characters", t -> t.fixture.ledgerOf(" \t")),
                bad("an empty tenant", "tenantId", "1 to 50 characters", t -> t.fixture.ledgerOf("")),
                bad(
                        "a tenant of 51 characters",
                        "tenantId",
                        "1 to 50 characters, but was 51",
                        t -> t.fixture.ledgerOf("t".repeat(51))),
                bad("a tenant with NUL", "tenantId", "without the NUL character", t -> t.fixture.ledgerOf("t\0")),
                bad(
                        "a session id that is no UUID",
                        "sessionId",
                        "a UUID such as",
                        t -> t.ledger.findSession(SessionId.of("42"))),
                bad(
                        "a session id that is a short UUID",
                        "sessionId",
                        "a UUID such as",
                        t -> t.ledger.findSession(SessionId.of("1-2-3-4-5"))),
                bad(
                        "a blank rate",
                        "rateName",
                        "1 to 50 characters",
                        t -> t.ledger.start(StartSession.of(newSession(), t.fixture.counselor)
                                .rate(" "))),
                bad(
                        "a rate of 51 characters",
                        "rateName",
                        "1 to 50 characters",
                        t -> t.ledger.start(StartSession.of(newSession(), t.fixture.counselor)
                                .rate("r".repeat(51)))),
                bad(
                        "a published rate without a name",
                        "name",
                        "1 to 50 characters",
                        t -> t.ledger.rates().publish(PublishRate.named("", NOON, RateMethod.perSecond("1")))),
                bad(
                        "a model of 101 characters",
                        "model",
                        "1 to 100 characters",
                        t -> t.record(minuteBuilder(9).model("m".repeat(101), TokenUsage.NONE))),
                bad("a blank idempotency key", "idempotencyKey", "1 to 200 characters", t -> t.grant("1", "why", " ")),
                bad(
                        "an idempotency key of 201 characters",
                        "idempotencyKey",
                        "1 to 200 characters",
                        t -> t.grant("1", "why", "k".repeat(201))),
                bad(
                        "a key of the ledger's own",
                        "idempotencyKey",
                        "does not begin with 'ledger:'",
                        t -> t.grant("1", "why", "ledger:mine")),
                bad("a grant without a reason", "reason", "1 to 500 characters", t -> t.grant("1", " ", "key")),
                bad(
                        "a reason of 501 characters",
                        "reason",
                        "1 to 500 characters",
                        t -> t.grant("1", "y".repeat(501), "key")),
                bad(
                        "an actor of 101 characters",
                        "actor",
                        "1 to 100 characters",
                        t -> t.ledger
                                .credits()
                                .grant(GrantCredits.purchase(t.fixture.counselor, Credits.of(1), "why", "key")
                                        .by("a".repeat(101)))),
                bad(
                        "a grant without an actor",
                        "actor",
                        "1 to 100 characters",
                        t -> t.give(t.purchase("key").by(" "))),
                bad("an adjustment without a reason", "reason", "1 to 500", t -> t.adjust("1", "", "key", "staff")),
                bad("an adjustment without an actor", "actor", "1 to 100", t -> t.adjust("1", "why", "key", "")),
                bad(
                        "an adjustment without a key",
                        "idempotencyKey",
                        "1 to 200",
                        t -> t.adjust("1", "why", "", "staff")),
                bad("a refund without a reason", "reason", "1 to 500", t -> t.refund("1", " ", "key", "staff")),
                bad("a refund without an actor", "actor", "1 to 100", t -> t.refund("1", "why", "key", " ")),
                bad(
                        "a refund under a key of the ledger's own",
                        "idempotencyKey",
                        "does not begin with 'ledger:'",
                        t -> t.refund("1", "why", "ledger:mine", "staff")),
                bad("the end of a grant without a reason", "reason", "1 to 500", t -> t.end("", "key", "staff")),
                bad("the end of a grant without an actor", "actor", "1 to 100", t -> t.end("why", "key", "")));
    }

    private static List<Arguments> badPages() {
        return List.of(
                bad(
                        "a page of 0 items",
                        "size",
                        "1 to 1000, but was 0",
                        t -> t.ledger.analysisLogs(t.session, PageRequest.first(0))),
                bad(
                        "a page of 10,000 items",
                        "size",
                        "1 to 1000, but was 10000",
                        t -> t.ledger.analysisLogs(t.session, PageRequest.first(10_000))),
                bad(
                        "a page of -1 items after another",
                        "size",
                        "1 to 1000, but was -1",
                        t -> t.ledger.analysisLogs(t.session, PageRequest.after(-1, "x"))),
                bad(
                        "a cursor that is none",
                        "cursor",
                        "the nextCursor of a page of this same list",
                        t -> t.logs("not a cursor!")),
                bad(
                        "a cursor that was changed",
                        "cursor",
                        "the nextCursor of a page of this same list",
                        t -> t.logs(changed(t.cursor()))),
                bad(
                        "a cursor that was cut",
                        "cursor",
                        "the nextCursor of a page of this same list",
                        t -> t.logs(t.cursor().substring(0, 40))),
                bad("an empty cursor", "cursor", "the nextCursor of a page of this same list", t -> t.logs("")),
                bad(
                        "a cursor of another session's list",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.analysisLogs(newSession(), PageRequest.after(1, t.cursor()))),
                bad(
                        "a cursor of another query",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.analysisLogs(
                                AnalysisLogQuery.ofSession(t.session).newestFirst(), PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for the alerts",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.credits().alerts(PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for the ledger",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.credits().log(t.fixture.counselor, PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for the grants",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.credits().grants(t.fixture.counselor, PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for the holds",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.credits().holds(t.fixture.counselor, PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for a statement",
                        "cursor",
                        "of this same list",
                        t -> t.ledger
                                .credits()
                                .statement(
                                        t.fixture.counselor,
                                        TimeRange.of(NOON, NOON.plusSeconds(1)),
                                        PageRequest.after(1, t.cursor()))),
                bad(
                        "a log's cursor for the unsettled",
                        "cursor",
                        "of this same list",
                        t -> t.ledger.unsettledSessions(PageRequest.after(1, t.cursor()))));
    }

    private static List<Arguments> badAmounts() {
        return List.of(
                bad("a grant of nothing", "amount", "more than zero", t -> t.grant("0", "why", "key")),
                bad("a negative grant", "amount", "more than zero", t -> t.grant("-5", "why", "key")),
                bad(
                        "a grant of five decimals",
                        "credits",
                        "at most four decimals",
                        t -> t.grant("0.00001", "why", "key")),
                bad(
                        "a grant of a quadrillion",
                        "credits",
                        "less than 1,000,000,000,000,000",
                        t -> t.grant("1000000000000000", "why", "key")),
                bad("a grant that is no number", "credits", "a decimal number", t -> t.grant("many", "why", "key")),
                bad(
                        "a priority of -1",
                        "priority",
                        "0 to 100",
                        t -> t.give(t.purchase("key").withPriority(-1))),
                bad(
                        "a priority of 101",
                        "priority",
                        "0 to 100",
                        t -> t.give(t.purchase("key").withPriority(101))),
                bad(
                        "an adjustment by nothing",
                        "amount",
                        "more or less than zero",
                        t -> t.adjust("0", "why", "key", "staff")),
                bad(
                        "an adjustment of five decimals",
                        "credits",
                        "at most four decimals",
                        t -> t.adjust("-0.00001", "why", "key", "staff")),
                bad("a refund of nothing", "amount", "more than zero", t -> t.refund("0", "why", "key", "staff")),
                bad("a negative refund", "amount", "more than zero", t -> t.refund("-1", "why", "key", "staff")),
                bad(
                        "a refund of five decimals",
                        "credits",
                        "at most four decimals",
                        t -> t.refund("0.00001", "why", "key", "staff")),
                bad(
                        "a refund of more than was charged",
                        "amount",
                        "at most what is still charged (1), but was 1.0001",
                        t -> t.refund("1.0001", "why", "key", "staff")),
                bad(
                        "a negative overdraft",
                        "limit",
                        "zero or more, but was -0.0001",
                        t -> t.ledger
                                .credits()
                                .limitOverdraft(t.fixture.counselor, Optional.of(Credits.of("-0.0001")))),
                bad(
                        "a policy of a negative overdraft",
                        "overdraftLimit",
                        "zero or more, but was -1",
                        t -> t.fixture.under(
                                CreditPolicy.chargeAtCompletion().refusing(Credits.of(-1)), LedgerListener.NONE)),
                bad(
                        "an actor that is a sentence",
                        "actor",
                        "without white space",
                        t -> new AdjustCredits(t.fixture.counselor, Credits.of(1), "staff-7", "key", "counted twice")),
                bad(
                        "terms that refuse what they never charge",
                        "whenShort",
                        "WARN where nothing is ever charged",
                        t -> new CreditTerms(
                                ChargeTime.NEVER, WhenShort.REFUSE, Credits.ZERO, CreditTerms.DEFAULT_HOLD_SILENCE)),
                bad(
                        "a hold that ends after half a second of silence",
                        "holdSilence",
                        "1 second to 30 days",
                        t -> CreditPolicy.chargeAtCompletion().refusing(Credits.ZERO, Duration.ofMillis(500))),
                bad(
                        "work of a negative duration",
                        "duration",
                        "zero or more",
                        t -> t.ledger.admit(t.session, Duration.ofMillis(-1))),
                bad(
                        "a negative price",
                        "creditsPerMinute",
                        "0 or more, less than 1,000,000",
                        t -> t.publish(RateMethod.perStartedMinute("-1"))),
                bad(
                        "a price of eleven decimals",
                        "creditsPerSecond",
                        "at most ten decimals",
                        t -> t.publish(RateMethod.perSecond("0.00000000001"))),
                bad(
                        "tiers with a gap at the end",
                        "tiers",
                        "a bound on every tier but the last",
                        t -> t.publish(RateMethod.tieredMinutes(Tier.upTo(5, "1")))),
                bad(
                        "tiers that do not rise",
                        "tiers",
                        "bounds that rise",
                        t -> t.publish(
                                RateMethod.tieredMinutes(Tier.upTo(5, "1"), Tier.upTo(5, "2"), Tier.beyond("3")))),
                bad(
                        "a negative minimum",
                        "minimum",
                        "zero or more",
                        t -> t.ledger
                                .rates()
                                .publish(PublishRate.standard(NOON, RateMethod.perSecond("1"))
                                        .minimum(Credits.of(-1)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("calls")
    void bad_input_is_refused_by_name_and_changes_nothing(Call call, String field, String expectation) {
        Throwable thrown = catchThrowable(() -> call.on(this));
        assertThat(thrown).isExactlyInstanceOf(InvalidInputException.class);
        assertThat(((InvalidInputException) thrown).field()).isEqualTo(field);
        assertThat(thrown).hasMessageStartingWith(field + ": ").hasMessageContaining(expectation);
        assertThat(thrown).hasMessageNotContaining(SECRET);
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void a_sum_that_would_not_fit_its_column_is_refused_and_the_analysis_is_not_stored() {
        Duration longest = Duration.ofMillis(999_999_999_999L);
        SessionId full = fixture.started();
        ledger.record(full, minuteBuilder(1).duration(longest).build());
        Map<String, List<String>> filled = fixture.tables.everything();
        Analysis second = minuteBuilder(2).duration(longest).displayText(SECRET).build();
        for (Call call : List.<Call>of(
                t -> t.ledger.record(full, second), t -> t.ledger.recordAll(full, List.of(minute(3), second)))) {
            assertThatThrownBy(() -> call.on(this))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("total: ")
                    .hasMessageContaining("fit the ledger's columns")
                    .hasMessageNotContaining(SECRET);
            fixture.tables.assertUnchanged(filled);
        }
    }

    @Test
    void a_balance_that_would_not_fit_its_column_is_refused_and_nothing_is_granted() {
        GrantCredits most = GrantCredits.purchase(
                CounselorId.of(UUID.randomUUID()), Credits.of("999999999999999.9999"), "why", "most");
        ledger.credits().grant(most);
        Map<String, List<String>> filled = fixture.tables.everything();
        GrantCredits more = GrantCredits.purchase(most.counselorId(), Credits.of(1), "why", "more")
                .as(GrantType.PROMOTION);
        AdjustCredits up = new AdjustCredits(most.counselorId(), Credits.of(1), "why", "up", "staff");
        for (Call call : List.<Call>of(
                t -> t.ledger.credits().grant(more), t -> t.ledger.credits().adjust(up))) {
            assertThatThrownBy(() -> call.on(this))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageStartingWith("amount: ")
                    .hasMessageContaining("below 1,000,000,000,000,000 credits");
            fixture.tables.assertUnchanged(filled);
        }
    }

    static List<Arguments> sessionVerbs() {
        return List.of(
                verb("record", (t, s) -> t.record(s, minute(9))),
                verb("recordAll", (t, s) -> t.recordAll(s, List.of(minute(9), minute(10)))),
                verb("admit", (t, s) -> t.admit(s, Duration.ofMinutes(1))),
                verb("refund", (t, s) -> t.credits().refund(RefundSession.whole(s, "why", "key", "staff"))),
                verb("complete", TenantLedger::complete),
                verb("settle", TenantLedger::settle),
                verb("cancel", TenantLedger::cancel),
                verb("fail", TenantLedger::fail),
                verb("session", TenantLedger::session),
                verb("analysisLogs", (t, s) -> t.analysisLogs(s, PAGE)),
                verb(
                        "analysisLogs of a query",
                        (t, s) -> t.analysisLogs(
                                AnalysisLogQuery.ofSession(s)
                                        .level(SafetyLevel.GREEN)
                                        .newestFirst(),
                                PAGE)),
                verb("safetyDistribution", TenantLedger::safetyDistribution),
                verb("eraseContent", TenantLedger::eraseContent));
    }

    @FunctionalInterface
    private interface SessionVerb {
        Object of(TenantLedger ledger, SessionId session);
    }

    private static Arguments verb(String name, SessionVerb verb) {
        return Arguments.of(Named.of(name, verb));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessionVerbs")
    void an_unknown_session_is_named_and_nothing_changes(SessionVerb verb) {
        SessionId unknown = newSession();
        assertThatThrownBy(() -> verb.of(ledger, unknown))
                .isExactlyInstanceOf(SessionNotFoundException.class)
                .hasMessageContaining(unknown.toString())
                .hasMessageContaining(fixture.tenant.value())
                .hasMessageContaining("Start the session first");
        fixture.tables.assertUnchanged(before);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessionVerbs")
    void another_tenants_session_looks_like_an_unknown_one(SessionVerb verb) {
        TenantLedger other = fixture.other();
        TenantTables otherTables = fixture.tablesOf(other.tenant());
        Map<String, List<String>> otherBefore = otherTables.everything();
        Throwable ofOther = catchThrowable(() -> verb.of(other, session));
        assertThat(ofOther).isExactlyInstanceOf(SessionNotFoundException.class);
        SessionId unknown = newSession();
        Throwable ofNobody = catchThrowable(() -> verb.of(other, unknown));
        assertThat(ofOther.getMessage().replace(session.toString(), "?"))
                .as("existence must not show")
                .isEqualTo(ofNobody.getMessage().replace(unknown.toString(), "?"));
        otherTables.assertUnchanged(otherBefore);
        fixture.tables.assertUnchanged(before);
    }

    @Test
    void an_unknown_grant_is_named_and_nothing_changes() {
        GrantId unknown = GrantId.of(UUID.randomUUID());
        for (Call call :
                List.<Call>of(t -> t.ledger.credits().voidGrant(new VoidGrant(unknown, "why", "key", "staff")))) {
            assertThatThrownBy(() -> call.on(this))
                    .isExactlyInstanceOf(GrantNotFoundException.class)
                    .hasMessageContaining(unknown.toString())
                    .hasMessageContaining(fixture.tenant.value())
                    .hasMessageContaining("Take the id from CreditReceipt.Granted");
            fixture.tables.assertUnchanged(before);
        }
    }

    @Test
    void another_tenants_grant_looks_like_an_unknown_one() {
        TenantLedger other = fixture.other();
        GrantId theirs = opening;
        GrantId unknown = GrantId.of(UUID.randomUUID());
        Throwable ofOther = catchThrowable(() -> other.credits().voidGrant(ending(theirs, "key")));
        Throwable ofNobody = catchThrowable(() -> other.credits().voidGrant(ending(unknown, "key")));
        assertThat(ofOther).isExactlyInstanceOf(GrantNotFoundException.class);
        assertThat(ofOther.getMessage().replace(theirs.toString(), "?"))
                .as("existence must not show")
                .isEqualTo(ofNobody.getMessage().replace(unknown.toString(), "?"));
        fixture.tables.assertUnchanged(before);
    }

    @FunctionalInterface
    private interface Preparation {
        SessionId in(BadInputContractTest test);
    }

    static List<Arguments> sessionsWithoutACharge() {
        return List.of(
                session("in progress", t -> t.session),
                session("in progress and charged as it went", t -> {
                    SessionId going = t.fixture.started();
                    TenantLedger stepwise = t.fixture.under(CreditPolicy.chargePerAnalysis(), LedgerListener.NONE);
                    assertThat(stepwise.record(going, minute(1)).usage().creditsConsumed())
                            .isEqualTo(Credits.of(1));
                    return going;
                }),
                session("completed with nothing due", t -> t.ended(t.fixture.started(), TenantLedger::complete)),
                session("unsettled", t -> t.ended(t.fixture.recorded(1, t.fixture.unrated()), TenantLedger::complete)),
                session("cancelled", t -> t.ended(t.fixture.recorded(1), TenantLedger::cancel)),
                session("failed", t -> t.ended(t.fixture.recorded(1), TenantLedger::fail)),
                session("refunded", t -> {
                    var refunded =
                            t.ledger.credits().refund(RefundSession.whole(t.charged, "why", "the first", "staff"));
                    assertThat(refunded.usage().creditsConsumed()).isEqualTo(Credits.ZERO);
                    return t.charged;
                }));
    }

    private static Arguments session(String name, Preparation preparation) {
        return Arguments.of(Named.of(name, preparation));
    }

    private SessionId ended(SessionId of, SessionVerb verb) {
        assertThat(verb.of(ledger, of)).isNotNull();
        return of;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sessionsWithoutACharge")
    void a_session_that_has_nothing_to_refund_says_so_and_nothing_changes(Preparation preparation) {
        SessionId free = preparation.in(this);
        Map<String, List<String>> prepared = fixture.tables.everything();
        for (RefundSession refund : List.of(
                RefundSession.whole(free, "why", "key", "staff"),
                RefundSession.part(free, Credits.of("0.0001"), "why", "key", "staff"))) {
            assertThatThrownBy(() -> ledger.credits().refund(refund))
                    .isExactlyInstanceOf(SessionStateException.class)
                    .hasMessageContaining(free.toString())
                    .hasMessageContaining(ledger.session(free).status().code());
            fixture.tables.assertUnchanged(prepared);
        }
    }

    @Test
    void a_grant_of_which_nothing_is_left_cannot_be_ended_and_says_why() {
        GrantId exhausted = opening;
        var unused = ledger.credits().adjust(adjustment("-99", "all of it"));
        GrantId expired = given(purchase("expired").expiresAt(NOON.plusSeconds(60)));
        GrantId voided = given(purchase("voided"));
        ledger.credits().voidGrant(ending(voided, "the first end"));
        fixture.clock.advance(Duration.ofMinutes(1));
        Map<String, List<String>> prepared = fixture.tables.everything();
        Map.of(
                        exhausted, GrantStatus.EXHAUSTED,
                        expired, GrantStatus.EXPIRED,
                        voided, GrantStatus.VOIDED)
                .forEach((grant, status) -> {
                    assertThatThrownBy(() -> ledger.credits().voidGrant(ending(grant, "key")))
                            .isExactlyInstanceOf(GrantStateException.class)
                            .hasMessageStartingWith("Grant " + grant + " is " + status.code() + ": ")
                            .extracting(thrown -> ((GrantStateException) thrown).status())
                            .isEqualTo(status);
                    fixture.tables.assertUnchanged(prepared);
                });
    }

    /** The key is the tenant's, whatever it was used for, and says one thing for ever. */
    @Test
    void a_key_that_was_used_for_one_kind_of_request_is_used_for_every_other() {
        GrantId spare = given(purchase("spare"));
        List<String> kinds = List.of("grant", "adjust", "refund", "void");
        for (String first : kinds) {
            assertThat(request(first, "key of " + first, spare).replayed()).isFalse();
        }
        Map<String, List<String>> used = fixture.tables.everything();
        for (String first : kinds) {
            for (String second : kinds) {
                if (first.equals(second)) {
                    assertThat(request(second, "key of " + first, spare).replayed())
                            .as(first)
                            .isTrue();
                } else {
                    assertThatThrownBy(() -> request(second, "key of " + first, spare))
                            .as("%s with the key of %s", second, first)
                            .isExactlyInstanceOf(ConflictException.class)
                            .hasMessageContaining("key of " + first)
                            .hasMessageContaining("use a new key for a new one");
                }
                fixture.tables.assertUnchanged(used);
            }
        }
    }

    private CreditReceipt request(String kind, String key, GrantId spare) {
        TenantCredits credits = ledger.credits();
        return switch (kind) {
            case "grant" -> credits.grant(purchase(key));
            case "adjust" -> credits.adjust(adjustment("10", key));
            case "refund" -> credits.refund(RefundSession.part(charged, Credits.of("0.5"), "why", key, "staff"));
            default -> credits.voidGrant(ending(spare, key));
        };
    }

    @Test
    void a_used_key_with_another_correction_is_a_conflict_that_moves_no_credits() {
        GrantId spare = given(purchase("spare"));
        for (String kind : List.of("adjust", "refund", "void")) {
            assertThat(request(kind, "key of " + kind, spare).replayed()).isFalse();
        }
        SessionId another = ended(fixture.recorded(1), TenantLedger::complete);
        Map<String, List<String>> used = fixture.tables.everything();
        CounselorId stranger = CounselorId.of(UUID.randomUUID());
        Credits half = Credits.of("0.5");
        for (Call other : List.<Call>of(
                t -> t.adjust("10.0001", "why", "key of adjust", "staff"),
                t -> t.adjust("-10", "why", "key of adjust", "staff"),
                t -> t.adjust("10", "another reason", "key of adjust", "staff"),
                t -> t.adjust("10", "why", "key of adjust", "somebody-else"),
                t -> t.ledger
                        .credits()
                        .adjust(new AdjustCredits(stranger, Credits.of(10), "why", "key of adjust", "staff")),
                t -> t.refund("0.4", "why", "key of refund", "staff"),
                t -> t.refund("0.5", "another reason", "key of refund", "staff"),
                t -> t.refund("0.5", "why", "key of refund", "somebody-else"),
                t -> t.refund(RefundSession.whole(t.charged, "why", "key of refund", "staff")),
                t -> t.refund(RefundSession.part(another, half, "why", "key of refund", "staff")),
                t -> t.end("another reason", "key of void", "staff", spare),
                t -> t.end("why", "key of void", "somebody-else", spare),
                t -> t.end("why", "key of void", "staff", t.opening))) {
            assertThatThrownBy(() -> other.on(this)).isExactlyInstanceOf(ConflictException.class);
            fixture.tables.assertUnchanged(used);
        }
    }

    @Test
    void a_used_key_with_another_request_is_a_conflict_that_moves_no_credits() {
        GrantCredits first = GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key-1");
        ledger.credits().grant(first);
        Map<String, List<String>> granted = fixture.tables.everything();
        for (GrantCredits other : List.of(
                GrantCredits.purchase(fixture.counselor, Credits.of(11), "why", "key-1"),
                first.as(GrantType.PROMOTION),
                first.by("somebody-else"),
                first.withPriority(49),
                first.effectiveFrom(NOON.plusSeconds(60)),
                first.expiresAt(NOON.plusSeconds(60)),
                GrantCredits.purchase(fixture.counselor, Credits.of(10), "another reason", "key-1"))) {
            assertThatThrownBy(() -> ledger.credits().grant(other))
                    .isExactlyInstanceOf(ConflictException.class)
                    .hasMessageContaining("key-1")
                    .hasMessageContaining(fixture.tenant.value())
                    .hasMessageContaining("use a new key for a new one");
            fixture.tables.assertUnchanged(granted);
        }
        assertThat(ledger.credits().grant(first).replayed()).isTrue();
        fixture.tables.assertUnchanged(granted);
    }

    /** {@link ConflictException} promises that nothing was changed. */
    @Test
    void a_used_key_for_another_counselor_is_a_conflict_that_opens_no_account() {
        ledger.credits().grant(GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", "key-1"));
        Map<String, List<String>> granted = fixture.tables.everything();
        CounselorId stranger = CounselorId.of(UUID.randomUUID());
        assertThatThrownBy(
                        () -> ledger.credits().grant(GrantCredits.purchase(stranger, Credits.of(10), "why", "key-1")))
                .isExactlyInstanceOf(ConflictException.class);
        fixture.tables.assertUnchanged(granted);
    }

    private Object record(Analysis.Builder analysis) {
        return ledger.record(session, analysis.build());
    }

    private Object grant(String amount, String reason, String key) {
        return ledger.credits().grant(GrantCredits.purchase(fixture.counselor, Credits.of(amount), reason, key));
    }

    private Object give(GrantCredits grant) {
        return ledger.credits().grant(grant);
    }

    /** A purchase of 10 credits. */
    private GrantCredits purchase(String key) {
        return GrantCredits.purchase(fixture.counselor, Credits.of(10), "why", key);
    }

    private GrantId given(GrantCredits grant) {
        return ledger.credits().grant(grant).grant().id();
    }

    private Object adjust(String amount, String reason, String key, String actor) {
        return ledger.credits().adjust(new AdjustCredits(fixture.counselor, Credits.of(amount), reason, key, actor));
    }

    private AdjustCredits adjustment(String amount, String key) {
        return new AdjustCredits(fixture.counselor, Credits.of(amount), "why", key, "staff");
    }

    /** Of the one session that was charged. */
    private Object refund(String amount, String reason, String key, String actor) {
        return refund(RefundSession.part(charged, Credits.of(amount), reason, key, actor));
    }

    private Object refund(RefundSession refund) {
        return ledger.credits().refund(refund);
    }

    /** Of the grant that every test begins with. */
    private Object end(String reason, String key, String actor) {
        return end(reason, key, actor, opening);
    }

    private Object end(String reason, String key, String actor, GrantId grant) {
        return ledger.credits().voidGrant(new VoidGrant(grant, reason, key, actor));
    }

    private static VoidGrant ending(GrantId grant, String key) {
        return new VoidGrant(grant, "why", key, "staff");
    }

    private Object publish(RateMethod method) {
        return ledger.rates().publish(PublishRate.named(UNPUBLISHED_RATE, NOON, method));
    }

    private Page<?> logs(String cursor) {
        return ledger.analysisLogs(session, PageRequest.after(1, cursor));
    }

    private String cursor() {
        return ledger.analysisLogs(session, PageRequest.first(1)).nextCursor().orElseThrow();
    }

    private static String changed(String cursor) {
        char changed = cursor.charAt(5) == 'A' ? 'B' : 'A';
        return cursor.substring(0, 5) + changed + cursor.substring(6);
    }
}
