package io.sessionledger.jdbc;

import io.sessionledger.AnalysisId;
import io.sessionledger.InvalidInputException;
import io.sessionledger.SessionId;
import io.sessionledger.Storable;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisContent;
import io.sessionledger.analysis.AnalysisContentCodec;
import io.sessionledger.analysis.AnalysisContentCodec.Field;
import io.sessionledger.analysis.AnalysisContentCodec.Place;
import io.sessionledger.analysis.AnalysisLog;
import io.sessionledger.analysis.ContentCodecException;
import java.nio.charset.StandardCharsets;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The four columns with text about people: checked and encoded on the way in, decoded on the way out. What the codec leaves as it
 * is lies there as it is; in a JSON column everything else is one JSON string.
 *
 * @param codec the host's
 * @param maxTextBytes the most bytes of UTF-8 that a text may have before it is encoded
 */
record ContentColumns(AnalysisContentCodec codec, int maxTextBytes) {

    /** What the columns of a new row hold; refuses content that may not be stored. */
    AnalysisContent encoded(TenantId tenant, SessionId sessionId, AnalysisId id, AnalysisContent content) {
        checkLength("displayText", content.displayText());
        checkLength("actionSuggestion", content.actionSuggestion());
        checkJson("ragDocuments", content.ragDocuments());
        checkJson("ragSources", content.ragSources());
        return codec == AnalysisContentCodec.PLAIN ? content : each(tenant, sessionId, id, content, this::encoded);
    }

    /** A log as it was recorded, made of what its row holds. */
    AnalysisLog decoded(TenantId tenant, AnalysisLog row) {
        return codec == AnalysisContentCodec.PLAIN
                ? row
                : row.withContent(each(tenant, row.sessionId(), row.id(), row.content(), this::decoded));
    }

    private static AnalysisContent each(
            TenantId tenant, SessionId sessionId, AnalysisId id, AnalysisContent content, Coding coding) {
        BiFunction<Field, @Nullable String, @Nullable String> coded =
                (field, text) -> text == null ? null : coding.of(new Place(tenant, sessionId, id, field), text);
        return new AnalysisContent(
                coded.apply(Field.DISPLAY_TEXT, content.displayText()),
                coded.apply(Field.ACTION_SUGGESTION, content.actionSuggestion()),
                coded.apply(Field.RAG_DOCUMENTS, content.ragDocuments()),
                coded.apply(Field.RAG_SOURCES, content.ragSources()));
    }

    private String encoded(Place place, String content) {
        String encoded = answer("encode", codec::encode, place, content);
        try {
            var unused = Storable.text("encoded text", encoded);
        } catch (InvalidInputException e) {
            throw new ContentCodecException(
                    place, "the content codec answered what cannot be stored; " + e.getMessage());
        }
        boolean left = encoded.equals(content);
        return left || !place.field().isJson() ? encoded : LedgerJson.quoted(encoded);
    }

    private String decoded(Place place, String column) {
        String stored = place.field().isJson() ? LedgerJson.unquoted(column) : column;
        String decoded = answer("decode", codec::decode, place, stored);
        return decoded.equals(stored) ? column : decoded;
    }

    private static String answer(String verb, Coding coding, Place place, String text) {
        String answer;
        try {
            answer = coding.of(place, text);
        } catch (Exception e) {
            throw new ContentCodecException(place, "the content codec could not " + verb + " it", e);
        }
        if (answer == null) {
            throw new ContentCodecException(place, "the content codec answered null where it was to " + verb);
        }
        return answer;
    }

    private void checkJson(String field, @Nullable String json) {
        checkLength(field, json);
        if (json != null) {
            LedgerJson.check(field, json, maxTextBytes);
        }
    }

    private void checkLength(String field, @Nullable String text) {
        // a UTF-16 code unit is at most three bytes of UTF-8, so most texts need no counting
        if (text != null && text.length() > maxTextBytes / 3) {
            int bytes = text.getBytes(StandardCharsets.UTF_8).length;
            InvalidInputException.unless(
                    bytes <= maxTextBytes, field, "at most " + maxTextBytes + " bytes of UTF-8", bytes + " bytes");
        }
    }

    /** One direction of the codec. */
    @FunctionalInterface
    private interface Coding {
        String of(Place place, String text);
    }
}
