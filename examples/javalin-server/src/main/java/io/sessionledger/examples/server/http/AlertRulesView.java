package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sessionledger.Credits;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.examples.server.desk.StandingRules;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Alert rules; of an account with whether they are its own, of the tenant without. */
@JsonInclude(JsonInclude.Include.ALWAYS)
record AlertRulesView(
        List<BigDecimal> balanceLevels,
        @Nullable BigDecimal largeCharge,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean own) {

    static AlertRulesView of(AlertRules rules) {
        return of(rules, null);
    }

    static AlertRulesView of(StandingRules standing) {
        return of(standing.rules(), standing.own());
    }

    private static AlertRulesView of(AlertRules rules, @Nullable Boolean own) {
        return new AlertRulesView(
                rules.balanceLevels().stream().map(Credits::value).toList(),
                rules.largeCharge().map(Credits::value).orElse(null),
                own);
    }
}
