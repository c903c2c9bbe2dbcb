package io.sessionledger.jdbc;

import io.sessionledger.CounselorId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.store.CreditAlerts;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.Update;

/**
 * Alert rules, and the delivery of {@code credit_alerts}, in SQL that both databases share. The time of the next attempt is also the lease: who takes an alert puts it off, and so has it alone until then. The number of the
 * attempt keeps one whose lease has run out from noting anything about somebody else's.
 */
final class JdbcCreditAlerts implements CreditAlerts {

    private static final String DEFAULTS = """
            select d.alert_levels, d.large_charge from ${schema}.credit_alert_defaults d where d.tenant_id = :tenant_id
            """;

    private static final String RULES_OF_ACCOUNT =
            "select %s from ${schema}.credit_accounts a where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id"
                    .formatted(AlertRulesSql.columns("a"));

    private static final String OWN_RULES = """
            select a.alert_levels, a.large_charge from ${schema}.credit_accounts a
            where a.tenant_id = :tenant_id and a.counselor_id = :counselor_id and a.alert_levels is not null
            """;

    private static final String ADD_DEFAULTS = """
            insert into ${schema}.credit_alert_defaults (tenant_id, alert_levels, large_charge)
            values (:tenant_id, :alert_levels, :large_charge)
            """;

    private static final String CHANGE_DEFAULTS = """
            update ${schema}.credit_alert_defaults set alert_levels = :alert_levels, large_charge = :large_charge
            where tenant_id = :tenant_id
            """;

    private static final String CHANGE_ACCOUNT = """
            update ${schema}.credit_accounts set alert_levels = :alert_levels, large_charge = :large_charge
            where tenant_id = :tenant_id and counselor_id = :counselor_id
            """;

    private static final String DUE = """
            select %s from ${schema}.credit_alerts x
            where x.tenant_id = :tenant_id and x.delivery = 'pending' and x.next_attempt_at <= :now
            order by x.next_attempt_at, x.id limit 1
            for update skip locked
            """.formatted(CreditAlertRow.COLUMNS.from("x"));

    private static final String TAKE = """
            update ${schema}.credit_alerts set attempts = attempts + 1, next_attempt_at = :until
            where tenant_id = :tenant_id and id = :id
            """;

    private static final String FIND =
            "select %s from ${schema}.credit_alerts x where x.tenant_id = :tenant_id and x.id = :id"
                    .formatted(CreditAlertRow.COLUMNS.from("x"));

    private static final String IF_STILL_THIS_ATTEMPT =
            " where tenant_id = :tenant_id and id = :id and delivery = 'pending' and attempts = :attempt";

    private static final String DELIVERED = """
            update ${schema}.credit_alerts set delivery = 'delivered', next_attempt_at = null, delivery_ended_at = :now
            """ + IF_STILL_THIS_ATTEMPT;

    private static final String TRY_AGAIN = """
            update ${schema}.credit_alerts set next_attempt_at = :retry_at, last_error = :error
            """ + IF_STILL_THIS_ATTEMPT;

    private static final String GIVEN_UP = """
            update ${schema}.credit_alerts set delivery = 'given_up', next_attempt_at = null, delivery_ended_at = :now, last_error = :error
            """ + IF_STILL_THIS_ATTEMPT;

    private static final String GIVE_UP_LOST = """
            update ${schema}.credit_alerts set delivery = 'given_up', next_attempt_at = null, delivery_ended_at = :now
            where tenant_id = :tenant_id and delivery = 'pending' and next_attempt_at <= :now and attempts > 0 and created_at <= :created_before
            """;

    private final Door door;
    private final Database database;
    private final AccountBooks accounts;

    JdbcCreditAlerts(Door door, Database database) {
        this.door = door;
        this.database = database;
        this.accounts = new AccountBooks(database);
    }

    @Override
    public AlertRules rules(TenantId tenant) {
        return door.call("find the alert rules", handle -> findDefaults(handle, tenant));
    }

    private static AlertRules findDefaults(Handle handle, TenantId tenant) {
        return rules(handle.createQuery(DEFAULTS).bind("tenant_id", tenant.value()))
                .orElse(AlertRules.NONE);
    }

    private static Optional<AlertRules> rules(Query query) {
        return query.map((result, context) -> AlertRulesSql.map(Row.of(result))).findOne();
    }

