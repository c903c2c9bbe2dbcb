/** Real databases for tests, started once and shared; a tenant of its own keeps each test apart. */
package io.sessionledger.jdbc.testing;
