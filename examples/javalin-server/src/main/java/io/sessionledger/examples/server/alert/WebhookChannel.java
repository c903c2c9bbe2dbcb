package io.sessionledger.examples.server.alert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sessionledger.Credits;
import io.sessionledger.TenantId;
import io.sessionledger.credit.AlertChannel;
import io.sessionledger.credit.CreditAlert;
import io.sessionledger.examples.server.config.WebhookSettings;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Posts alerts as JSON to an address of the operator's, signed. Any answer of 2xx takes the alert; everything else, and no answer for ten seconds, is a failure, and the ledger's maintenance tries again. Redirects are not followed: the body is for
 * the address that was set.
 */
public final class WebhookChannel implements AlertChannel {

    /** The header that names the alert, the same at each attempt. */
    public static final String ID_HEADER = "Ledger-Alert-Id";

    /** The header that says when it was sent, in Unix seconds. */
    public static final String TIMESTAMP_HEADER = "Ledger-Timestamp";

    /** The header with the {@link WebhookSignature}. */
    public static final String SIGNATURE_HEADER = "Ledger-Signature";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final WebhookSettings settings;
    private final WebhookSignature signature;
    private final ObjectMapper json;
    private final Clock clock;
    private final Duration patience;
    private final HttpClient client;

    /**
     * Opens a channel.
     *
     * @param settings where to, and the secret
     * @param json writes the body
     * @param clock dates it
     */
    public WebhookChannel(WebhookSettings settings, ObjectMapper json, Clock clock) {
        this(settings, json, clock, PATIENCE);
    }

    WebhookChannel(WebhookSettings settings, ObjectMapper json, Clock clock, Duration patience) {
        this.settings = settings;
        this.signature = new WebhookSignature(settings.secret());
        this.json = json;
        this.clock = clock;
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .connectTimeout(patience)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public void deliver(TenantId tenant, CreditAlert alert) throws Exception {
        String body = json.writeValueAsString(body(tenant, alert));
        long now = clock.instant().getEpochSecond();
        HttpRequest request = HttpRequest.newBuilder(settings.url())
                .timeout(patience)
                .header("Content-Type", "application/json")
                .header(ID_HEADER, alert.id().toString())
                .header(TIMESTAMP_HEADER, Long.toString(now))
                .header(SIGNATURE_HEADER, signature.of(now, body))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        int status = statusOf(client.sendAsync(request, HttpResponse.BodyHandlers.discarding()));
        if (status < 200 || status > 299) {
            throw new WebhookRefusedException(status);
        }
    }

    /** The request's own time-out ends with the answer's head; this one also bounds a body that never ends. */
    private int statusOf(CompletableFuture<HttpResponse<Void>> answer)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failed ? failed : new IOException(e.getCause());
        } finally {
            var unused = answer.cancel(true);
        }
    }

    private ObjectNode body(TenantId tenant, CreditAlert alert) {
        ObjectNode body = json.createObjectNode();
        body.put("id", alert.id().toString());
        body.put("tenant", tenant.value());
        body.put("kind", alert.kind().code());
        body.put("counselor_id", alert.counselorId().toString());
        body.put(
                "session_id",
                alert.sessionId() == null ? null : alert.sessionId().toString());
        body.put("threshold", text(alert.threshold()));
        body.put("amount", text(alert.amount()));
        body.put("model", alert.model());
        body.put("created_at", alert.createdAt().toString());
        body.put("attempt", alert.delivery().attempts());
        return body;
    }

    /** As text, so that no receiver makes a float of it. */
    private static @Nullable String text(@Nullable Credits credits) {
        return credits == null ? null : credits.toString();
    }
}
