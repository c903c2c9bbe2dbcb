package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.TokenUsage;

/** What came of asking the model once. Failures are values, too: they have cost tokens, and say whether another attempt can help. */
sealed interface Attempt {

    /** What it has cost. */
    TokenUsage tokens();

    /** Whether it failed in a way that may be different the next time. */
    boolean isWorthAnother();

    /**
     * An answer that is as it was asked for.
     *
     * @param answer the answer
     * @param tokens what it has cost
     */
    record Answered(ModelAnswer answer, TokenUsage tokens) implements Attempt {
        @Override
        public boolean isWorthAnother() {
            return false;
        }
    }

    /**
     * No answer, or none that is of use.
     *
     * @param reason why, without a word of the conversation or of the answer
     * @param isWorthAnother whether it may be different the next time
     * @param isKeyRefused whether the key is the reason
     * @param tokens what it has cost
     */
    record Failed(String reason, boolean isWorthAnother, boolean isKeyRefused, TokenUsage tokens) implements Attempt {

        /** Something that may be over the next time. */
        static Failed forNow(String reason, TokenUsage tokens) {
            return new Failed(reason, true, false, tokens);
        }

        /** Something that the same question will meet again. */
        static Failed forGood(String reason, TokenUsage tokens) {
            return new Failed(reason, false, false, tokens);
        }

        static Failed keyRefused(String reason) {
            return new Failed(reason, false, true, TokenUsage.NONE);
        }
    }
}