    @Override
    public AlertRules rules(TenantId tenant, CounselorId counselorId) {
        return door.call(
                "find the alert rules of account " + counselorId,
                handle -> rules(AccountBooks.ofAccount(handle.createQuery(RULES_OF_ACCOUNT), tenant, counselorId))
                        .orElseGet(() -> findDefaults(handle, tenant)));
    }

    @Override
    public Optional<AlertRules> ownRules(TenantId tenant, CounselorId counselorId) {
        return door.call(
                "find the alert rules of account " + counselorId,
                handle -> rules(AccountBooks.ofAccount(handle.createQuery(OWN_RULES), tenant, counselorId)));
    }

    @Override
    public void setRules(TenantId tenant, AlertRules rules) {
        boolean unused = door.transaction("set the alert rules", handle -> {
            if (change(handle, tenant, rules)) {
                return true;
            }
            Update add = bind(handle.createUpdate(ADD_DEFAULTS + database.unlessThere()), tenant, Optional.of(rules));
            // whoever has added them meanwhile came first
            return database.ifAbsent(add) || change(handle, tenant, rules);
        });
    }

    private static boolean change(Handle handle, TenantId tenant, AlertRules rules) {
        return bind(handle.createUpdate(CHANGE_DEFAULTS), tenant, Optional.of(rules))
                        .execute()
                == 1;
    }

    @Override
    public void setRules(TenantId tenant, CounselorId counselorId, Optional<AlertRules> rules) {
        boolean unused = door.transaction("set the alert rules of account " + counselorId, handle -> {
            accounts.ensure(handle, tenant, counselorId);
            return bind(handle.createUpdate(CHANGE_ACCOUNT), tenant, rules)
                            .bind("counselor_id", counselorId.value())
                            .execute()
                    == 1;
        });
    }

    private static Update bind(Update update, TenantId tenant, Optional<AlertRules> rules) {
        return update.bind("tenant_id", tenant.value())
                .bind("alert_levels", AlertRulesSql.levels(rules))
                .bind(
                        "large_charge",
                        rules.flatMap(AlertRules::largeCharge)
                                .map(from -> from.value())
                                .orElse(null));
    }

    @Override
    public Optional<CreditAlert> claim(TenantId tenant, Instant now, Duration lease) {
        return door.transaction(
                "claim an alert",
                handle -> handle.createQuery(DUE)
                        .bind("tenant_id", tenant.value())
                        .bind("now", Bind.instant(now))
                        .map((result, context) -> CreditAlertRow.map(Row.of(result)))
                        .findOne()
                        .map(due -> take(handle, tenant, due, now.plus(lease))));
    }

    private static CreditAlert take(Handle handle, TenantId tenant, CreditAlert due, Instant until) {
        of(handle.createUpdate(TAKE), tenant, due.id())
                .bind("until", Bind.instant(until))
                .execute();
        return handle.createQuery(FIND)
                .bind("tenant_id", tenant.value())
                .bind("id", due.id())
                .map((result, context) -> CreditAlertRow.map(Row.of(result)))
                .one();
    }

    @Override
    public boolean delivered(TenantId tenant, UUID id, int attempt, Instant now) {
        return door.call(
                "note the delivery of alert " + id,
                handle -> of(handle.createUpdate(DELIVERED), tenant, id)
                                .bind("attempt", attempt)
                                .bind("now", Bind.instant(now))
                                .execute()
                        == 1);
    }

    @Override
    public boolean failed(TenantId tenant, UUID id, int attempt, String error, Optional<Instant> retryAt, Instant now) {
        return door.call("note the failed delivery of alert " + id, handle -> {
            Update note = of(handle.createUpdate(retryAt.isPresent() ? TRY_AGAIN : GIVEN_UP), tenant, id)
                    .bind("attempt", attempt)
                    .bind("error", error);
            return (retryAt.isPresent()
                                    ? note.bind("retry_at", Bind.instant(retryAt.get()))
                                    : note.bind("now", Bind.instant(now)))
                            .execute()
                    == 1;
        });
    }

    private static Update of(Update update, TenantId tenant, UUID id) {
        return update.bind("tenant_id", tenant.value()).bind("id", id);
    }

    @Override
    public int giveUp(TenantId tenant, Instant createdBefore, Instant now) {
        return door.call(
                "give up alerts whose deliverers were lost",
                handle -> handle.createUpdate(GIVE_UP_LOST)
                        .bind("tenant_id", tenant.value())
                        .bind("now", Bind.instant(now))
                        .bind("created_before", Bind.instant(createdBefore))
                        .execute());
    }
}
