package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The document that the server serves, to which every response is held. */
final class ApiDocument {

    static final String TEXT = read();
    private static final OpenApiInteractionValidator VALIDATOR =
            OpenApiInteractionValidator.createForInlineApiSpecification(TEXT).build();

    private ApiDocument() {}

    static void requireFits(String method, String path, HttpResponse<String> response) {
        SimpleResponse.Builder builder =
                SimpleResponse.Builder.status(response.statusCode()).withBody(response.body());
        response.headers().map().forEach((name, values) -> builder.withHeader(name, values.toArray(String[]::new)));
        ValidationReport report =
                VALIDATOR.validateResponse(path.split("\\?", 2)[0], Request.Method.valueOf(method), builder.build());
        assertThat(report.getMessages())
                .as("%s %s answered %s %s", method, path, response.statusCode(), response.body())
                .isEmpty();
    }

    private static String read() {
        try (InputStream stream = ApiDocument.class.getResourceAsStream("http/openapi.yaml")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
