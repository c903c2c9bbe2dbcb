package io.sessionledger.examples.server.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.util.List;

/**
 * A chart, which the browser draws, and the same figures as a table.
 *
 * @param title what it shows
 * @param days one for each place of a line, written short
 * @param lines what is drawn
 * @param stacked whether the lines stand on each other
 */
record Chart(String title, List<String> days, List<Line> lines, boolean stacked) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One colour of a chart.
     *
     * @param label what it is
     * @param colour which of the style's
     * @param kind bars or line
     * @param values one a day
     * @param written the same as people read them
     */
    record Line(String label, String colour, String kind, List<BigDecimal> values, List<String> written) {}

    boolean isEmpty() {
        return lines.stream().allMatch(line -> line.values.stream().allMatch(value -> value.signum() == 0));
    }

    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a chart cannot be written", e);
        }
    }
}
