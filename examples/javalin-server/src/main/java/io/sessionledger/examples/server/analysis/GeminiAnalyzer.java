package io.sessionledger.examples.server.analysis;

import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentConfig;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.examples.server.knowledge.FoundArticle;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks Gemini, with the articles that were retrieved. The rules are asked, too: they answer when the model fails for good, and what they find stated in so many words stays
 * red whatever the model makes of it.
 */
final class GeminiAnalyzer implements TranscriptAnalyzer {

    private static final Logger LOG = LoggerFactory.getLogger(GeminiAnalyzer.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final GeminiSettings settings;
    private final RulesAnalyzer rules = new RulesAnalyzer();
    private final GeminiModel model;
    private final FailsafeExecutor<Attempt> retrying;
    private final Map<String, CompletableFuture<Attempt>> underWay = new ConcurrentHashMap<>();
    private final AtomicBoolean keyRefusalLogged = new AtomicBoolean();
    private volatile boolean closed;

    GeminiAnalyzer(GeminiSettings settings) {
        this(settings, FIRST_PAUSE);
    }

    GeminiAnalyzer(GeminiSettings settings, Duration firstPause) {
        this.settings = settings;
        this.model = new GeminiModel(settings);
        this.retrying = Failsafe.with(RetryPolicy.<Attempt>builder()
                .handleResultIf(Attempt::isWorthAnother)
                .withMaxAttempts(settings.attempts())
                .withBackoff(firstPause.toMillis(), firstPause.multipliedBy(16).toMillis(), ChronoUnit.MILLIS)
                .withJitter(0.2)
                .build());
    }

    @Override
    public Assessment assess(String transcriptSegment) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before the model was asked");
        }
        Judgement judgement = rules.judge(transcriptSegment);
        List<FoundArticle> articles = rules.retrieve(transcriptSegment, judgement);
        Queue<TokenUsage> spending = new ConcurrentLinkedQueue<>();
        Attempt last = ask(transcriptSegment, articles, spending);
        Assessment byRules = rules.assessment(transcriptSegment, judgement, articles);
        TokenUsage spent = spending.stream().reduce(TokenUsage.NONE, TokenUsage::plus);
        if (last instanceof Attempt.Answered answered) {
            return merged(answered.answer(), judgement, byRules, spent);
        }
        return fallback((Attempt.Failed) last, byRules, spent);
    }

    private Attempt ask(String segment, List<FoundArticle> articles, Queue<TokenUsage> spending)
            throws InterruptedException {
        String mark = GeminiPrompt.mark();
        Content question = GeminiPrompt.question(segment, articles, mark);
        GenerateContentConfig config = GeminiPrompt.config(mark);
        CompletableFuture<Attempt> answer = retrying.getStageAsync(context -> {
            CompletableFuture<Attempt> attempt = model.ask(question, config);
            context.onCancel(() -> attempt.cancel(true));
            return attempt.thenApply(done -> {
                spending.add(done.tokens());
                return done;
            });
        });
        underWay.put(mark, answer);
        try {
            if (closed) {
                throw new CancellationException();
            }
            return answer.get();
        } catch (CancellationException e) {
            throw closedMeanwhile(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("An attempt threw instead of saying what failed", e);
        } finally {
            underWay.remove(mark);
            answer.cancel(true);
        }
    }

    private static InterruptedException closedMeanwhile(CancellationException cause) {
        InterruptedException interrupted = new InterruptedException("the analyzer was closed");
        interrupted.initCause(cause);
        return interrupted;
    }

    /** A danger that is stated in so many words stays red. A model can be talked round; and an alarm too many costs a glance, one too few may cost a life. */
    private Assessment merged(ModelAnswer answer, Judgement judgement, Assessment byRules, TokenUsage spent) {
        if (RiskRules.isExplicit(judgement) && answer.level() != SafetyLevel.RED) {
            String why = "the model judged " + answer.level().code()
                    + "; the rules found a danger stated in so many words, and that stays red";
            return ofModel(byRules, spent, prepend(why, byRules.reasons()));
        }
        return new Assessment(
                answer.level(),
                answer.severity(),
                answer.displayText(),
                answer.actionSuggestion(),
                byRules.articles(),
                settings.model(),
                Optional.of(spent),
                List.of("judged by the model"));
    }

    private Assessment fallback(Attempt.Failed failed, Assessment byRules, TokenUsage spent) {
        if (failed.isKeyRefused()) {
            if (keyRefusalLogged.compareAndSet(false, true)) {
                LOG.error(
                        "Gemini refuses the API key ({}). The rules answer instead; set a valid GEMINI_API_KEY and start again."
                                + " This is logged once.",
                        failed.reason());
            }
        } else {
            LOG.warn("Gemini gave no answer of use, the rules answered: {}", failed.reason());
        }
        List<String> reasons =
                prepend("the rules answered, since the model did not: " + failed.reason(), byRules.reasons());
        return spent.totalTokens() > 0
                ? ofModel(byRules, spent, reasons)
                : with(byRules, RulesAnalyzer.NAME, Optional.empty(), reasons);
    }

    /** The tokens are the model's, so its name goes with them: a price is looked up by it. */
    private Assessment ofModel(Assessment byRules, TokenUsage spent, List<String> reasons) {
        return with(byRules, settings.model(), Optional.of(spent), reasons);
    }

    private static Assessment with(
            Assessment byRules, String model, Optional<TokenUsage> tokens, List<String> reasons) {
        return new Assessment(
                byRules.safetyLevel(),
                byRules.severity(),
                byRules.displayText(),
                byRules.actionSuggestion(),
                byRules.articles(),
                model,
                tokens,
                reasons);
    }

    private static List<String> prepend(String first, List<String> rest) {
        List<String> all = new ArrayList<>(rest.size() + 1);
        all.add(first);
        all.addAll(rest);
        return all;
    }

    @Override
    public String describe() {
        return settings.model() + " with retrieval, " + rules.describe() + " when it fails";
    }

    @Override
    public void close() {
        closed = true;
        underWay.values().forEach(answer -> answer.cancel(true));
        model.close();
        rules.close();
    }
}
