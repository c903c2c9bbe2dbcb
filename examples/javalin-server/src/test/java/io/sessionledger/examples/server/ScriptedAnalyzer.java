package io.sessionledger.examples.server;

import io.sessionledger.analysis.SafetyLevel;
import io.sessionledger.analysis.TokenUsage;
import io.sessionledger.examples.server.analysis.Assessment;
import io.sessionledger.examples.server.analysis.RetrievedArticle;
import io.sessionledger.examples.server.analysis.TranscriptAnalyzer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Judges by a word in the text, as quickly or slowly as a test says, and counts how often it was asked. */
final class ScriptedAnalyzer implements TranscriptAnalyzer {

    static final String MODEL = "gemini-2.5-flash";

    /** Markup, signs that turn the direction of writing round, and what templates would fill in. */
    static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egnitrevni\u202c \u2067 "
            + "\uD83D\uDE00\uD83D\uDC69\u200D\uD83D\uDC67 ${1} {{x}} '\"&";

    private static final String LONG_WORD = "W".repeat(10_000);

    final AtomicInteger asked = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile CountDownLatch arrived = new CountDownLatch(0);

    /** From now on those that ask wait until {@link #open}; returns when {@link #awaitArrivals} many have. */
    void close(int expected) {
        arrived = new CountDownLatch(expected);
        gate = new CountDownLatch(1);
    }

    void awaitArrivals() throws InterruptedException {
        arrived.await();
    }

    void open() {
        gate.countDown();
    }

    @Override
    public Assessment assess(String transcriptSegment) throws InterruptedException {
        asked.incrementAndGet();
        arrived.countDown();
        gate.await();
        String text = transcriptSegment.toLowerCase(Locale.ROOT);
        if (text.contains("break")) {
            throw new IllegalStateException("broken over: " + transcriptSegment);
        }
        SafetyLevel level = text.contains("red")
                ? SafetyLevel.RED
                : text.contains("yellow") ? SafetyLevel.YELLOW : SafetyLevel.GREEN;
        return new Assessment(
                level,
                level == SafetyLevel.RED ? 3 : 1,
                text.contains("hostile")
                        ? HOSTILE
                        : text.contains("formula") ? "=cmd()" : "What was heard: " + level.code(),
                text.contains("hostile") ? LONG_WORD : "Listen.",
                List.of(new RetrievedArticle("listening", "傾聽", "listening.md", 1.23456, "Listen first.")),
                MODEL,
                Optional.of(TokenUsage.of(900, 100, 50)),
                List.of());
    }

    @Override
    public String describe() {
        return "scripted";
    }

    @Override
    public void close() {
        open();
    }
}
