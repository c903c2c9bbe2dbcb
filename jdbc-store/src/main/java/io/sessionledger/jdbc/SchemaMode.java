package io.sessionledger.jdbc;

/**
 * What a store does about its tables when it is built. Hosts whose own tooling brings all tables take the script from {@link
 * JdbcLedgerStore.Builder#ddl()} and leave the mode at {@link #VALIDATE}.
 */
public enum SchemaMode {
    /**
     * Creates or upgrades them, and adds the foreign keys to the host's tables that were asked for. Safe to run from several instances at
     * once, and again. Creates the schema if there is none.
     */
    MIGRATE,
    /**
     * Changes nothing, and refuses to start unless the tables are of this release's version with all their columns, whoever brought
     * them. The default.
     */
    VALIDATE
}
