package io.sessionledger.examples.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sessionledger.examples.server.http.JsonFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Optional;

/** What the server answered. */
record Answer(int status, String body, HttpResponse<String> response) {

    private static final ObjectMapper JSON = JsonFormat.mapper();

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.body(), response);
    }

    JsonNode json() {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw new UncheckedIOException(body, e);
        }
    }

    String text(String field) {
        return json().required(field).asText();
    }

    String number(String field) {
        return json().required(field).toString();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }
}
