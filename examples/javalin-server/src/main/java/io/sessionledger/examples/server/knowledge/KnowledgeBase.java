package io.sessionledger.examples.server.knowledge;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.queries.mlt.MoreLikeThis;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.search.uhighlight.DefaultPassageFormatter;
import org.apache.lucene.search.uhighlight.LengthGoalBreakIterator;
import org.apache.lucene.search.uhighlight.UnifiedHighlighter;
import org.apache.lucene.store.ByteBuffersDirectory;

/**
 * The articles, and a Lucene index of them that is built in memory when this is made: 39 articles take a fraction of a second. Safe for use by many threads at once.
 */
public final class KnowledgeBase implements AutoCloseable {

    private static final String ID = "id";
    private static final String LANGUAGE = "language";
    private static final String BODY = "body";

    /** What is searched, and how much a match counts there. */
    private static final Map<String, Float> WEIGHTS = Map.of("title", 2f, "keywords", 2f, BODY, 1f);

    /** How much the conversation's own language counts; about as much as one rare word in common. */
    private static final float OWN_LANGUAGE = 2f;

    /** How much it counts that the caller asks for an article by its id: more than any words. */
    private static final float FAVOURED = 200f;

    /** The rarest words of a conversation that are searched for, in each field. */
    private static final int MOST_WORDS = 60;

    private static final int EXCERPT_CHARACTERS = 160;

    private final Map<String, Article> articles = new HashMap<>();
    private final Analyzer analyzer = new ScriptFoldingAnalyzer();
    private final ByteBuffersDirectory directory = new ByteBuffersDirectory();
    private final DirectoryReader reader;
    private final IndexSearcher searcher;

    private KnowledgeBase(List<Article> articles) {
        articles.forEach(article -> this.articles.put(article.id(), article));
        try {
            try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(analyzer))) {
                for (Article article : articles) {
                    writer.addDocument(document(article));
                }
            }
            this.reader = DirectoryReader.open(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.searcher = new IndexSearcher(reader);
    }

    /**
     * The articles that come with the server: those that {@code articles.txt} names.
     *
     * @return a knowledge base to be closed
     * @throws IllegalArgumentException if an article is missing or lacks a line of its header
     */
    public static KnowledgeBase bundled() {
        return of(resource("articles.txt")
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(name -> Article.parse(name, resource(name + ".md")))
                .toList());
    }

    static KnowledgeBase of(List<Article> articles) {
        return new KnowledgeBase(articles);
    }

    /**
     * Finds the articles that share the rarest words with a text. Their order: those asked for, then by score.
     *
     * @param text any text; of a very long one the rarest words count
     * @param favoured ids of articles that come first, whatever the text; those that are not known are passed over
     * @param most how many to find at most
     * @return the articles, the best first; none if nothing fits
     */
    public List<FoundArticle> search(String text, Collection<String> favoured, int most) {
        try {
            Query query = query(text, favoured);
            TopDocs found = searcher.search(query, most);
            String[] excerpts = highlighter().highlight(BODY, query, found);
            List<FoundArticle> answer = new ArrayList<>();
            for (int i = 0; i < found.scoreDocs.length; i++) {
                Document document = searcher.storedFields().document(found.scoreDocs[i].doc);
                Article article = article(document.get(ID)).orElseThrow();
                answer.add(new FoundArticle(article, found.scoreDocs[i].score, oneLine(excerpts[i])));
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Finds an article by its id.
     *
     * @param id the id
     * @return the article, if there is one
     */
    public Optional<Article> article(String id) {
        return Optional.ofNullable(articles.get(id));
    }

    /** {@return all articles, in no order} */
    public Collection<Article> articles() {
        return List.copyOf(articles.values());
    }

    private Query query(String text, Collection<String> favoured) throws IOException {
        BooleanQuery.Builder fits = new BooleanQuery.Builder();
        for (var field : WEIGHTS.entrySet()) {
            fits.add(new BoostQuery(alike(field.getKey(), text), field.getValue()), Occur.SHOULD);
        }
        for (String id : favoured) {
            fits.add(constant(ID, id, FAVOURED), Occur.SHOULD);
        }
        return new BooleanQuery.Builder()
                .add(fits.build(), Occur.MUST)
                .add(constant(LANGUAGE, Language.of(text).tag(), OWN_LANGUAGE), Occur.SHOULD)
                .build();
    }

    private Query alike(String field, String text) throws IOException {
        MoreLikeThis alike = new MoreLikeThis(reader);
        alike.setAnalyzer(analyzer);
        alike.setMinTermFreq(1);
        alike.setMinDocFreq(1);
        alike.setMaxDocFreqPct(50);
        alike.setMaxQueryTerms(MOST_WORDS);
        return alike.like(field, new StringReader(text));
    }

    private static Query constant(String field, String value, float score) {
        return new BoostQuery(new ConstantScoreQuery(new TermQuery(new Term(field, value))), score);
    }

    private UnifiedHighlighter highlighter() {
        return UnifiedHighlighter.builder(searcher, analyzer)
                .withBreakIterator(() -> LengthGoalBreakIterator.createMinLength(
                        BreakIterator.getSentenceInstance(Locale.ROOT), EXCERPT_CHARACTERS, 0.5f))
                .withFormatter(new DefaultPassageFormatter("", "", " … ", false))
                .withMaxNoHighlightPassages(1)
                .build();
    }

    private static Document document(Article article) {
        Document document = new Document();
        document.add(new StringField(ID, article.id(), Field.Store.YES));
        document.add(new StringField(LANGUAGE, article.language().tag(), Field.Store.NO));
        document.add(new TextField("title", article.title(), Field.Store.NO));
        document.add(new TextField("keywords", article.keywords(), Field.Store.NO));
        document.add(new TextField(BODY, article.body(), Field.Store.YES));
        return document;
    }

    private static String oneLine(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }

    private static String resource(String name) {
        try (InputStream file = KnowledgeBase.class.getResourceAsStream(name)) {
            if (file == null) {
                throw new IllegalArgumentException("There is no article file '" + name + "' beside articles.txt.");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets go of the index. */
    @Override
    public void close() {
        try {
            reader.close();
            directory.close();
            analyzer.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
