package io.sessionledger.examples.server.knowledge;

import com.ibm.icu.text.Transliterator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.icu.ICUTransformFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/**
 * Chinese as pairs of neighbouring characters, English as stems. Traditional characters are folded into Simplified ones before they are paired, so each script finds
 * the other. Pairs need no dictionary; Lucene's segmenter for Chinese knows Simplified words only, and splits spoken Taiwanese Mandarin badly.
 */
final class ScriptFoldingAnalyzer extends Analyzer {

    @Override
    protected TokenStreamComponents createComponents(String unusedFieldName) {
        Tokenizer words = new StandardTokenizer();
        TokenStream folded = new ICUTransformFilter(new CJKWidthFilter(words), Transliterator.getInstance(Script.FOLD));
        TokenStream lower = new EnglishPossessiveFilter(new LowerCaseFilter(folded));
        TokenStream pairs = new CJKBigramFilter(new StopFilter(lower, EnglishAnalyzer.getDefaultStopSet()));
        return new TokenStreamComponents(words, new PorterStemFilter(pairs));
    }
}
