package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log with everything turned on that the configuration leaves open. */
class LogTest {

    private static final String SAYING = "I dreamt of a capybara again";

    @Test
    void neither_tokens_nor_what_was_said_are_logged_when_the_root_is_turned_up() {
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        try (TestServer server = TestServer.on(ServerDatabase.POSTGRESQL)) {
            root.setLevel(Level.TRACE);
            root.addAppender(log);
            TestTenant tenant = server.newTenant();
            String session = tenant.start(tenant.newCounselor());
            assertThat(tenant.analyze(session, SAYING, "minute-1").status()).isEqualTo(200);
            assertThat(tenant.analyze(session, "break " + SAYING).status()).isEqualTo(500);
            assertThat(tenant.complete(session).status()).isEqualTo(200);
            root.detachAppender(log);

            List<String> lines = log.list.stream().map(LogTest::written).toList();
            assertThat(lines).isNotEmpty().noneMatch(line -> line.contains("capybara"));
            assertThat(lines)
                    .noneMatch(line -> server.tokens().stream().anyMatch(token -> line.contains(token.token())));
        } finally {
            root.detachAppender(log);
            root.setLevel(before);
        }
    }

    /** As the pattern writes it, stack trace and all. */
    private static String written(ILoggingEvent event) {
        return event.getFormattedMessage() + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
    }
}
