package io.sessionledger.examples.server.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.examples.server.analysis.RetrievedArticle;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON that an analysis log keeps of what was retrieved. */
public final class RetrievedDocuments {

    private static final int SCORE_DECIMALS = 4;

    private final ObjectMapper json;

    RetrievedDocuments(ObjectMapper json) {
        this.json = json;
    }

    String write(List<RetrievedArticle> articles) {
        return text(articles.stream()
                .map(article ->
                        new RetrievedDocument(article.id(), article.title(), score(article.score()), article.excerpt()))
                .toList());
    }

    String writeSources(List<RetrievedArticle> articles) {
        return text(articles.stream().map(RetrievedArticle::source).distinct().toList());
    }

    /**
     * {@return the documents of a log; none if they were erased}
     *
     * @param text what the log keeps
     */
    public List<RetrievedDocument> read(@Nullable String text) {
        return read(text, new TypeReference<>() {});
    }

    /**
     * {@return the sources of a log; none if they were erased}
     *
     * @param text what the log keeps
     */
    public List<String> readSources(@Nullable String text) {
        return read(text, new TypeReference<>() {});
    }

    private <T> List<T> read(@Nullable String text, TypeReference<List<T>> type) {
        try {
            return text == null ? List.of() : json.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    private String text(List<?> values) {
        try {
            return json.writeValueAsString(values);
        } catch (JsonProcessingException e) {
            throw unreadable(e);
        }
    }

    /** Without Jackson's message, which quotes the text. */
    private static IllegalStateException unreadable(JsonProcessingException e) {
        return new IllegalStateException(
                "what was retrieved is not what was written: " + e.getClass().getSimpleName());
    }

    private static BigDecimal score(double score) {
        return BigDecimal.valueOf(score).setScale(SCORE_DECIMALS, RoundingMode.HALF_UP);
    }
}
