package io.sessionledger.jdbc.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs a test class once on each database, in the plainest way and with every record in a batch, and fails it if it leaves a connection borrowed. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"H2", "H2_IN_POSTGRESQL_MODE", "POSTGRESQL", "POSTGRESQL_BATCHED"})
@ExtendWith(LeakCheck.class)
public @interface EveryDatabase {}
