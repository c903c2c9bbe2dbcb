package io.sessionledger.backfill;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sessionledger.SessionLedgerException;
import io.sessionledger.jdbc.JdbcLedgerStore;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The borders of this module: it reads a host's table by plain JDBC, and writes through the store alone. */
class BackfillArchitectureTest {

    private static final JavaClasses BACKFILL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("io.sessionledger.backfill");

    @Test
    void there_are_classes_to_check_and_no_tests_among_them() {
        assertThat(BACKFILL.contain(Backfill.class)).isTrue();
        assertThat(BACKFILL.contain(BackfillArchitectureTest.class)).isFalse();
    }

    @Test
    void it_depends_on_the_core_the_store_a_json_parser_and_a_pool_alone() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.sessionledger",
                        "io.sessionledger.analysis",
                        "io.sessionledger.backfill",
                        "io.sessionledger.jdbc",
                        "io.sessionledger.store",
                        "com.fasterxml.jackson..",
                        "com.zaxxer.hikari..",
                        "org.jspecify.annotations",
                        "java..",
                        "javax.sql")
                .check(BACKFILL);
    }

    /** A host that calls the backfill brings a DataSource of its own. */
    @Test
    void only_the_command_makes_connections() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(BackfillCommand.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.zaxxer.hikari..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.sql.DriverManager")
                .check(BACKFILL);
    }

    /** Whatever reads the host's table could write to it, too. */
    @Test
    void the_writer_knows_no_sql_and_the_reader_no_ledger() {
        noClasses()
                .that()
                .haveFullyQualifiedName(BatchWriter.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql", "javax.sql")
                .check(BACKFILL);
        noClasses()
                .that()
                .haveFullyQualifiedName(SourceReader.class.getName())
                .should()
                .dependOnClassesThat()
                .areAssignableTo(JdbcLedgerStore.class)
                .check(BACKFILL);
    }

    /** Two runs must make the same of the same table. */
    @Test
    void neither_time_nor_chance_decides() {
        noClasses()
                .should()
                .callMethodWhere(target(owner(resideInAPackage("java.time.."))).and(target(name("now"))))
                .orShould()
                .callMethodWhere(
                        target(owner(nameMatching("java\\.lang\\.System"))).and(target(name("currentTimeMillis"))))
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Random")
                .check(BACKFILL);
    }

    @Test
    void what_it_throws_is_of_the_ledgers_family() {
        classes()
                .that()
                .areAssignableTo(Exception.class)
                .should()
                .beAssignableTo(SessionLedgerException.class)
                .check(BACKFILL);
    }

    @Test
    void at_most_forty_five_percent_of_the_types_are_public() {
        List<JavaClass> topLevel = BACKFILL.stream()
                .filter(type -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
                .toList();
        long open = topLevel.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .count();
        assertThat(topLevel).hasSizeGreaterThan(5);
        assertThat(open * 100.0 / topLevel.size()).isLessThanOrEqualTo(45);
    }
}
