package io.sessionledger.examples.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What is logged of a failure that nobody foresaw. */
class UnforeseenTest {

    @Test
    void classes_and_places_are_logged_and_messages_are_not() {
        Exception failure = new IllegalStateException(
                "could not store 'what was said'", new SQLException("Failing row contains (what was said)"));
        StringWriter log = new StringWriter();

        Unforeseen.withoutMessages(failure).printStackTrace(new PrintWriter(log));

        assertThat(log.toString())
                .contains("java.lang.IllegalStateException")
                .contains("java.sql.SQLException")
                .contains("UnforeseenTest.classes_and_places_are_logged")
                .doesNotContain("what was said");
    }
}
