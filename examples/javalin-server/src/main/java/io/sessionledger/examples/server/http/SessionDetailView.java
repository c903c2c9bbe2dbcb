package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.sessionledger.examples.server.desk.Figures;
import io.sessionledger.examples.server.desk.UsageSoFar;
import io.sessionledger.examples.server.host.HostSession;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.session.UsageFigures;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** A session with what the ledger knows of it. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record SessionDetailView(
        @JsonUnwrapped SessionView session,
        UsageSoFar usage,
        long unpricedAnalysisCount,
        @Nullable BigDecimal billedDurationSeconds,
        BigDecimal creditsConsumed,
        boolean creditDeducted,
        String rateName) {

    static SessionDetailView of(HostSession session, SessionUsage usage) {
        UsageFigures billed = usage.billed();
        return new SessionDetailView(
                SessionView.of(session),
                UsageSoFar.of(usage.counted()),
                usage.counted().unpricedAnalysisCount(),
                billed == null ? null : Figures.seconds(billed.duration()),
                usage.creditsConsumed().value(),
                usage.creditDeducted(),
                usage.rateName());
    }
}
