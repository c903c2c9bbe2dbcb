package io.sessionledger.credit;

/** Why credits are given. */
public enum GrantType {
    /** They were bought. */
    PURCHASE(TransactionType.PURCHASE),
    /** They win or keep somebody. */
    PROMOTION(TransactionType.PROMOTION),
    /** They make good. */
    COMPENSATION(TransactionType.COMPENSATION),
    /** They were brought along from another system. */
    OPENING_BALANCE(TransactionType.OPENING_BALANCE);

    private final TransactionType transactionType;

    GrantType(TransactionType transactionType) {
        this.transactionType = transactionType;
    }

    /** {@return how the ledger entry is typed} */
    public TransactionType transactionType() {
        return transactionType;
    }
}
