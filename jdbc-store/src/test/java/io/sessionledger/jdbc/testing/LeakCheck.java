package io.sessionledger.jdbc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Every connection that was borrowed must be back. */
final class LeakCheck implements AfterAllCallback {

    @Override
    public void afterAll(ExtensionContext context) {
        for (HikariDataSource pool : TestDatabase.pools()) {
            if (!pool.isClosed()) {
                assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                        .as("connections still borrowed from %s", pool)
                        .isZero();
            }
        }
    }
}
