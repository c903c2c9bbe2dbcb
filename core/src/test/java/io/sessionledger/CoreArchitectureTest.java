package io.sessionledger;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Date;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class CoreArchitectureTest {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sessionledger");

    private static final Set<String> AMBIENT = Set.of(
            "java.lang.Math.random",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.util.Locale.getDefault",
            "java.util.UUID.randomUUID");

    @Test
    void the_core_needs_nothing_but_the_jdk_and_annotations() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "java..", "io.sessionledger..", "org.jspecify..", "com.google.errorprone.annotations..")
                .check(CORE);
    }

    @Test
    void the_core_does_no_io() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "java.net..", "java.nio.file..", "java.io..")
                .check(CORE);
    }

    @Test
    void packages_build_on_those_before_them_only() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .ensureAllClassesAreContainedInArchitecture()
                .layer("root")
                .definedBy("io.sessionledger")
                .layer("analysis")
                .definedBy("io.sessionledger.analysis..")
                .layer("session")
                .definedBy("io.sessionledger.session..")
                .layer("credit")
                .definedBy("io.sessionledger.credit..")
                .layer("report")
                .definedBy("io.sessionledger.report..")
                .layer("store")
                .definedBy("io.sessionledger.store..")
                .layer("event")
                .definedBy("io.sessionledger.event..")
                .whereLayer("analysis")
                .mayOnlyBeAccessedByLayers("session", "credit", "report", "store", "event")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("credit", "report", "store", "event")
                .whereLayer("credit")
                .mayOnlyBeAccessedByLayers("report", "store", "event")
                .whereLayer("report")
                .mayOnlyBeAccessedByLayers("store", "event")
                .whereLayer("store")
                .mayOnlyBeAccessedByLayers("event")
                .whereLayer("event")
                .mayNotBeAccessedByAnyLayer()
                .check(CORE);
    }

    @Test
    void packages_form_no_circle() {
        slices().matching("(**)").should().beFreeOfCycles().check(CORE);
    }

    @Test
    void nothing_asks_a_clock_or_chance_it_was_not_given() {
        noClasses()
                .should()
                .accessTargetWhere(DescribedPredicate.describe(
                        "the time, the place or a random value is taken from", CoreArchitectureTest::isAmbient))
                .check(CORE);
    }

    @Test
    void every_package_is_checked_for_nulls() {
        JavaPackage root = CORE.getPackage("io.sessionledger");

        assertThat(root.getSubpackagesInTree()).isNotEmpty();
        assertThat(root.getSubpackagesInTree()).allMatch(p -> p.isAnnotatedWith(NullMarked.class));
        assertThat(root.isAnnotatedWith(NullMarked.class)).isTrue();
    }

    /** What would make an outcome depend on more than what was handed in. */
    private static boolean isAmbient(JavaAccess<?> access) {
        JavaClass owner = access.getTargetOwner();
        String name = access.getName();
        return (owner.getPackageName().equals("java.time") && (name.equals("now") || name.startsWith("system")))
                || owner.isAssignableTo(Date.class)
                || owner.isAssignableTo(Random.class)
                || AMBIENT.contains(owner.getName() + "." + name);
    }
}
