package io.sessionledger.credit;

/**
 * What a grant did.
 *
 * @param entry its ledger entry
 * @param account the account afterwards
 * @param replayed whether the key had been used before, for the same grant, so that nothing changed
 */
public record GrantReceipt(CreditLog entry, CreditAccount account, boolean replayed) {}
