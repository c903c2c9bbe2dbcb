package io.sessionledger.examples.server.knowledge;

import java.io.Reader;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Chinese as pairs of neighbouring characters, English as stems. Traditional characters are folded into Simplified ones before they are paired, so each script finds
 * the other. Pairs need no dictionary; Lucene's segmenter for Chinese knows Simplified words only, and splits spoken Taiwanese Mandarin badly.
 */
final class ScriptFoldingAnalyzer extends Analyzer {

    /** A map that is made once: ICU's own filter asks its transform for each token, which takes a lock and most of the time of a search. */
    private static final NormalizeCharMap FOLD = fold();

    @Override
    protected Reader initReader(String fieldName, Reader text) {
        return new MappingCharFilter(FOLD, text);
    }

    @Override
    protected Reader initReaderForNormalization(String fieldName, Reader text) {
        return initReader(fieldName, text);
    }

    @Override
    protected TokenStreamComponents createComponents(String unusedFieldName) {
        Tokenizer words = new StandardTokenizer();
        TokenStream folded = new CJKWidthFilter(words);
        TokenStream lower = new EnglishPossessiveFilter(new LowerCaseFilter(folded));
        TokenStream pairs = new CJKBigramFilter(new StopFilter(lower, EnglishAnalyzer.getDefaultStopSet()));
        return new TokenStreamComponents(words, new PorterStemFilter(pairs));
    }

    private static NormalizeCharMap fold() {
        NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
        Script.forEachFolded((traditional, simplified) -> map.add(traditional, simplified));
        return map.build();
    }
}
