package io.sessionledger.backfill;

import io.sessionledger.jdbc.testing.TestDatabase;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs a test class once for each kind of column in which hosts have their entries. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedClass(name = "{0}")
@EnumSource
@interface EveryColumn {

    /** A kind of column on a database. */
    enum Column {
        POSTGRESQL_JSONB(TestDatabase.POSTGRESQL, "jsonb"),
        POSTGRESQL_JSON(TestDatabase.POSTGRESQL, "json"),
        POSTGRESQL_TEXT(TestDatabase.POSTGRESQL, "text"),
        H2_JSON(TestDatabase.H2, "json"),
        H2_TEXT(TestDatabase.H2, "text"),
        H2_IN_POSTGRESQL_MODE_JSON(TestDatabase.H2_IN_POSTGRESQL_MODE, "json");

        private final TestDatabase database;
        private final String type;

        Column(TestDatabase database, String type) {
            this.database = database;
            this.type = type;
        }

        HostTable table() {
            return HostTable.on(database, type);
        }

        TestDatabase database() {
            return database;
        }

        String type() {
            return type;
        }

        /** Whether the database leaves the text of a JSON value as it is, odd characters included. */
        boolean keepsText() {
            return database.isPostgres() ? !type.equals("jsonb") : type.equals("text");
        }
    }
}
