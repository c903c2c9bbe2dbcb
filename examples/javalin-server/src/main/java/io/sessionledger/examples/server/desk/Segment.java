package io.sessionledger.examples.server.desk;

import io.sessionledger.InvalidInputException;
import io.sessionledger.Storable;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * A stretch of a conversation to be judged.
 *
 * @param transcript what was said, at most 20,000 characters
 * @param duration the recorded time that it adds to the session, up to a day
 */
public record Segment(String transcript, Duration duration) {

    private static final int MAX_LENGTH = 20_000;
    private static final BigDecimal MAX_SECONDS = BigDecimal.valueOf(86_400);
    private static final int MILLIS = 3;

    /** Checks the text. */
    public Segment {
        InvalidInputException.unless(
                transcript.length() <= MAX_LENGTH,
                "transcriptSegment",
                "at most 20,000 characters",
                transcript.length());
        transcript = Storable.text("transcriptSegment", transcript);
    }

    /**
     * {@return a segment}
     *
     * @param transcript what was said
     * @param seconds the recorded time that it adds, more than 0, with up to three decimals
     */
    public static Segment of(String transcript, BigDecimal seconds) {
        InvalidInputException.unless(
                seconds.signum() > 0 && seconds.compareTo(MAX_SECONDS) <= 0,
                "durationSeconds",
                "more than 0, at most 86,400",
                seconds.signum() > 0 ? "more" : "not");
        InvalidInputException.unless(
                seconds.stripTrailingZeros().scale() <= MILLIS, "durationSeconds", "at most three decimals", "more");
        return new Segment(
                transcript, Duration.ofMillis(seconds.movePointRight(MILLIS).longValueExact()));
    }

    int characters() {
        return transcript.codePointCount(0, transcript.length());
    }

    /** Never shows the conversation. */
    @Override
    public String toString() {
        return "Segment[" + characters() + " characters, " + duration + "]";
    }
}
