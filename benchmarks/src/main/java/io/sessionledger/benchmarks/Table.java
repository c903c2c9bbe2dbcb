package io.sessionledger.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** Lines as a Markdown table that is also easy on the eye as plain text. */
final class Table {

    private static final List<String> HEAD = List.of("what", "figure", "required", "met");

    private Table() {}

    static String of(List<Line> lines) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEAD);
        for (Line line : lines) {
            String met = line.required().equals(Line.PRINTED) ? "" : line.met() ? "yes" : "NO";
            rows.add(List.of(line.what(), line.figure(), line.required(), met));
        }
        int[] widths = new int[HEAD.size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        rows.add(1, rule(widths));
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> append(table, row, widths));
        return table.toString();
    }

    private static List<String> rule(int[] widths) {
        List<String> rule = new ArrayList<>();
        for (int width : widths) {
            rule.add("-".repeat(width));
        }
        return rule;
    }

    private static void append(StringBuilder table, List<String> row, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            String cell = row.get(i);
            table.append("| ").append(cell).append(" ".repeat(widths[i] - cell.length() + 1));
        }
        table.append("|\n");
    }
}
