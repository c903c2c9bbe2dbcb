package io.sessionledger.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.sessionledger.SessionId;
import io.sessionledger.backfill.EveryColumn.Column;
import java.util.Collections;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** An array is read in pieces, and written in several transactions. */
@EveryColumn
class LongArrayTest {

    private final Column column;
    private final HostTable host;

    LongArrayTest(Column column) {
        this.column = column;
        this.host = column.table();
    }

    @Test
    void an_array_of_fifty_thousand_entries_comes_in_whole() {
        // H2's JSON holds a megabyte
        int entries = column.type().equals("json") && !column.database().isPostgres() ? 5_500 : 50_000;
        StringBuilder array = new StringBuilder("[");
        for (int i = 0; i < entries; i++) {
            array.append(i == 0 ? "" : ",")
                    .append("{\"analyzed_at\": ")
                    .append(1_700_000_000L + i)
                    .append(", \"safety_level\": \"green\", \"severity\": 1, \"display_text\": \"\ud83d\ude42 ")
                    .append(i)
                    .append("\", \"duration_seconds\": 3, \"prompt_tokens\": 10, \"completion_tokens\": 1}");
        }
        SessionId session = host.add(array.append("]").toString());

        BackfillReport report = host.run();
        BackfillReport again = host.run();

        assertThat(report.odd()).isEmpty();
        assertThat(report.written()).isEqualTo(entries);
        assertThat(report.sessionsTaken()).isEqualTo(1);
        assertThat(again.alreadyThere()).isEqualTo(entries);
        assertThat(again.addsUp()).isTrue();
        assertThat(host.usage(session).counted().analysisCount()).isEqualTo(entries);
        assertThat(host.usage(session).counted().duration().toSeconds()).isEqualTo(3L * entries);
        assertThat(host.rows(
                        "select min(display_text), count(distinct display_text) from session_analysis_logs where tenant_id = '"
                                + host.tenant + "'"))
                .isEqualTo("\ud83d\ude42 0|" + entries + "|\n");
    }

    /** A row carries the number of the transaction that wrote it. */
    @Test
    void no_transaction_writes_more_than_a_batch() {
        Assumptions.assumeTrue(column == Column.POSTGRESQL_JSONB);
        String entry = "{\"analyzed_at\": 1700000000, \"safety_level\": \"green\", \"severity\": 1}";
        var unusedSession = host.add("[" + String.join(",", Collections.nCopies(12_000, entry)) + "]");
        for (int i = 0; i < 300; i++) {
            var unused = host.add("[" + String.join(",", Collections.nCopies(30, entry)) + "]");
        }

        BackfillReport report = host.run();

        assertThat(report.written()).isEqualTo(21_000);
        assertThat(host.rows(
                        "select max(n) <= 5000 from (select count(*) as n from session_analysis_logs where tenant_id = '"
                                + host.tenant + "' group by xmin) x"))
                .isEqualTo("t|\n");
    }
}
