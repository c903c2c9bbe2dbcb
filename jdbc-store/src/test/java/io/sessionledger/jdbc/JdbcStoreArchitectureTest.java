package io.sessionledger.jdbc;

import static com.tngtech.archunit.core.domain.JavaModifier.PUBLIC;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdbcStoreArchitectureTest {

    private static final JavaClasses STORE = new ClassFileImporter()
            .importUrl(
                    JdbcLedgerStore.class.getProtectionDomain().getCodeSource().getLocation())
            .that(DescribedPredicate.describe(
                    "of the store", type -> type.getPackageName().equals("io.sessionledger.jdbc")));

    @Test
    void the_store_does_not_know_the_billing() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sessionledger.billing..")
                .check(STORE);
    }

    @Test
    void the_store_depends_on_the_core_and_on_few_frameworks() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..",
                        "javax.sql",
                        "io.sessionledger",
                        "io.sessionledger.analysis",
                        "io.sessionledger.session",
                        "io.sessionledger.credit",
                        "io.sessionledger.report",
                        "io.sessionledger.store",
                        "io.sessionledger.jdbc",
                        "org.jdbi.v3.core..",
                        "org.flywaydb.core..",
                        "com.fasterxml.jackson.core",
                        "com.fasterxml.jackson.databind..",
                        "org.slf4j",
                        "org.jspecify.annotations",
                        "com.google.errorprone.annotations",
                        "org.h2..",
                        "org.postgresql..")
                .check(STORE);
    }

    /** The driver is the host's, and a host on H2 has none. */
    @Test
    void the_driver_is_touched_only_where_history_is_copied() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(PastLogCopy.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.postgresql..")
                .check(STORE);
    }

    @Test
    void h2_is_touched_only_where_hosts_on_postgresql_never_come() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(CreditLogsAppendOnlyTrigger.class, InMemoryDatabase.class)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.h2..")
                .check(STORE);
    }

    @Test
    void the_time_comes_from_the_caller() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(STORE);
    }

    @Test
    void few_types_are_public() {
        List<JavaClass> types = STORE.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();

        assertThat(types).hasSizeGreaterThan(10);
        assertThat(types.stream()
                        .filter(type -> type.getModifiers().contains(PUBLIC))
                        .count())
                .isLessThanOrEqualTo(types.size() * 45L / 100);
    }
}
