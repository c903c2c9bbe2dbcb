package io.sessionledger.jdbc;

import io.sessionledger.Credits;
import io.sessionledger.credit.AlertRules;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.argument.Argument;

/** How alert rules are read and written: an account's own, else the tenant's. An account has rules of its own if it has a list of levels, be it empty. */
final class AlertRulesSql {

    private static final String DEFAULT_OF =
            "(select d.%2$s from ${schema}.credit_alert_defaults d where d.tenant_id = %1$s.tenant_id)";

    private AlertRulesSql() {}

    /** The rules in force for an account, to be selected as two columns more. */
    static String columns(String account) {
        return """
                coalesce(%1$s.alert_levels, %2$s) as alert_levels,
                case when %1$s.alert_levels is null then %3$s else %1$s.large_charge end as large_charge
                """.formatted(
                account, DEFAULT_OF.formatted(account, "alert_levels"), DEFAULT_OF.formatted(account, "large_charge"));
    }

    static AlertRules map(Row row) throws SQLException {
        BigDecimal largeCharge = row.decimalOrNull("large_charge");
        List<Credits> levels =
                row.decimals("alert_levels").stream().map(Credits::of).toList();
        return levels.isEmpty() && largeCharge == null
                ? AlertRules.NONE
                : new AlertRules(levels, Optional.ofNullable(largeCharge).map(Credits::of));
    }

    /** An array on both databases, or null where there are no rules. */
    static Argument levels(Optional<AlertRules> rules) {
        return rules.map(some -> Bind.array("numeric", values(some)))
                .orElse((position, statement, context) -> statement.setNull(position, java.sql.Types.ARRAY));
    }

    private static Stream<BigDecimal> values(AlertRules rules) {
        return rules.balanceLevels().stream().map(Credits::value);
    }
}
