/** The ports of the core on JDBI and Flyway, for PostgreSQL and H2. Hosts need {@link JdbcLedgerStore} alone. */
@NullMarked
package io.sessionledger.jdbc;

import org.jspecify.annotations.NullMarked;
