package io.sessionledger.billing;

import io.sessionledger.RateId;
import io.sessionledger.TenantId;
import io.sessionledger.credit.CreditRate;
import io.sessionledger.credit.CreditTerms.ChargeTime;
import io.sessionledger.credit.UnpricedUsageException;
import io.sessionledger.session.RecordOutcome;
import io.sessionledger.session.RecordOutcome.Duplicate;
import io.sessionledger.session.RecordOutcome.Recorded;
import io.sessionledger.session.SessionUsage;
import io.sessionledger.store.SessionBill;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charges a session as it goes, where its counselor's terms say so: after a record, what it is charged is raised to what is due by then. That is a step of its own: one
 * that is lost, with the process or the database, is made up by the next record, by a repeat of the same one, or by the completion. In a host's transaction
 * record and charge are one: there what fails leaves neither.
 */
record RunningCharge(Workplace workplace, TenantId tenant) {

    private static final Logger LOG = LoggerFactory.getLogger(RunningCharge.class);

    /** Records, and answers with the usage as it is after the charge. */
    RecordOutcome record(Supplier<RecordOutcome> step) {
        return workplace.atomically(() -> after(step.get()));
    }

    /** Records where the store does so in its own time, and charges on the executor. Not for a host's transaction. */
    CompletionStage<RecordOutcome> record(CompletionStage<RecordOutcome> step, Executor executor) {
        return step.thenApplyAsync(this::after, executor);
    }

    /** Records several, and answers each with the usage as it is after the charge. */
    List<RecordOutcome> recordAll(Supplier<List<RecordOutcome>> step) {
        return workplace.atomically(() -> {
            List<RecordOutcome> outcomes = step.get();
            if (outcomes.isEmpty()) {
                return outcomes;
            }
            RecordOutcome last = after(outcomes.get(outcomes.size() - 1));
            return last.lost()
                    ? outcomes
                    : outcomes.stream()
                            .map(outcome -> outcome.withUsage(last.usage()))
                            .toList();
        });
    }

    private RecordOutcome after(RecordOutcome outcome) {
        return outcome instanceof Recorded || outcome instanceof Duplicate
                ? raised(outcome.usage()).map(outcome::withUsage).orElse(outcome)
                : outcome;
    }

    /** Empty if nothing was charged. What is recorded by now is committed, and must not look as if it were not. */
    private Optional<SessionUsage> raised(SessionUsage usage) {
        if (workplace.isJoined()) {
            return raise(usage);
        }
        try {
            return raise(usage);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Session {} could not be charged as it went; its next record or its completion makes up for it.",
                    usage.sessionId(),
                    e);
            return Optional.empty();
        }
    }

    private Optional<SessionUsage> raise(SessionUsage usage) {
        RateId rateId = usage.rateId();
        if (usage.status().ended()
                || rateId == null
                || workplace.policy().termsFor(tenant, usage.counselorId()).chargeTime() != ChargeTime.PER_ANALYSIS) {
            return Optional.empty();
        }
        return workplace
                .rates()
                .find(workplace.store().rates(), tenant, rateId)
                .flatMap(rate -> due(usage, rate))
                .flatMap(due -> workplace
                        .store()
                        .sessions()
                        .raise(tenant, usage.sessionId(), due.raising(workplace, workplace.now())))
                .map(SessionBill::usage);
    }

    /** Empty if all of it was charged, or if its price is not known: then the completion says so. */
    private Optional<DueCharge> due(SessionUsage usage, CreditRate rate) {
        try {
            DueCharge due = DueCharge.of(workplace, usage, rate);
            return due.missing().isNegative() || due.missing().isZero() ? Optional.empty() : Optional.of(due);
        } catch (UnpricedUsageException e) {
            return Optional.empty();
        }
    }
}
