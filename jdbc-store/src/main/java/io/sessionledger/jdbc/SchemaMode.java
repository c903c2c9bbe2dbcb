package io.sessionledger.jdbc;

/** What a store does about its tables when it is built. */
public enum SchemaMode {
    /** Creates or upgrades them. Safe to run from several instances at once, and again. */
    MIGRATE,
    /**
     * Changes nothing, and refuses to start unless the ledger's own migrations were applied up to this version. It reads their
     * history, not the tables. The default.
     */
    VALIDATE
}
