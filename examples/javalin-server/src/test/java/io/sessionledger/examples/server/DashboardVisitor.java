package io.sessionledger.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Somebody who reads the dashboard and sends its forms without a browser, cookies and all. Follows no redirect. */
final class DashboardVisitor {

    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\"");
    private static final Pattern TILE = Pattern.compile("class=\"tile-value\">([^<]*)<");

    private final HttpClient client =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final String base;

    private DashboardVisitor(int port) {
        this.base = "http://127.0.0.1:" + port + "/admin";
    }

    static DashboardVisitor stranger(int port) {
        return new DashboardVisitor(port);
    }

    static DashboardVisitor signedIn(int port, Api api) {
        DashboardVisitor visitor = stranger(port);
        HttpResponse<String> answer =
                visitor.send("/sign-in", Map.of("token", api.token().orElseThrow(), "next", ""));
        assertThat(answer.statusCode()).isEqualTo(303);
        return visitor;
    }

    HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder(URI.create(base + path)).build());
    }

    /** Opens the page for the hidden fields of its last form, and sends these with others. */
    HttpResponse<String> send(String path, Map<String, String> fields) {
        Map<String, String> form = new LinkedHashMap<>(hidden(get(path).body()));
        form.putAll(fields);
        return post(path, form);
    }

    HttpResponse<String> post(String path, Map<String, String> form) {
        return send(form(path, form).build());
    }

    /** As it arrives through a proxy that speaks TLS. */
    HttpResponse<String> postOverTls(String path, Map<String, String> form) {
        return send(form(path, form).header("X-Forwarded-Proto", "https").build());
    }

    private HttpRequest.Builder form(String path, Map<String, String> form) {
        String body = form.entrySet().stream()
                .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    static Map<String, String> hidden(String page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher field = HIDDEN.matcher(page);
        while (field.find()) {
            fields.put(field.group(1), field.group(2));
        }
        return fields;
    }

    /** The overview's figures: sessions, hours, analyses, tokens, cost, credits. */
    static List<String> tiles(String page) {
        return TILE.matcher(page).results().map(tile -> tile.group(1)).toList();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
}
