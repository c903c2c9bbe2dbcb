package io.sessionledger.examples.springboot;

import io.sessionledger.billing.SessionLedger;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.jdbc.SchemaMode;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** A host with a table of sessions and a pool of its own, to which the ledger is two beans. */
@SpringBootApplication
class CounsellingHost {

    public static void main(String[] arguments) {
        SpringApplication.run(CounsellingHost.class, arguments);
    }

    @Bean(destroyMethod = "") // the ledger closes it
    JdbcLedgerStore ledgerStore(DataSource dataSource) {
        return JdbcLedgerStore.builder(dataSource)
                .schema("ledger")
                .schemaMode(SchemaMode.MIGRATE)
                .build();
    }

    @Bean
    SessionLedger ledger(JdbcLedgerStore store) {
        return SessionLedger.builder(store).build();
    }
}
