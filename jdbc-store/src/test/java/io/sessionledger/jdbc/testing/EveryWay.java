package io.sessionledger.jdbc.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Runs a test class once on each database in each way but the plainest, which those with an odd zone contain, and fails it if it
 * leaves a connection borrowed.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource(mode = Mode.MATCH_ANY, names = ".*(_OFF|_ZONE|_JOINING|_BATCHED)$")
@ExtendWith(LeakCheck.class)
public @interface EveryWay {}
