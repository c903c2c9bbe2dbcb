package io.sessionledger.examples.server.analysis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A server on 127.0.0.1 that speaks Gemini's wire format: it answers what it was told to, in order, the last answer for ever, and keeps what it was asked.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">Gemini API: generateContent</a>
 */
final class GeminiOnLoopback implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** How to answer one request. */
    interface Answer {
        void send(HttpExchange exchange) throws IOException;
    }

    final List<JsonNode> questions = new CopyOnWriteArrayList<>();
    final Queue<String> keys = new ConcurrentLinkedQueue<>();
    final CountDownLatch asked = new CountDownLatch(1);

    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final HttpServer server;

    GeminiOnLoopback(Answer... answers) {
        this.answers.addAll(List.of(answers));
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        questions.add(JSON.readTree(exchange.getRequestBody().readAllBytes()));
        keys.add(String.valueOf(exchange.getRequestHeaders().getFirst("x-goog-api-key")));
        asked.countDown();
        Answer answer = answers.size() > 1 ? answers.poll() : answers.peek();
        answer.send(exchange);
        exchange.close();
    }

    /** An answer as the schema asks for it, with 1,000 tokens of prompt, of them 200 cached, 60 of answer, 40 of thoughts. */
    static Answer says(String level, int severity, String display, String suggestion) {
        return text(Map.of(
                "safety_level", level,
                "severity", severity,
                "display_text", display,
                "action_suggestion", suggestion));
    }

    static Answer text(Object answer) {
        return candidate("STOP", answer instanceof String text ? text : json(answer));
    }

    static Answer candidate(String finishReason, String text) {
        return ok(Map.of(
                "candidates",
                List.of(Map.of(
                        "content",
                        Map.of("role", "model", "parts", List.of(Map.of("text", text))),
                        "finishReason",
                        finishReason,
                        "index",
                        0)),
                "usageMetadata",
                usage(),
                "modelVersion",
                "gemini-2.5-flash"));
    }

    static Map<String, Integer> usage() {
        return Map.of(
                "promptTokenCount", 1_000,
                "cachedContentTokenCount", 200,
                "candidatesTokenCount", 60,
                "thoughtsTokenCount", 40,
                "totalTokenCount", 1_100);
    }

    static Answer ok(Map<String, ?> body) {
        return exchange -> send(exchange, 200, json(body));
    }

    /** An error in Google's shape. */
    static Answer error(int code, String status, String message) {
        return exchange ->
                send(exchange, code, json(Map.of("error", Map.of("code", code, "message", message, "status", status))));
    }

    static Answer raw(int code, String body) {
        return exchange -> send(exchange, code, body);
    }

    /** Promises a long body, sends a part, and hangs up. */
    static Answer cutOff() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 10_000);
            exchange.getResponseBody().write("{\"candidates\": [".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /** Never answers while the server is there. */
    Answer silence() {
        return exchange -> {
            try {
                closing.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Begins an answer that has no end, and notices when nobody listens any more. */
    static Answer endless(CountDownLatch hungUp) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                while (true) {
                    exchange.getResponseBody().write(' ');
                    exchange.getResponseBody().flush();
                }
            } catch (IOException e) {
                hungUp.countDown();
            }
        };
    }

    void then(Answer answer) {
        answers.add(answer);
    }

    private static void send(HttpExchange exchange, int code, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=UTF-8");
        exchange.sendResponseHeaders(code, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
