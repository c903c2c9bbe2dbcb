package io.sessionledger.examples.server.demo;

import io.sessionledger.TenantId;
import io.sessionledger.billing.Maintenance;
import io.sessionledger.billing.MaintenanceReport;
import io.sessionledger.billing.MaintenanceTerms;
import io.sessionledger.billing.MaintenanceTerms.LeftOpen;
import io.sessionledger.billing.PriceTable;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.credit.PublishRate;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Three months of made-up sessions for a database without counselors: three tenants, twenty counselors each. On the same day it makes the same; it goes through the ledger's own verbs with a clock that is set, so
 * that the books balance. A counselor is one transaction: whoever stops the server meanwhile finds some of them missing, and starts again with an empty database.
 */
public final class DemoData {

    /** Whose sessions they are. */
    public static final List<TenantId> TENANTS =
            DemoTenant.all(Instant.EPOCH).stream().map(DemoTenant::id).toList();

    private static final Logger LOG = LoggerFactory.getLogger(DemoData.class);
    private static final String COUNSELORS = "select count(*) from counselors";
    private static final int COUNSELORS_EACH = 20;

    private final HostDatabase database;
    private final DemoCalendar calendar;
    private final DemoClock clock;

    private DemoData(HostDatabase database, DemoCalendar calendar, DemoClock clock) {
        this.database = database;
        this.calendar = calendar;
        this.clock = clock;
    }

    /**
     * Fills an empty database; leaves one that has a counselor as it is.
     *
     * @param jdbi over the database of the store
     * @param store where the ledger keeps everything
     * @param policy by which sessions are charged
     * @param now what time it is
     */
    public static void fill(Jdbi jdbi, JdbcLedgerStore store, CreditPolicy policy, Clock now) {
        if (jdbi.withHandle(handle ->
                        handle.createQuery(COUNSELORS).mapTo(Long.class).one())
                > 0) {
            LOG.info(
                    "LEDGER_DEMO: there are counselors already, so no demo data was made. Set LEDGER_JDBC_URL to an empty database, such as jdbc:h2:file:./data/demo.");
            return;
        }
        Instant start = now.instant();
        DemoClock clock = new DemoClock();
        Random ids = new Random(1);
        // shares the server's store, which the server closes
        SessionLedger ledger = SessionLedger.builder(store)
                .policy(policy)
                .prices(PriceTable.bundled())
                .clock(clock)
                .idGenerator(() -> new UUID(ids.nextLong(), ids.nextLong()))
                .maintenance(MaintenanceTerms.DEFAULT.withLeftOpen(LeftOpen.KEEP))
                .alertChannel((tenant, alert) -> {})
                .build();
        DemoCalendar calendar = DemoCalendar.before(start);
        DemoData demo = new DemoData(new HostDatabase(jdbi, ledger, store), calendar, clock);
        DemoTenant.all(calendar.half()).forEach(demo::fill);
        clock.set(start);
        deliverAlerts(ledger.maintenance());
        LOG.info(
                "LEDGER_DEMO: made three months of sessions in {} s.",
                Duration.between(start, now.instant()).toSeconds());
    }

    /** Nobody needs to hear now of what was short three months ago. */
    private static void deliverAlerts(Maintenance maintenance) {
        MaintenanceReport report;
        do {
            report = maintenance.run(TENANTS);
        } while (report.more() && report.changedAnything());
    }

    private void fill(DemoTenant tenant) {
        boolean unused = database.transaction(tenant.id(), transaction -> openTenant(transaction, tenant));
        for (int i = 1; i <= COUNSELORS_EACH; i++) {
            int number = i;
            // not all of them in one transaction: on H2 a savepoint costs more the longer its transaction is
            int unusedNumber = database.transaction(tenant.id(), transaction -> live(transaction, tenant, number));
        }
    }

    private boolean openTenant(HostTransaction transaction, DemoTenant tenant) {
        clock.set(calendar.opening());
        for (PublishRate rate : tenant.rates()) {
            var unused = transaction.ledger().rates().publish(rate);
        }
        return transaction.tenants().insertIfAbsent(calendar.opening());
    }

    private int live(HostTransaction transaction, DemoTenant tenant, int number) {
        Random random = new Random(31L * tenant.id().value().hashCode() + number);
        new DemoCounselor(tenant.tongue(), number, calendar, clock, random, transaction).live();
        return number;
    }
}
