package io.sessionledger.examples.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/** Calls the server as a client of one token does, and holds every response to the document. */
record Api(int port, Optional<String> token) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    Answer get(String path) {
        return send("GET", path, null);
    }

    Answer post(String path, String json, String... headers) {
        return send("POST", path, json, headers);
    }

    Answer patch(String path, String json, String... headers) {
        return send("PATCH", path, json, headers);
    }

    Answer send(String method, String path, String json, String... headers) {
        Answer answer = sendAnywhere(method, path, json, headers);
        ApiDocument.requireFits(method, path, answer.response());
        return answer;
    }

    /** Also to paths that the document does not know. Headers are pairs of name and value, or an Idempotency-Key alone. */
    Answer sendAnywhere(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(60))
                .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        String[] pairs = headers.length == 1 ? new String[] {"Idempotency-Key", headers[0]} : headers;
        if (pairs.length > 0) {
            request.headers(Arrays.copyOf(pairs, pairs.length));
        }
        try {
            return Answer.of(HTTP.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
