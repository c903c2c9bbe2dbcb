package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sixteen clients at once against a process of its own: sessions from start to bill, over and over. A few seconds in a build; {@code -Dserver.load.seconds=60} for a minute, and
 * {@code -Dserver.load.database=POSTGRESQL} for the other database.
 */
class LoadTest {

    private static final int CLIENTS = 16;
    private static final String TOKEN = "a-token-for-load-alone";
    private static final long SECONDS = Long.getLong("server.load.seconds", 4);
    private static final ServerDatabase DATABASE =
            ServerDatabase.valueOf(System.getProperty("server.load.database", "H2"));

    @Test
    void sixteen_clients_meet_no_error_and_leave_no_memory_behind(@TempDir Path folder) throws Exception {
        Map<String, String> environment = new HashMap<>();
        if (DATABASE == ServerDatabase.POSTGRESQL) {
            environment.putAll(DATABASE.newDatabase());
        }
        environment.put("LEDGER_PORT", "0");
        environment.put("LEDGER_TOKENS", TOKEN + "=island:admin");
        environment.put("LEDGER_REQUESTS_PER_SECOND", "1000000");
        try (ServerProcess server = ServerProcess.launch(folder, environment, "-Xmx512m")) {
            Api api = new Api(server.awaitPort(), Optional.of(TOKEN));
            TestTenant tenant = new TestTenant("island", api, api, api);

            LongStream.Builder times = LongStream.builder();
            long early = run(tenant, Math.min(10, SECONDS / 2), server, times);
            long late = run(tenant, SECONDS - Math.min(10, SECONDS / 2), server, times);

            long[] sorted = times.build().sorted().toArray();
            System.out.printf(
                    "%s, %d clients, %d s: %d requests, p50 %.1f ms, p99 %.1f ms, longest %.1f ms; heap after GC %d MB early, %d MB at the end%n",
                    DATABASE,
                    CLIENTS,
                    SECONDS,
                    sorted.length,
                    at(sorted, 0.50),
                    at(sorted, 0.99),
                    at(sorted, 1),
                    early,
                    late);
            assertThat(sorted).isNotEmpty();
            if (SECONDS >= 60) {
                assertThat(late).isLessThanOrEqualTo(early + early / 5);
            }
            assertThat(server.output()).doesNotContain("ERROR");
        }
    }

    /** The megabytes in use after a collection at the end. */
    private static long run(TestTenant tenant, long seconds, ServerProcess server, LongStream.Builder times)
            throws Exception {
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<Long>>> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(threads.submit(() -> sessions(tenant, until)));
            }
            for (Future<List<Long>> client : clients) {
                client.get().forEach(times::add);
            }
        } finally {
            threads.shutdownNow();
        }
        return heapAfterCollection(server.pid());
    }

    private static List<Long> sessions(TestTenant tenant, long until) {
        List<Long> times = new ArrayList<>();
        Clocked clocked = new Clocked(times);
        String counselor = clocked.call(
                        () -> tenant.admin().sendAnywhere("POST", "/api/v1/counselors", "{\"name\": \"Counselor 01\"}"),
                        201)
                .text("id");
        while (System.nanoTime() < until) {
            String session = clocked.call(
                            () -> tenant.app()
                                    .sendAnywhere(
                                            "POST",
                                            TestTenant.SESSIONS,
                                            TestTenant.startBody(counselor, TestTenant.START)),
                            201)
                    .text("session_id");
            String path = TestTenant.SESSIONS + "/" + session;
            for (int minute = 1; minute <= 5; minute++) {
                String key = session + "-" + minute;
                clocked.call(
                        () -> tenant.app()
                                .sendAnywhere(
                                        "POST",
                                        path + "/analyze-partial",
                                        TestTenant.minute("I could not sleep again"),
                                        key),
                        200);
            }
            clocked.call(
                    () -> tenant.viewer().sendAnywhere("GET", "/api/v1/sessions/" + session + "/analysis-logs", null),
                    200);
            clocked.call(
                    () -> tenant.app()
                            .sendAnywhere(
                                    "PATCH",
                                    path + "/complete",
                                    "{\"full_transcript\": \"all\", \"ended_at\": \"2026-03-02T02:00:00Z\"}"),
                    200);
        }
        return times;
    }

    private static double at(long[] sorted, double share) {
        return sorted[(int) Math.min(sorted.length - 1, Math.round(sorted.length * share))] / 1e6;
    }

    /** Counted while the process stands still: between a collection and a look at the heap maintenance alone may fill some megabytes. */
    private static long heapAfterCollection(long pid) throws IOException, InterruptedException {
        String histogram = jcmd(pid, "GC.class_histogram");
        return histogram
                .lines()
                .filter(line -> line.startsWith("Total"))
                .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)) >> 20)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(histogram));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), Long.toString(pid), command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return output;
    }

    /** Calls, and keeps how long it took. */
    private record Clocked(List<Long> times) {

        Answer call(Supplier<Answer> request, int expected) {
            long start = System.nanoTime();
            Answer answer = request.get();
            times.add(System.nanoTime() - start);
            assertThat(answer.status()).as(answer.body()).isEqualTo(expected);
            return answer;
        }
    }
}
