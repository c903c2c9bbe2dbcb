package io.sessionledger.examples.server.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.sessionledger.CounselorId;
import io.sessionledger.SessionId;
import io.sessionledger.TenantId;
import io.sessionledger.billing.Maintenance;
import io.sessionledger.billing.SessionLedger;
import io.sessionledger.credit.AlertDelivery;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.examples.server.config.WebhookSettings;
import io.sessionledger.jdbc.JdbcLedgerStore;
import io.sessionledger.session.StartSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Alerts by webhook, to a receiver on 127.0.0.1 that is sometimes out of order. */
class WebhookChannelTest {

    private static final String SECRET = "a secret of some length";
    private static final Instant NOON = Instant.parse("2026-03-14T12:00:00Z");
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final TenantId ISLAND = TenantId.of("island");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final List<Integer> answers = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private HttpServer receiver;
    private boolean hangs;

    /** What the receiver got. */
    private record Request(String id, String timestamp, String signature, String body) {}

    @BeforeEach
    void receive() throws IOException {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            var headers = exchange.getRequestHeaders();
            requests.add(new Request(
                    headers.getFirst(WebhookChannel.ID_HEADER),
                    headers.getFirst(WebhookChannel.TIMESTAMP_HEADER),
                    headers.getFirst(WebhookChannel.SIGNATURE_HEADER),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            arrived.countDown();
            try {
                if (hangs) {
                    closing.await();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.sendResponseHeaders(answers.isEmpty() ? 204 : answers.remove(0), -1);
            exchange.close();
        });
        receiver.setExecutor(threads);
        receiver.start();
    }

    @AfterEach
    void close() {
        closing.countDown();
        receiver.stop(0);
        var unused = threads.shutdownNow();
    }

    private final Clock clock = new Clock() {

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };

    private WebhookChannel channel(Duration patience) {
        URI url = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/alerts");
        return new WebhookChannel(new WebhookSettings(url, SECRET), JSON, clock, patience);
    }

    private static CreditAlert alert() {
        return new CreditAlert(
                UUID.randomUUID(),
                CreditAlert.Kind.UNRATED_SESSION,
                CounselorId.of(1),
                SessionId.of(2),
                null,
                null,
                null,
                NOON,
                new AlertDelivery(AlertDelivery.Status.PENDING, 1, NOON, null, null));
    }

    @Test
    void a_receiver_that_fails_three_times_gets_the_alert_with_the_same_id_and_a_valid_signature() throws IOException {
        answers.addAll(List.of(500, 503, 302));
        try (SessionLedger ledger = SessionLedger.builder(JdbcLedgerStore.inMemory())
                .clock(clock)
                .alertChannel(channel(Duration.ofSeconds(30)))
                .build()) {
            ledger.tenant(ISLAND).start(StartSession.of(SessionId.of(1), CounselorId.of(1)));
            ledger.tenant(ISLAND).complete(SessionId.of(1));
            Maintenance maintenance = ledger.maintenance();
            int delivered = 0;
            for (int minutes = 0; minutes < 5 && delivered == 0; minutes++) {
                delivered = maintenance.run().deliveredAlerts();
                now.set(now.get().plus(Duration.ofMinutes(1)));
            }

            assertThat(delivered).isEqualTo(1);
        }
        assertThat(requests).hasSize(4);
        assertThat(requests)
                .extracting(Request::id)
                .containsOnly(requests.get(0).id());
        WebhookSignature signature = new WebhookSignature(SECRET);
        for (int i = 0; i < 4; i++) {
            Request request = requests.get(i);
            long sent = Long.parseLong(request.timestamp());
            Instant then = NOON.plus(Duration.ofMinutes(i));
            assertThat(Instant.ofEpochSecond(sent)).isEqualTo(then);
            assertThat(signature.isValid(request.signature(), sent, request.body(), then, TOLERANCE))
                    .isTrue();
            JsonNode body = JSON.readTree(request.body());
            assertThat(body.get("id").asText()).isEqualTo(request.id());
            assertThat(body.get("kind").asText()).isEqualTo("unrated_session");
            assertThat(body.get("tenant").asText()).isEqualTo("island");
            assertThat(body.get("attempt").asInt()).isEqualTo(i + 1);
        }
    }

    @Test
    void a_signature_of_another_secret_body_or_time_or_an_old_one_is_not_valid() {
        WebhookSignature signature = new WebhookSignature(SECRET);
        long sent = NOON.getEpochSecond();
        String signed = signature.of(sent, "{}");

        assertThat(signature.isValid(signed, sent, "{}", NOON.plus(TOLERANCE), TOLERANCE))
                .isTrue();
        assertThat(signature.isValid(signed, sent, "{ }", NOON, TOLERANCE)).isFalse();
        assertThat(signature.isValid(signed, sent + 1, "{}", NOON, TOLERANCE)).isFalse();
        assertThat(signature.isValid("", sent, "{}", NOON, TOLERANCE)).isFalse();
        assertThat(signature.isValid(signed, sent, "{}", NOON.plus(TOLERANCE).plusSeconds(1), TOLERANCE))
                .isFalse();
        assertThat(new WebhookSignature("another secret, also long").isValid(signed, sent, "{}", NOON, TOLERANCE))
                .isFalse();
    }

    /** RFC 4231 has no vector of this form; this one was made by {@code printf '1773489600.{}' | openssl dgst -sha256 -hmac 'a secret of some length'}. */
    @Test
    void a_signature_can_be_made_by_other_tools() {
        assertThat(new WebhookSignature(SECRET).of(1_773_489_600L, "{}"))
                .isEqualTo("v1=0ecde756936e8b935c660d40579655c0d46861c3c42d02eb5e5e467858c9a058");
    }

    @Test
    void a_receiver_that_hangs_is_given_up_after_a_time() throws InterruptedException {
        hangs = true;
        long began = System.nanoTime();

        assertThatThrownBy(() -> channel(Duration.ofSeconds(3)).deliver(ISLAND, alert()))
                .isInstanceOfAny(IOException.class, TimeoutException.class);

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(60));
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void nobody_there_is_a_failure() {
        WebhookChannel channel = channel(Duration.ofSeconds(5));
        receiver.stop(0);

        assertThatThrownBy(() -> channel.deliver(ISLAND, alert())).isInstanceOf(IOException.class);
    }
}
