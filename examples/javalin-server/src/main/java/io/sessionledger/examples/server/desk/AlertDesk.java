package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.Credits;
import io.sessionledger.billing.TenantCredits;
import io.sessionledger.credit.AlertRules;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says what is to be alerted: for the tenant, and for a counselor's account that differs. */
public final class AlertDesk {

    private final HostDatabase database;
    private final OnceOnly onceOnly;

    AlertDesk(HostDatabase database, OnceOnly onceOnly) {
        this.database = database;
        this.onceOnly = onceOnly;
    }

    /**
     * {@return the tenant's rules}
     *
     * @param caller who asks
     */
    public AlertRules rules(Caller caller) {
        Access.wholeTenant(caller, "reading the tenant's alert rules");
        return database.ledger(caller.tenant()).credits().alertRules();
    }

    /**
     * Sets the tenant's rules.
     *
     * @param caller who does it
     * @param rules all of them
     * @param key if it came with one
     * @return the rules
     */
    public AlertRules setRules(Caller caller, AlertRules rules, Optional<RequestKey> key) {
        Access.wholeTenant(caller, "setting the tenant's alert rules");
        return onceOnly.once(caller.tenant(), key, Written.class, transaction -> {
                    transaction.ledger().credits().setAlertRules(rules);
                    return Written.of(rules);
                })
                .rules();
    }

    /**
     * {@return the rules in force for a counselor's account}
     *
     * @param caller who asks
     * @param counselor whose account
     */
    public StandingRules rules(Caller caller, CounselorId counselor) {
        return database.transaction(caller.tenant(), transaction -> {
            var unused = Access.counselor(transaction, caller, counselor);
            TenantCredits credits = transaction.ledger().credits();
            return credits.ownAlertRules(counselor)
                    .map(own -> new StandingRules(own, true))
                    .orElseGet(() -> new StandingRules(credits.alertRules(), false));
        });
    }

    /**
     * Gives a counselor's account rules of its own.
     *
     * @param caller who does it
     * @param counselor whose account
     * @param rules all of them
     * @param key if it came with one
     * @return the rules
     */
    public StandingRules setRules(Caller caller, CounselorId counselor, AlertRules rules, Optional<RequestKey> key) {
        Written written = onceOnly.once(caller.tenant(), key, Written.class, transaction -> {
            var unused = Access.counselor(transaction, caller, counselor);
            transaction.ledger().credits().setAlertRules(counselor, Optional.of(rules));
            return Written.of(rules);
        });
        return new StandingRules(written.rules(), true);
    }

    /**
     * Takes a counselor's account's own rules away: the tenant's count again.
     *
     * @param caller who does it
     * @param counselor whose account
     * @return the rules in force
     */
    public StandingRules dropRules(Caller caller, CounselorId counselor) {
        return database.transaction(caller.tenant(), transaction -> {
            var unused = Access.counselor(transaction, caller, counselor);
            TenantCredits credits = transaction.ledger().credits();
            if (credits.ownAlertRules(counselor).isPresent()) {
                credits.setAlertRules(counselor, Optional.empty());
            }
            return new StandingRules(credits.alertRules(), false);
        });
    }

    /** What is kept of a request that set rules. */
    record Written(List<BigDecimal> levels, @Nullable BigDecimal largeCharge) {

        static Written of(AlertRules rules) {
            return new Written(
                    rules.balanceLevels().stream().map(Credits::value).toList(),
                    rules.largeCharge().map(Credits::value).orElse(null));
        }

        AlertRules rules() {
            return new AlertRules(
                    levels.stream().map(Credits::of).toList(),
                    Optional.ofNullable(largeCharge).map(Credits::of));
        }
    }
}
