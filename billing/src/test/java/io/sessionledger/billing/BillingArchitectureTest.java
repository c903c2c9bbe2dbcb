package io.sessionledger.billing;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The borders of this module: a workflow on ports, without SQL, without statics that hide time or chance. */
class BillingArchitectureTest {

    private static final JavaClasses BILLING = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.sessionledger.billing");

    @Test
    void there_are_classes_to_check_and_no_tests_among_them() {
        assertThat(BILLING.contain(SessionLedger.class)).isTrue();
        assertThat(BILLING.contain(BillingArchitectureTest.class)).isFalse();
    }

    @Test
    void billing_knows_neither_sql_nor_how_things_are_stored() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..",
                        "javax.sql..",
                        "org.jdbi..",
                        "org.flywaydb..",
                        "org.h2..",
                        "org.postgresql..",
                        "io.sessionledger.jdbc..")
                .check(BILLING);
    }

    /** Price files are all the JSON there is, and hosts have a Jackson of their own: the parser alone is the least that can disagree with it. */
    @Test
    void json_is_read_in_one_place_and_with_the_streaming_parser_alone() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(JsonValue.class.getName())
                .and()
                .doNotHaveFullyQualifiedName(JsonValue.Parsing.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson..", "tools.jackson..")
                .check(BILLING);
    }

    @Test
    void billing_depends_on_the_core_a_logging_facade_and_a_json_parser_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.sessionledger",
                        "io.sessionledger.analysis",
                        "io.sessionledger.billing",
                        "io.sessionledger.credit",
                        "io.sessionledger.event",
                        "io.sessionledger.report",
                        "io.sessionledger.session",
                        "io.sessionledger.store",
                        "com.fasterxml.jackson.core",
                        "org.slf4j",
                        "org.jspecify.annotations",
                        "java..")
                .check(BILLING);
    }

    @Test
    void time_comes_from_the_clock_alone() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
                .orShould()
                .accessTargetWhere(JavaAccess.Predicates.target(owner(nameMatching("java\\.lang\\.System")))
                        .and(JavaAccess.Predicates.target(name("currentTimeMillis"))))
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date")
                .check(BILLING);
    }

    @Test
    void only_the_builder_chooses_the_systems_clocks() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SessionLedger.Builder.class.getName())
                .should()
                .callMethodWhere(
                        target(owner(nameMatching("java\\.time\\.Clock"))).and(target(nameMatching("system.*|tick.*"))))
                .orShould()
                .accessTargetWhere(JavaAccess.Predicates.target(owner(nameMatching("java\\.lang\\.System")))
                        .and(JavaAccess.Predicates.target(name("nanoTime"))))
                .check(BILLING);
    }

    @Test
    void ids_come_from_the_generator_alone() {
        noClasses().should().callMethod(UUID.class, "randomUUID").check(BILLING);
    }

    @Test
    void at_most_forty_five_percent_of_the_types_are_public() {
        List<JavaClass> topLevel = BILLING.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
        long open = topLevel.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertThat(topLevel).hasSizeGreaterThan(5);
        assertThat(open * 100.0 / topLevel.size()).isLessThanOrEqualTo(45);
    }
}
