package io.sessionledger.examples.server.dashboard;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The style, the script and the chart library. Their addresses hold a digest of them, so that a browser may keep them for ever. */
final class Assets {

    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final int DIGEST_LENGTH = 12;

    private final Map<String, Asset> byName = new LinkedHashMap<>();
    private final String version;

    Assets() {
        add("dashboard.css", "dashboard.css", "text/css; charset=utf-8");
        add("dashboard.js", "dashboard.js", "text/javascript; charset=utf-8");
        add("icon.svg", "icon.svg", "image/svg+xml");
        add("uplot.css", CHARTS + "uPlot.min.css", "text/css; charset=utf-8");
        add("uplot.js", CHARTS + "uPlot.iife.min.js", "text/javascript; charset=utf-8");
        this.version = digest();
    }

    private void add(String name, String resource, String type) {
        try (InputStream stream = Objects.requireNonNull(Assets.class.getResourceAsStream(resource), resource)) {
            byName.put(name, new Asset(type, stream.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byName.values().forEach(asset -> digest.update(asset.bytes));
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** A path below the dashboard's prefix. */
    String path(String name) {
        return "/assets/" + version + "/" + name;
    }

    /** Answers a request for one of them; whether there is such a one. */
    boolean serve(Context context, String name) {
        Optional<Asset> asset = Optional.ofNullable(byName.get(name));
        asset.ifPresent(found -> context.contentType(found.type)
                .header("Cache-Control", "public, max-age=31536000, immutable")
                .result(found.bytes));
        return asset.isPresent();
    }

    private static final class Asset {

        private final String type;
        private final byte[] bytes;

        Asset(String type, byte[] bytes) {
            this.type = type;
            this.bytes = bytes;
        }
    }
}
