package io.sessionledger.jdbc.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs a test class once on each {@link TestDatabase}, and fails it if it leaves a connection borrowed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(TestDatabase.class)
@ExtendWith(EveryDatabase.LeakCheck.class)
public @interface EveryDatabase {

    /** Every connection that was borrowed must be back. */
    final class LeakCheck implements AfterAllCallback {

        @Override
        public void afterAll(ExtensionContext context) {
            for (TestDatabase database : TestDatabase.values()) {
                if (database.isOpen()) {
                    assertThat(database.pool().getHikariPoolMXBean().getActiveConnections())
                            .as("connections still borrowed from %s", database)
                            .isZero();
                }
            }
        }
    }
}
