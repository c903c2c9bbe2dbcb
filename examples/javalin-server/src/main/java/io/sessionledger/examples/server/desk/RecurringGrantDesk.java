package io.sessionledger.examples.server.desk;

import io.sessionledger.CounselorId;
import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.billing.TenantCredits;
import io.sessionledger.credit.GrantCredits;
import io.sessionledger.credit.RecurringGrant;
import io.sessionledger.credit.RepeatGrant;
import io.sessionledger.examples.server.host.HostDatabase;
import io.sessionledger.examples.server.host.HostTransaction;
import io.sessionledger.examples.server.host.RequestKey;
import io.sessionledger.examples.server.security.Caller;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** Sets up credits that come again and again, and ends that. */
public final class RecurringGrantDesk {

    private final HostDatabase database;
    private final OnceOnly onceOnly;
    private final Clock clock;

    RecurringGrantDesk(HostDatabase database, OnceOnly onceOnly, Clock clock) {
        this.database = database;
        this.onceOnly = onceOnly;
        this.clock = clock;
    }

    /**
     * {@return one page of a counselor's recurring grants, the latest set up first}
     *
     * @param caller who asks
     * @param counselor whose
     * @param page how many, after which
     */
    public Page<StandingGrant> list(Caller caller, CounselorId counselor, PageRequest page) {
        var unused =
                database.transaction(caller.tenant(), transaction -> Access.counselor(transaction, caller, counselor));
        TenantCredits credits = database.ledger(caller.tenant()).credits();
        Page<RecurringGrant> grants = credits.recurringGrants(counselor, page);
        return new Page<>(
                grants.items().stream().map(grant -> standing(credits, grant)).toList(), grants.nextCursor());
    }

    /**
     * {@return a counselor's recurring grant}
     *
     * @param caller who asks
     * @param counselor whose
     * @param id which
     */
    public StandingGrant find(Caller caller, CounselorId counselor, RecurringGrantId id) {
        RecurringGrant grant =
                database.transaction(caller.tenant(), transaction -> find(transaction, caller, counselor, id));
        return standing(database.ledger(caller.tenant()).credits(), grant);
    }

    private StandingGrant standing(TenantCredits credits, RecurringGrant grant) {
        return StandingGrant.at(clock.instant(), grant, credits.currentPeriod(grant.id()));
    }

    private static RecurringGrant find(
            HostTransaction transaction, Caller caller, CounselorId counselor, RecurringGrantId id) {
        var unused = Access.counselor(transaction, caller, counselor);
        return transaction
                .ledger()
                .credits()
                .findRecurringGrant(id)
                .filter(grant -> grant.counselorId().equals(counselor))
                .orElseThrow(() -> new NotFoundException("recurring grant", id));
    }

    /**
     * Sets up credits that come again and again.
     *
     * @param caller who does it
     * @param counselor who gets them
     * @param grant how many, how often, from when on
     * @param key if it came with one
     * @return the recurring grant
     */
    public StandingGrant setUp(
            Caller caller, CounselorId counselor, NewRecurringGrant grant, Optional<RequestKey> key) {
        Known known = onceOnly.once(caller.tenant(), key, Known.class, transaction -> {
            var unused = Access.counselor(transaction, caller, counselor);
            RepeatGrant request = new RepeatGrant(
                    counselor,
                    grant.amount(),
                    grant.type(),
                    grant.rhythm(),
                    grant.firstDay(),
                    grant.zone(),
                    grant.carriesOver(),
                    grant.priority().orElse(GrantCredits.DEFAULT_PRIORITY),
                    grant.reason(),
                    CreditDesk.ledgerKey(key),
                    caller.actor());
            return Known.of(transaction.ledger().credits().repeat(request).grant());
        });
        return find(caller, counselor, known.id());
    }

    /**
     * Ends a recurring grant, which may be repeated: the period under way stays, no other comes.
     *
     * @param caller who does it
     * @param counselor whose it is
     * @param id which
     * @param key if it came with one
     * @return the recurring grant
     */
    public StandingGrant end(Caller caller, CounselorId counselor, RecurringGrantId id, Optional<RequestKey> key) {
        Known known = onceOnly.once(caller.tenant(), key, Known.class, transaction -> {
            var unused = find(transaction, caller, counselor, id);
            return Known.of(transaction.ledger().credits().endRecurringGrant(id).grant());
        });
        return find(caller, counselor, known.id());
    }

    /** What is kept of a request: all else is the recurring grant's own row. */
    record Known(UUID recurringGrantId) {

        static Known of(RecurringGrant grant) {
            return new Known(grant.id().value());
        }

        RecurringGrantId id() {
            return RecurringGrantId.of(recurringGrantId);
        }
    }
}
