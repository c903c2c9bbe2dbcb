package io.sessionledger.examples.server.http;

import de.siegmar.fastcsv.writer.CsvWriter;
import io.javalin.http.Context;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A table that is written row by row, as its rows are read. Texts that a spreadsheet would take for a formula get an apostrophe in front, as OWASP advises against CSV injection; numbers are written as
 * they are, a minus sign included.
 *
 * @param <T> what a row is about
 */
public final class CsvTable<T> {

    private static final String FORMULA_STARTS = "=+-@\t\r\n＝＋－＠";

    /** What Jetty takes for it. */
    private static final int CUT_THE_CONNECTION = -1;

    private final List<String> header = new ArrayList<>();
    private final List<Function<T, String>> cells = new ArrayList<>();

    /**
     * {@return this table, with one more column of text}
     *
     * @param name of the column
     * @param value of a row; nothing is written for null
     */
    public CsvTable<T> text(String name, Function<T, @Nullable Object> value) {
        return column(name, row -> harmless(string(value.apply(row))));
    }

    /**
     * {@return this table, with one more column of numbers}
     *
     * @param name of the column
     * @param value of a row; nothing is written for null
     */
    public CsvTable<T> number(String name, Function<T, @Nullable Object> value) {
        return column(name, row -> string(value.apply(row)));
    }

    private CsvTable<T> column(String name, Function<T, String> cell) {
        header.add(name);
        cells.add(cell);
        return this;
    }

    private static String string(@Nullable Object value) {
        if (value instanceof BigDecimal number) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        return value == null ? "" : value.toString();
    }

    private static String harmless(String text) {
        return !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    /**
     * Answers a request with the table.
     *
     * @param context the request
     * @param fileName under which a browser keeps it
     * @param rows read as they are written
     * @throws IOException if the client has gone
     */
    public void write(Context context, String fileName, Stream<T> rows) throws IOException {
        context.contentType("text/csv; charset=utf-8")
                .header("Content-Disposition", "attachment; filename=\"" + fileName + "\"");
        try {
            CsvWriter csv = CsvWriter.builder().build(context.outputStream(), StandardCharsets.UTF_8);
            csv.writeRecord(header);
            rows.forEach(row ->
                    csv.writeRecord(cells.stream().map(cell -> cell.apply(row)).toList()));
            csv.flush();
        } catch (RuntimeException e) {
            breakOff(context);
            throw e;
        }
    }

    /** A table that lacks its end must not look whole: the connection is cut, or, where nothing has been sent, a problem is answered instead. */
    private static void breakOff(Context context) throws IOException {
        if (context.res().isCommitted()) {
            context.res().sendError(CUT_THE_CONNECTION);
        } else {
            context.res().resetBuffer();
            context.removeHeader("Content-Disposition");
        }
    }
}
