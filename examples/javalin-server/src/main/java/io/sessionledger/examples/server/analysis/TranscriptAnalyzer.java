package io.sessionledger.examples.server.analysis;

/**
 * Judges the last stretch of a conversation. Safe for use by many threads at once. Interrupting the thread cancels.
 *
 * <p>A model that fails does not make the analysis fail: then the rules answer, and {@link Assessment#tokens()} says what the attempts have cost.
 */
public interface TranscriptAnalyzer extends AutoCloseable {

    /**
     * Judges by rules that explain themselves, and finds what to read in the bundled articles. Needs no key and no network, and reads its files once, now.
     *
     * @return an analyzer to be closed
     */
    static TranscriptAnalyzer offline() {
        return new RulesAnalyzer();
    }

    /**
     * Judges by a model of Gemini, with the bundled articles. When the model fails for good the rules answer; what they find stated in so many words stays red in any case.
     *
     * @param settings key, model and patience
     * @return an analyzer to be closed; nothing is sent before the first analysis
     */
    static TranscriptAnalyzer gemini(GeminiSettings settings) {
        return new GeminiAnalyzer(settings);
    }

    /**
     * Judges a stretch.
     *
     * @param transcriptSegment what was said, in any mixture of languages; at most a few thousand characters
     * @return what it says of it
     * @throws InterruptedException if the thread was interrupted, or the analyzer closed; what was under way is given up
     */
    Assessment assess(String transcriptSegment) throws InterruptedException;

    /** {@return the name of what judges, for the log at start-up: a model, or the rules} */
    String describe();

    /** Gives up what is under way, and lets go of connections and index. */
    @Override
    void close();
}
