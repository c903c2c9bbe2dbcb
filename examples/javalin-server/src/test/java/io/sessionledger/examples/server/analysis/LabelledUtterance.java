package io.sessionledger.examples.server.analysis;

import io.sessionledger.analysis.SafetyLevel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A line of a table of utterances: what a careful counselor would say of it. */
record LabelledUtterance(SafetyLevel level, String language, String kind, String text) {

    static List<LabelledUtterance> read(String table) {
        try (InputStream file = Objects.requireNonNull(LabelledUtterance.class.getResourceAsStream(table))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .map(cells -> new LabelledUtterance(SafetyLevel.ofCode(cells[0]), cells[1], cells[2], cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isExplicitRed() {
        return level == SafetyLevel.RED && kind.equals("explicit");
    }
}
