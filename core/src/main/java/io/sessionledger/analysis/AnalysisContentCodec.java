package io.sessionledger.analysis;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import java.util.Locale;

/**
 * Turns what an analysis says about the conversation into what the database keeps, and back: the host's place to encrypt it. The
 * figures (levels, times, tokens, cost, ids) stay plain.
 *
 * <p>Each text is encoded on its own, and absent ones are not. An answer that equals the input means "left as it is", both ways: a codec may leave
 * some tenants' texts plain, and it must let through what was stored before it was set. It therefore has to know its own output, for
 * example by a prefix that no text begins with.
 *
 * <p>Implementations must be thread-safe, and quick: a page of logs is decoded value by value, and a failed call may be tried again. What they
 * throw reaches the caller as {@link ContentCodecException}, which repeats none of its words.
 */
public interface AnalysisContentCodec {

    /** Leaves every text as it is. */
    AnalysisContentCodec PLAIN = new AnalysisContentCodec() {
        @Override
        public String encode(Place place, String content) {
            return content;
        }

        @Override
        public String decode(Place place, String stored) {
            return stored;
        }
    };

    /**
     * Encodes a text that is about to be stored. If it throws, nothing is stored.
     *
     * @param place where the text will lie; {@link #decode} is given an equal one
     * @param content the text, for the two JSON fields as the host wrote it; limits of size have been checked
     * @return what to store: text without NUL or half of a surrogate pair
     */
    String encode(Place place, String content);

    /**
     * Decodes a text that was read. If it throws, so does the call that reads; a codec that would rather go on can answer with words of
     * its own.
     *
     * @param place where the text was found
     * @param stored what {@link #encode} made, or what was stored plain. Plain JSON that is a string is given without its quotes, other plain
     *     JSON as the database writes it
     * @return the text that was encoded; {@code stored} itself if it is plain
     */
    String decode(Place place, String stored);

    /**
     * Where a text lies. As additional authenticated data of a cipher it keeps a text that was moved to another row, column or tenant
     * from being decoded.
     *
     * @param tenant whose it is
     * @param sessionId the session
     * @param analysisId the analysis, unique within the session
     * @param field which of its texts
     */
    record Place(TenantId tenant, SessionId sessionId, AnalysisId analysisId, Field field) {}

    /** The texts of an {@link AnalysisContent}. */
    enum Field {
        /** {@link AnalysisContent#displayText()}. */
        DISPLAY_TEXT,
        /** {@link AnalysisContent#actionSuggestion()}. */
        ACTION_SUGGESTION,
        /** {@link AnalysisContent#ragDocuments()}. */
        RAG_DOCUMENTS,
        /** {@link AnalysisContent#ragSources()}. */
        RAG_SOURCES;

        private final String code = name().toLowerCase(Locale.ROOT);

        /** {@return the field's column, such as "display_text"; never changes, so that ciphertexts may depend on it} */
        public String code() {
            return code;
        }

        /** {@return whether the text is JSON} */
        public boolean isJson() {
            return this == RAG_DOCUMENTS || this == RAG_SOURCES;
        }
    }
}
