package io.sessionledger.jdbc;

/** What a store does about its tables when it is built. */
public enum SchemaMode {
    /** Creates or upgrades them. Safe to run from several instances at once, and again. */
    MIGRATE,
    /** Looks, changes nothing, and refuses to start if they are missing, outdated or altered. The default. */
    VALIDATE
}
