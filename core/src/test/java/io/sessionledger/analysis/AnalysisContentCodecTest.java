package io.sessionledger.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.AnalysisId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.AnalysisContentCodec.Field;
import io.sessionledger.analysis.AnalysisContentCodec.Place;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class AnalysisContentCodecTest {

    private static final Place PLACE =
            new Place(TenantId.of("island"), SessionId.of(1), AnalysisId.of(2), Field.RAG_SOURCES);

    @Test
    void the_plain_codec_answers_what_it_was_given() {
        String text = "said";

        assertThat(AnalysisContentCodec.PLAIN.encode(PLACE, text)).isSameAs(text);
        assertThat(AnalysisContentCodec.PLAIN.decode(PLACE, text)).isSameAs(text);
    }

    @Test
    void an_error_names_the_place_and_the_types_of_what_was_thrown_and_repeats_none_of_its_words() {
        var thrown = new IllegalStateException("Wanderlust", new GeneralSecurityException("under key Wanderlust"));
        thrown.addSuppressed(new IllegalArgumentException("Wanderlust"));

        var error = new ContentCodecException(PLACE, "it could not be decoded", thrown);

        assertThat(error)
                .hasMessage("rag_sources of analysis 00000000-0000-8000-8000-000000000002 of session"
                        + " 00000000-0000-8000-8000-000000000001 of tenant 'island': it could not be decoded"
                        + " (java.lang.IllegalStateException)")
                .hasRootCauseMessage("java.security.GeneralSecurityException");
        assertThat(error.place()).isEqualTo(PLACE);
        assertThat(error.getCause().getStackTrace()).isEqualTo(thrown.getStackTrace());
        StringWriter printed = new StringWriter();
        error.printStackTrace(new PrintWriter(printed, true));
        assertThat(printed.toString()).doesNotContain("Wanderlust");
    }
}
