package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.credit.Statement;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

@JsonInclude(JsonInclude.Include.ALWAYS)
record StatementView(
        Instant from,
        Instant to,
        BigDecimal opening,
        BigDecimal closing,
        List<CreditLogView> items,
        @Nullable String nextCursor) {

    static StatementView of(Statement statement) {
        PageView<CreditLogView> entries = PageView.of(statement.entries(), CreditLogView::of);
        return new StatementView(
                statement.range().from(),
                statement.range().to(),
                statement.opening().value(),
                statement.closing().value(),
                entries.items(),
                entries.nextCursor());
    }
}
