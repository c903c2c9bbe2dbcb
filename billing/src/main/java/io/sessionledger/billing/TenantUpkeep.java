package io.sessionledger.billing;

import io.sessionledger.Page;
import io.sessionledger.PageRequest;
import io.sessionledger.RecurringGrantId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.billing.MaintenanceTerms.LeftOpen;
import io.sessionledger.credit.AccountSweep;
import io.sessionledger.event.LedgerEvent;
import io.sessionledger.event.Verb;
import io.sessionledger.session.SessionStatus;
import io.sessionledger.store.RecurringGrants;
import io.sessionledger.store.SessionBill;
import io.sessionledger.store.SessionUsageTracker.SettledBill;
import io.sessionledger.store.SettlementPlan;
import io.sessionledger.store.SilentSession;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What maintenance does for one tenant, deliveries apart: each thing in a transaction of its own that decides for itself whether it is still to be done. */
record TenantUpkeep(
        Workplace workplace, MaintenanceTerms terms, Rounds rounds, TenantId tenant, MaintenanceTally tally) {

    /** First, so that the accounts are swept with what comes. */
    void grantWhatRecurs() {
        for (RecurringGrantId id : round(
                "recurring grants",
                page -> workplace.store().recurringGrants().listDue(tenant, workplace.now(), page))) {
            tally.attempt("grant what is due of recurring grant " + id, () -> {
                int granted = workplace.store().recurringGrants().advance(tenant, id, workplace.now());
                tally.grantedPeriods += granted;
                tally.more |= granted == RecurringGrants.MOST_PERIODS;
            });
        }
    }

    void sweepAccounts() {
        for (var counselor :
                round("accounts", page -> workplace.store().due().listAccounts(tenant, workplace.now(), page))) {
            tally.attempt("sweep account " + counselor, () -> {
                AccountSweep swept = new TenantCredits(workplace, tenant).sweep(counselor);
                tally.accounts = tally.accounts.plus(swept);
            });
        }
    }

    void endSessionsLeftOpen() {
        if (terms.leftOpen() == LeftOpen.KEEP) {
            return;
        }
        Instant silentSince = workplace.now().minus(terms.leftOpenAfter());
        for (SilentSession silent : round(
                "silent sessions", page -> workplace.store().due().listSilentSessions(tenant, silentSince, page))) {
            tally.attempt("end session " + silent.sessionId(), () -> end(silent));
        }
    }

    /** Whoever records, completes or ends it otherwise has raised its revision, and comes first. */
    private void end(SilentSession silent) {
        boolean completes = terms.leftOpen() == LeftOpen.COMPLETE;
        SettlementDecision decision = SettlementDecision.ofLeftOpen(workplace, tenant, silent.lastSignAt());
        boolean ended = settle(
                completes ? Verb.COMPLETE : Verb.FAIL,
                silent.sessionId(),
                bill -> bill.usage().revision() != silent.revision()
                        ? Optional.empty()
                        : completes ? decision.complete(bill) : decision.drop(bill, SessionStatus.FAILED));
        if (ended && completes) {
            tally.completedSessions++;
        } else if (ended) {
            tally.failedSessions++;
        }
    }

    /** Those that still cannot be rated are left as they are, without a word. */
    void settleWhatWaited() {
        for (var usage :
                round("unsettled sessions", page -> workplace.store().usage().listUnsettled(tenant, page))) {
            SettlementDecision decision = new SettlementDecision(workplace, tenant);
            tally.attempt("settle session " + usage.sessionId(), () -> {
                if (settle(Verb.SETTLE, usage.sessionId(), decision::settle)) {
                    tally.settledSessions++;
                }
            });
        }
    }

    /** Listeners hear of what has changed something, as if somebody had asked for it. */
    private boolean settle(Verb verb, SessionId sessionId, Function<SessionBill, Optional<SettlementPlan>> decision) {
        Optional<SettledBill> settled = workplace.performIfAny(
                () -> Optional.of(workplace.store().sessions().end(tenant, sessionId, decision, workplace.now()))
                        .filter(SettledBill::changed),
                (took, bill) -> new LedgerEvent.Settled(
                        tenant,
                        verb,
                        took,
                        Settlements.of(
                                bill,
                                workplace
                                        .policy()
                                        .termsFor(tenant, bill.bill().usage().counselorId())
                                        .charges())));
        return settled.isPresent();
    }

    private <T> List<T> round(String list, Function<PageRequest, Page<T>> pages) {
        List<T> items = rounds.next(tenant, list, terms.limit(), pages);
        tally.more |= items.size() == terms.limit();
        return items;
    }
}
