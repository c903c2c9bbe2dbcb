package io.sessionledger.examples.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.javalin.http.Context;
import io.sessionledger.CounselorId;
import io.sessionledger.examples.server.host.RequestKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** Reads the header {@code Idempotency-Key} and digests what is asked: the route, whom the token is bound to, and the body, whose white space and order of fields do not matter. */
final class RequestKeys {

    private static final String HEADER = "Idempotency-Key";

    private final ObjectMapper canonical;

    RequestKeys(ObjectMapper json) {
        this.canonical = json.copy().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }

    Optional<RequestKey> find(Context context, RequestBody body) {
        return Optional.ofNullable(context.header(HEADER)).map(key -> new RequestKey(key, digest(context, body)));
    }

    private String digest(Context context, RequestBody body) {
        String bound =
                SignIn.caller(context).counselor().map(CounselorId::toString).orElse("");
        String request = context.method() + "\n" + context.path() + "\n" + bound + "\n" + text(body);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(request.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private String text(RequestBody body) {
        try {
            return canonical.writeValueAsString(canonical.treeToValue(body.json(), Object.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a body that was read cannot be written", e);
        }
    }
}
