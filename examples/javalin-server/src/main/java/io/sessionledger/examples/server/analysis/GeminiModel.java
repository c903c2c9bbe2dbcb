package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.types.Candidate;
import com.google.genai.types.ClientOptions;
import com.google.genai.types.Content;
import com.google.genai.types.FinishReason;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.examples.server.analysis.ModelAnswer.MalformedAnswerException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import okhttp3.Call;
import okhttp3.Dispatcher;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** Asks Gemini once, and says what came of it. The SDK's own retries are off: whoever retries adds up the tokens of all attempts. */
final class GeminiModel implements AutoCloseable {

    private static final int MOST_AT_ONCE = 256;

    /** What is over after a while: too many requests, and what servers answer when they are in trouble. */
    private static final Set<Integer> PASSING = Set.of(408, 429, 500, 502, 503, 504);

    /** One attempt; the SDK pauses after a failed one even if it is the last, so the pause is none. */
    private static final HttpRetryOptions NO_RETRIES = HttpRetryOptions.builder()
            .attempts(1)
            .initialDelay(0.0)
            .maxDelay(0.0)
            .jitter(0.0)
            .build();

    private static final Set<FinishReason.Known> REFUSALS = Set.of(
            FinishReason.Known.SAFETY,
            FinishReason.Known.RECITATION,
            FinishReason.Known.LANGUAGE,
            FinishReason.Known.BLOCKLIST,
            FinishReason.Known.PROHIBITED_CONTENT,
            FinishReason.Known.SPII);

    /** The call that this thread has made last. OkHttp makes it on the thread that asks; the SDK does not hand it out. */
    private static final ThreadLocal<@Nullable Call> MADE = new ThreadLocal<>();

    private final GeminiSettings settings;

    private final OkHttpClient http;
    private final Client client;

    GeminiModel(GeminiSettings settings) {
        this.settings = settings;
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(MOST_AT_ONCE);
        dispatcher.setMaxRequestsPerHost(MOST_AT_ONCE);
        this.http = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .callTimeout(settings.timeout())
                .readTimeout(settings.timeout())
                .eventListenerFactory(call -> {
                    MADE.set(call);
                    return EventListener.NONE;
                })
                .build();
        HttpOptions.Builder options = HttpOptions.builder().retryOptions(NO_RETRIES);
        settings.baseUrl().map(URI::toString).ifPresent(options::baseUrl);
        this.client = Client.builder()
                .apiKey(settings.apiKey())
                .vertexAI(false)
                .httpOptions(options.build())
                .clientOptions(ClientOptions.builder().customHttpClient(http).build())
                .build();
    }

    /** Asks; never fails. Cancelling the future gives the request up and closes its connection. */
    CompletableFuture<Attempt> ask(Content question, GenerateContentConfig config) {
        MADE.remove();
        CompletableFuture<GenerateContentResponse> response;
        try {
            response = client.async.models.generateContent(settings.model(), question, config);
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failure(e));
        }
        Call call = MADE.get();
        CompletableFuture<Attempt> attempt =
                response.handle((answer, failure) -> answer != null ? read(answer) : failure(failure));
        var unused = attempt.whenComplete((done, failure) -> {
            if (attempt.isCancelled() && call != null) {
                call.cancel();
            }
        });
        return attempt;
    }

    private static Attempt read(GenerateContentResponse response) {
        TokenUsage tokens = response.usageMetadata().map(GeminiModel::tokens).orElse(TokenUsage.NONE);
        var blocked = response.promptFeedback().flatMap(feedback -> feedback.blockReason());
        if (blocked.isPresent()) {
            return Attempt.Failed.forGood("the model refused the question (" + blocked.get() + ")", tokens);
        }
        Optional<Candidate> candidate =
                response.candidates().flatMap(all -> all.stream().findFirst());
        Optional<FinishReason> finish = candidate.flatMap(Candidate::finishReason);
        if (finish.filter(reason -> REFUSALS.contains(reason.knownEnum())).isPresent()) {
            return Attempt.Failed.forGood("the model refused to answer (" + finish.get() + ")", tokens);
        }
        if (finish.filter(reason -> reason.knownEnum() == FinishReason.Known.MAX_TOKENS)
                .isPresent()) {
            return Attempt.Failed.forNow("the model's answer was cut off (MAX_TOKENS)", tokens);
        }
        String text = candidate.map(GeminiModel::text).orElse("");
        if (text.isBlank()) {
            return Attempt.Failed.forNow("the model's answer was empty", tokens);
        }
        try {
            return new Attempt.Answered(ModelAnswer.parse(text), tokens);
        } catch (MalformedAnswerException e) {
            return Attempt.Failed.forNow("the model's answer was malformed: " + e.getMessage(), tokens);
        }
    }

    private static String text(Candidate candidate) {
        return candidate.content().flatMap(Content::parts).orElse(List.of()).stream()
                .filter(part -> !part.thought().orElse(false))
                .map(Part::text)
                .flatMap(Optional::stream)
                .collect(Collectors.joining());
    }

    /** Counts that contradict each other are mended rather than refused: an odd count is no reason to lose an analysis. */
    private static TokenUsage tokens(GenerateContentResponseUsageMetadata usage) {
        long prompt = count(usage.promptTokenCount()) + count(usage.toolUsePromptTokenCount());
        return TokenUsage.ofGemini(
                prompt,
                Math.min(count(usage.cachedContentTokenCount()), prompt),
                count(usage.candidatesTokenCount()),
                count(usage.thoughtsTokenCount()));
    }

    private static long count(Optional<Integer> tokens) {
        return Math.max(0, tokens.orElse(0));
    }

    private Attempt failure(Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (cause instanceof ApiException api) {
            return refusal(api);
        }
        if (cause.getCause() instanceof JsonProcessingException || cause instanceof IllegalArgumentException) {
            return Attempt.Failed.forNow("what came back is not of Gemini's form", TokenUsage.NONE);
        }
        if (cause.getCause() instanceof InterruptedIOException) {
            return Attempt.Failed.forNow(
                    "no answer within " + settings.timeout().toMillis() + " ms", TokenUsage.NONE);
        }
        return Attempt.Failed.forNow("the connection failed", TokenUsage.NONE);
    }

    /** A key that is not valid is answered with 400; only its message tells it from a bad request. */
    private static Attempt refusal(ApiException api) {
        boolean hasStatus = api.status() != null && api.status().matches("[A-Z_]{3,}");
        String reason = "HTTP " + api.code() + (hasStatus ? " " + api.status() : "");
        boolean namesTheKey =
                api.message() != null && api.message().toLowerCase(Locale.ROOT).contains("api key");
        if (api.code() == 401 || api.code() == 403 || (api.code() == 400 && namesTheKey)) {
            return Attempt.Failed.keyRefused(reason);
        }
        return PASSING.contains(api.code())
                ? Attempt.Failed.forNow(reason, TokenUsage.NONE)
                : Attempt.Failed.forGood(reason, TokenUsage.NONE);
    }

    /** Gives up what is under way, and closes all connections. */
    @Override
    public void close() {
        http.dispatcher().cancelAll();
        http.dispatcher().executorService().shutdown();
        http.connectionPool().evictAll();
        client.close();
    }
}
