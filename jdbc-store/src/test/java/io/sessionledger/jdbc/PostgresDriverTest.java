package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.sessionledger.credit.CreditLog;
import io.sessionledger.jdbc.testing.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hosts set PostgreSQL's driver up for needs of their own. */
class PostgresDriverTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"preferQueryMode=simple", "stringtype=unspecified", "prepareThreshold=0", "autosave=always"})
    void every_verb_works_whatever_the_driver_is_told(String setting) {
        TestDatabase database = TestDatabase.POSTGRESQL;
        String url = database.pool().getJdbcUrl() + "&" + setting;

        StoreFixture fixture = new StoreFixture(
                JdbcLedgerStore.builder(OwnDatabase.unpooled(url)).build());

        EveryVerb.assertSeenBy(database.store(), fixture);
    }

    /** Without types for texts the driver splits a string of statements, which lets the locks go before the work. */
    @Test
    void charges_wait_for_each_other_where_the_driver_does_not_type_texts() throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(TestDatabase.POSTGRESQL.pool().getJdbcUrl() + "&stringtype=unspecified");
        config.setMaximumPoolSize(8);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            StoreFixture fixture =
                    new StoreFixture(JdbcLedgerStore.builder(pool).build());
            fixture.published("standard", StoreFixture.NOON.minusSeconds(1));

            AtOnce.call(8, thread -> {
                for (int i = 0; i < 25; i++) {
                    fixture.charged(fixture.started(), 1);
                }
                return thread;
            });

            assertThat(StoreFixture.walk(
                            page -> fixture.store.credits().list(fixture.tenant, fixture.counselor, page), 100))
                    .extracting(CreditLog::entryNo)
                    .hasSize(200)
                    .startsWith(200L)
                    .endsWith(1L)
                    .doesNotHaveDuplicates();
        }
    }
}
