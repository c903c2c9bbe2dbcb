package io.sessionledger.billing;

import io.sessionledger.InvalidInputException;
import io.sessionledger.TenantId;
import io.sessionledger.analysis.ModelPrices;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.CreditPolicy;
import io.sessionledger.event.LedgerListener;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.store.JoinedStore;
import io.sessionledger.store.LedgerStore;
import io.sessionledger.store.SessionUsageTracker;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Logs analyses, meters sessions and charges credits for them, in the host's own database.
 *
 * <pre>{@code
 * SessionLedger ledger = SessionLedger.builder(JdbcLedgerStore.builder(dataSource).build()).build();
 * TenantLedger island = ledger.tenant("island");
 * }</pre>
 *
 * Thread-safe; one serves the whole application. It starts no thread: call {@link #maintenance()} from time to time.
 */
public final class SessionLedger implements AutoCloseable {

    private final LedgerStore store;
    private final Workplace workplace;
    private final Maintenance maintenance;

    private SessionLedger(Builder builder) {
        this.store = builder.bestEffortRecording ? new BestEffortStore(builder.store) : builder.store;
        Supplier<UUID> ids = builder.ids.orElseGet(() -> new TimeOrderedUuids(builder.clock));
        LedgerListener listener = new GuardedListener(builder.listener);
        this.workplace = new Workplace(
                store,
                builder.policy,
                builder.clock,
                builder.nanoTime,
                ids,
                listener,
                new AnalysisPricing(builder.prices),
                new KnownRates());
        this.maintenance = new Maintenance(workplace, builder.maintenance, builder.alertChannel);
    }

    /**
     * Starts a ledger over a store.
     *
     * @param store where everything is kept; closed with the ledger
     * @return a builder
     * @throws InvalidInputException if the store is one inside a transaction, which is for {@link #joining}
     */
    public static Builder builder(LedgerStore store) {
        InvalidInputException.unless(
                !(store instanceof JoinedStore),
                "store",
                "the store itself; one inside a transaction is for joining(...)",
                "a joined store");
        return new Builder(store);
    }

    /**
     * {@return the ledger of one tenant; cheap, may be kept or asked for each time}
     *
     * @param tenant whose ledger it is
     */
    public TenantLedger tenant(TenantId tenant) {
        return new TenantLedger(workplace, tenant);
    }

    /**
     * {@return the ledger of one tenant; cheap, may be kept or asked for each time}
     *
     * @param tenant whose ledger it is, 1 to 50 characters
     * @throws io.sessionledger.InvalidInputException if the name is blank or too long
     */
    public TenantLedger tenant(String tenant) {
        return tenant(TenantId.of(tenant));
    }

    /**
     * The ledger inside a transaction of the host's: what it writes is committed, or rolled back, with the host's own rows. Listeners hear nothing of it; see {@link
     * #joining(JoinedStore, Consumer)}.
     *
     * <pre>{@code
     * ledger.joining(store.on(connection)).tenant("island").complete(sessionId);
     * }</pre>
     *
     * @param joined this ledger's store on the host's connection
     * @return the ledger, for as long as that transaction, no more thread-safe than its connection
     */
    public JoinedLedger joining(JoinedStore joined) {
        return new JoinedLedger(workplace.joining(joined, LedgerListener.NONE));
    }

    /**
     * The ledger inside a transaction of the host's, with listeners that hear of it once the host has committed.
     *
     * <pre>{@code
     * ledger.joining(store.on(connection), afterCommit::add).tenant("island").complete(sessionId);
     * connection.commit();
     * afterCommit.forEach(Runnable::run);
     * }</pre>
     *
     * @param joined this ledger's store on the host's connection
     * @param afterCommit takes what is to run once the transaction has been committed, in that order, and drops it if it is
     *     rolled back
     * @return the ledger, for as long as that transaction, no more thread-safe than its connection
     */
    public JoinedLedger joining(JoinedStore joined, Consumer<Runnable> afterCommit) {
        return new JoinedLedger(workplace.joining(joined, new DeferredListener(workplace.listener(), afterCommit)));
    }

    /** {@return what has to be done from time to time, so that nothing is left lying; always the same} */
    public Maintenance maintenance() {
        return maintenance;
    }

    /** Closes the store, which gives back what it opened itself. The host's DataSource stays open. */
    @Override
    public void close() {
        store.close();
    }

    /** Options of a {@link SessionLedger}. Not thread-safe. */
    public static final class Builder {

        private final LedgerStore store;
        private CreditPolicy policy = CreditPolicy.chargeAtCompletion();
        private boolean bestEffortRecording;
        private Clock clock = Clock.systemUTC();
        private LongSupplier nanoTime = System::nanoTime;
        private LedgerListener listener = LedgerListener.NONE;
        private ModelPrices prices = ModelPrices.NONE;
        private AlertChannel alertChannel = new LogAlertChannel();
        private MaintenanceTerms maintenance = MaintenanceTerms.DEFAULT;
        private Optional<Supplier<UUID>> ids = Optional.empty();

        private Builder(LedgerStore store) {
            this.store = store;
        }

        /**
         * Usual: says who is charged, when, and how much.
         *
         * @param policy {@link CreditPolicy#chargeAtCompletion()} unless stated
         * @return this builder
         */
        public Builder policy(CreditPolicy policy) {
            this.policy = policy;
            return this;
        }

        /**
         * Usual: hears of every verb, how long it took and what came of it, for metrics and caches.
         *
         * @param listener {@link LedgerListener#NONE} unless stated
         * @return this builder
         */
        public Builder listener(LedgerListener listener) {
            this.listener = listener;
            return this;
        }

        /**
         * Usual: what models cost. An analysis that states a model and tokens but no cost gets its cost from here when it is recorded, at the price in
         * force when it was made; a stated cost is always kept. What has no price stays unpriced, also if the prices fail: then a warning is logged, and
         * the analysis is recorded all the same.
         *
         * @param prices {@link ModelPrices#NONE} unless stated; a {@link PriceTable}, or the host's own
         * @return this builder
         */
        public Builder prices(ModelPrices prices) {
            this.prices = prices;
            return this;
        }

        /**
         * Usual: takes alerts to people, whenever {@link SessionLedger#maintenance()} runs.
         *
         * @param alertChannel a channel that writes warnings to the log unless stated
         * @return this builder
         */
        public Builder alertChannel(AlertChannel alertChannel) {
            this.alertChannel = alertChannel;
            return this;
        }

        /**
         * Usual: says when a session counts as left open and what becomes of it, and how far maintenance goes.
         *
         * @param terms {@link MaintenanceTerms#DEFAULT} unless stated
         * @return this builder
         */
        public Builder maintenance(MaintenanceTerms terms) {
            this.maintenance = terms;
            return this;
        }

        /**
         * Rare: prefers a lost log to a failed answer. Where the database fails, {@code record} and {@code recordAll} answer {@link RecordOutcome.Lost} instead of throwing
         * {@link io.sessionledger.store.LedgerStoreException}; one warning is logged and the listener hears of the outcome "lost". What is lost is missing
         * in the usage and in the bill, unless it is recorded again under its id. Every other verb throws as ever: a charge is never best effort.
         *
         * @return this builder
         * @see SessionUsageTracker#bestEffort what is lost exactly, and what still throws
         */
        public Builder bestEffortRecording() {
            this.bestEffortRecording = true;
            return this;
        }

        /**
         * Rare, for tests: says what time it is.
         *
         * @param clock the system's unless stated; times are cut to whole microseconds
         * @return this builder
         */
        public Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Rare, for tests: makes the ids that the host does not state.
         *
         * @param ids thread-safe; time-ordered UUIDs (version 7 of RFC 9562) unless stated
         * @return this builder
         */
        public Builder idGenerator(Supplier<UUID> ids) {
            this.ids = Optional.of(ids);
            return this;
        }

        /** For tests: what verbs are timed by. */
        Builder nanoTime(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
            return this;
        }

        /** {@return the ledger} */
        public SessionLedger build() {
            return new SessionLedger(this);
        }
    }
}
