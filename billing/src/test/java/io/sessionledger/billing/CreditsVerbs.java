package io.sessionledger.billing;

/** Whoever can do what {@link CreditsOperation operations} say: the ledger, and the model that it is compared with. */
interface CreditsVerbs {

    CreditsAnswer jump(CreditsOperation.Jump jump);

    CreditsAnswer grant(CreditsOperation.Grant grant);

    CreditsAnswer sweep(CreditsOperation.Sweep sweep);

    CreditsAnswer admit(CreditsOperation.Admit admit);

    CreditsAnswer work(CreditsOperation.Work work);

    CreditsAnswer complete(CreditsOperation.Complete complete);

    CreditsAnswer cancel(CreditsOperation.Cancel cancel);

    CreditsAnswer fail(CreditsOperation.Fail fail);

    CreditsAnswer refund(CreditsOperation.Refund refund);

    CreditsAnswer adjust(CreditsOperation.Adjust adjust);

    CreditsAnswer voidAt(CreditsOperation.VoidAt grant);

    CreditsAnswer limitOverdraft(CreditsOperation.LimitOverdraft limit);
}
