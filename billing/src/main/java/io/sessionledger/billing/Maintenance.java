package io.sessionledger.billing;

import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What has to be done from time to time so that nothing is left lying: ends sessions that were left open, grants what comes again and again, posts grants and holds that have come due, settles sessions whose rate has come, delivers alerts.
 *
 * <p>Call {@link #run()} every minute or so, from a {@link MaintenanceRunner} or the host's own scheduler, in as many instances as there are, at once if it so happens: each thing is done once, whoever does it, also where a host's own call
 * for the same comes at that moment. Nothing is lost where no run comes for a while; it is done later. A run is bounded: for each tenant a certain number of things of each kind, see {@link MaintenanceTerms#limit()}. Thread-safe.
 */
public final class Maintenance {

    private static final int TENANTS_AT_ONCE = 1000;

    private final Workplace workplace;
    private final MaintenanceTerms terms;
    private final AlertChannel channel;
    private final Rounds rounds = new Rounds();

    Maintenance(Workplace workplace, MaintenanceTerms terms, AlertChannel channel) {
        this.workplace = workplace;
        this.terms = terms;
        this.channel = channel;
    }

    /** {@return how it goes about its work} */
    public MaintenanceTerms terms() {
        return terms;
    }

    /**
     * Does what is due for all tenants.
     *
     * @return what that was. What could not be done is counted, in the log, and tried again by the next run
     * @throws io.sessionledger.store.LedgerStoreException if the database does not even say what is due
     */
    public MaintenanceReport run() {
        List<TenantId> tenants = new ArrayList<>();
        Optional<TenantId> last = Optional.empty();
        List<TenantId> page;
        do {
            page = workplace
                    .store()
                    .due()
                    .listTenants(
                            last,
                            TENANTS_AT_ONCE,
                            workplace.now(),
                            workplace.now().minus(terms.leftOpenAfter()));
            tenants.addAll(page);
            last = page.isEmpty() ? Optional.empty() : Optional.of(page.get(page.size() - 1));
        } while (page.size() == TENANTS_AT_ONCE);
        return run(tenants);
    }

    /**
     * Does what is due for some tenants.
     *
     * @param tenants whose work is done
     * @return what that was. What could not be done is counted, in the log, and tried again by the next run
     */
    public MaintenanceReport run(Collection<TenantId> tenants) {
        MaintenanceTally tally = new MaintenanceTally();
        for (TenantId tenant : tenants) {
            tally.tenants++;
            TenantUpkeep upkeep = new TenantUpkeep(workplace, terms, rounds, tenant, tally);
            tally.attempt("look for recurring grants of tenant " + tenant, upkeep::grantWhatRecurs);
            tally.attempt("look for due accounts of tenant " + tenant, upkeep::sweepAccounts);
            tally.attempt("look for open sessions of tenant " + tenant, upkeep::endSessionsLeftOpen);
            tally.attempt("look for unsettled sessions of tenant " + tenant, upkeep::settleWhatWaited);
        }
        // last, since it is the only part that may take long
        AlertDeliveries deliveries = new AlertDeliveries(workplace, terms, channel, tally);
        for (TenantId tenant : tenants) {
            if (!deliveries.isChannelDown()) {
                tally.attempt("deliver alerts of tenant " + tenant, () -> deliveries.deliver(tenant));
            }
        }
        return tally.report();
    }
}
