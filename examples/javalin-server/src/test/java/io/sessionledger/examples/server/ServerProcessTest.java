package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real process: how it starts, what it prints, and how it ends. */
class ServerProcessTest {

    private static final String TOKEN = "a-token-for-tests-alone";
    private static final String SAYING = "昨天我跟室友聊到水豚";

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource({
        "LEDGER_PORT, seventy, a whole number from 0 to 65535",
        "LEDGER_TOKENS, secretsecret, entry 1: must be token=tenant:role",
        "LEDGER_JDBC_URL, jdbc:mysql://127.0.0.1/x, must begin with jdbc:postgresql: or jdbc:h2:",
        "LEDGER_JDBC_URL, jdbc:postgresql://me:secretsecret@127.0.0.1:port/x, its driver cannot read it",
        "LEDGER_JDBC_URL, jdbc:postgresql://127.0.0.1:1/x, the database cannot be reached"
    })
    void a_wrong_setting_is_named_and_ends_the_process(String variable, String value, String expectation)
            throws Exception {
        try (ServerProcess server = ServerProcess.launch(folder, Map.of(variable, value))) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.output())
                    .contains(variable)
                    .contains(expectation)
                    .doesNotContain("secretsecret")
                    .doesNotContain("at io.");
        }
    }

    @Test
    void a_port_that_is_taken_is_named() throws Exception {
        try (ServerSocket taken = new ServerSocket();
                ServerProcess server = launchOn(taken)) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.output()).contains("LEDGER_PORT");
        }
    }

    private ServerProcess launchOn(ServerSocket taken) throws Exception {
        taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return ServerProcess.launch(folder, environment("LEDGER_PORT", Integer.toString(taken.getLocalPort())));
    }

    @Test
    void without_tokens_random_ones_are_printed_once_and_open_the_server() throws Exception {
        Map<String, String> environment = environment();
        environment.remove("LEDGER_TOKENS");
        try (ServerProcess server = ServerProcess.launch(folder, environment)) {
            int port = server.awaitPort();
            Matcher admin = Pattern.compile("island +admin +(\\S+)").matcher(server.output());
            assertThat(admin.find()).isTrue();

            assertThat(new Api(port, Optional.of(admin.group(1)))
                            .get("/api/v1/counselors")
                            .status())
                    .isEqualTo(200);
            assertThat(server.output()).contains("curl -H 'Authorization: Bearer " + admin.group(1));
        }
    }

    @Test
    void what_was_said_and_who_said_it_are_in_no_log_line_and_outlive_a_stop() throws Exception {
        Map<String, String> environment = environment();
        TestTenant tenant;
        String session;
        try (ServerProcess server = ServerProcess.launch(folder, environment)) {
            tenant = tenant(server.awaitPort());
            String counselor = tenant.newCounselor();
            tenant.grant(counselor, 1);
            session = tenant.start(counselor);
            assertThat(tenant.analyze(session, SAYING, "minute-1").status()).isEqualTo(200);
            assertThat(tenant.analyze(session, SAYING + "\\u0000").status()).isEqualTo(422);
            assertThat(tenant.app()
                            .post(TestTenant.SESSIONS, "{\"" + SAYING + "\": ")
                            .status())
                    .isEqualTo(400);
            assertThat(tenant.analyze(TestTenant.unknownId(), SAYING).status()).isEqualTo(404);
            assertThat(new Api(tenant.app().port(), Optional.of(TOKEN + "x"))
                            .get("/api/v1/sessions")
                            .status())
                    .isEqualTo(401);
            assertThat(tenant.app()
                            .patch(
                                    TestTenant.SESSIONS + "/" + session + "/complete",
                                    "{\"full_transcript\": \"" + SAYING + "\", \"ended_at\": \"2026-03-02T02:00:00Z\"}")
                            .status())
                    .isEqualTo(200);
            server.stop();

            assertThat(server.awaitExit()).isZero();
            assertThat(server.output())
                    .contains("Stopped.")
                    .doesNotContain(TOKEN)
                    .doesNotContain(SAYING)
                    .doesNotContain("水豚");
        }
        try (ServerProcess again = ServerProcess.launch(folder, environment)) {
            TestTenant later = tenant(again.awaitPort());
            assertThat(later.viewer().get("/api/v1/sessions/" + session).text("status"))
                    .isEqualTo("completed");
        }
    }

    @Test
    void a_request_under_way_ends_before_the_process_does() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch thinking = new CountDownLatch(1);
        HttpServer model = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        model.setExecutor(threads);
        model.createContext("/", exchange -> {
            asked.countDown();
            try {
                thinking.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            exchange.sendResponseHeaders(400, -1);
            exchange.close();
        });
        model.start();
        Map<String, String> environment = environment();
        environment.put("GEMINI_API_KEY", "no-real-key");
        environment.put(
                "GEMINI_BASE_URL", "http://127.0.0.1:" + model.getAddress().getPort());
        try (ServerProcess server = ServerProcess.launch(folder, environment)) {
            TestTenant tenant = tenant(server.awaitPort());
            String session = tenant.start(tenant.newCounselor());
            Future<Answer> underWay = threads.submit(() -> tenant.analyze(session, SAYING));
            asked.await();
            server.stop();
            awaitStopping(server);
            thinking.countDown();

            assertThat(underWay.get().status()).isEqualTo(200);
            assertThat(server.awaitExit()).isZero();
            assertThat(server.output()).contains("Stopped.").doesNotContain("no-real-key");
        } finally {
            thinking.countDown();
            model.stop(0);
            threads.shutdownNow();
        }
    }

    private static void awaitStopping(ServerProcess server) throws Exception {
        while (!server.output().contains("Stopping")) {
            Thread.onSpinWait();
        }
    }

    private static TestTenant tenant(int port) {
        Api api = new Api(port, Optional.of(TOKEN));
        return new TestTenant("island", api, api, api);
    }

    private static Map<String, String> environment(String... more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("LEDGER_PORT", "0");
        environment.put("LEDGER_TOKENS", TOKEN + "=island:admin");
        List<String> pairs = List.of(more);
        for (int i = 0; i < pairs.size(); i += 2) {
            environment.put(pairs.get(i), pairs.get(i + 1));
        }
        return environment;
    }
}
