package io.sessionledger.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sessionledger.InvalidInputException;
import io.sessionledger.jdbc.SqlName.Folding;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlNameTest {

    private final JdbcLedgerStore.Builder builder = JdbcLedgerStore.builder(new JdbcDataSource());

    @Test
    void a_name_is_folded_as_its_database_folds_it_unless_it_is_quoted() {
        assertThat(SqlName.of("schema", "Ledger").stored(Folding.LOWER)).isEqualTo("ledger");
        assertThat(SqlName.of("schema", "Ledger").stored(Folding.UPPER)).isEqualTo("LEDGER");
        assertThat(SqlName.of("schema", "\"My Ledger\"").stored(Folding.UPPER)).isEqualTo("My Ledger");
        assertThat(SqlName.of("schema", "order").quoted(Folding.LOWER)).isEqualTo("\"order\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "1st", "a.b", "x; drop table y", "\"", "\"\"", "\"a\"b\"", "l\u00e4ger"})
    void what_is_no_name_is_refused(String name) {
        assertThatThrownBy(() -> builder.schema(name))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schema")
                .hasMessageContaining("quotation marks");
        assertThatThrownBy(() -> builder.counselorsTable("counselors", name)).isInstanceOf(InvalidInputException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a.b.c", "sessions;", ".sessions", "app."})
    void what_is_no_table_is_refused(String name) {
        assertThatThrownBy(() -> builder.sessionsTable(name, "id")).isInstanceOf(InvalidInputException.class);
    }
}
