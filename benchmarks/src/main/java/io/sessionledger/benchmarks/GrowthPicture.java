package io.sessionledger.benchmarks;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Path;
import java.text.NumberFormat;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jfree.chart.ChartUtils;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.annotations.XYTextAnnotation;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.chart.ui.TextAnchor;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;

/** Draws how fast sessions take entries, over how many they have. */
final class GrowthPicture {

    private static final int WIDTH = 1200;
    private static final int HEIGHT = 640;
    private static final double HEADROOM = 1.1;
    private static final double GAP = 0.02;

    /** So many points of a line may be below its label. */
    private static final int BELOW_A_LABEL = 4;

    private static final List<Color> COLOURS = List.of(new Color(0x1B6CA8), new Color(0xC4541B));
    private static final Color INK = new Color(0x333333);
    private static final Color FAINT = new Color(0xE2E2E2);
    private static final Font LETTERS = new Font(Font.SANS_SERIF, Font.PLAIN, 18);

    private final int callers;

    GrowthPicture(int callers) {
        this.callers = callers;
    }

    void draw(List<SessionCurve> curves, Path file) throws IOException {
        XYSeriesCollection lines = new XYSeriesCollection();
        curves.forEach(curve -> lines.addSeries(series(curve)));
        double highest = curves.stream()
                .flatMap(curve -> curve.perSecond().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElseThrow();
        XYPlot plot = new XYPlot(
                lines,
                axis("entries in the session", curves.get(0).perSecond().size() * SessionCurve.STRETCH),
                axis("entries a second, " + callers + " callers", highest * HEADROOM),
                renderer(curves.size()));
        plot.setBackgroundPaint(Color.WHITE);
        plot.setOutlineVisible(false);
        plot.setDomainGridlinesVisible(false);
        plot.setRangeGridlinePaint(FAINT);
        plot.setRangeGridlineStroke(new BasicStroke(1));
        plot.setAxisOffset(RectangleInsets.ZERO_INSETS);
        for (int i = 0; i < curves.size(); i++) {
            plot.addAnnotation(label(curves.get(i), COLOURS.get(i), highest * GAP));
        }
        JFreeChart chart = new JFreeChart(null, LETTERS, plot, false);
        chart.setBackgroundPaint(Color.WHITE);
        chart.setPadding(new RectangleInsets(16, 16, 16, 24));
        ChartUtils.saveChartAsPNG(file.toFile(), chart, WIDTH, HEIGHT);
    }

    private static XYSeries series(SessionCurve curve) {
        XYSeries series = new XYSeries(curve.name());
        for (int stretch = 0; stretch < curve.perSecond().size(); stretch++) {
            series.add(entries(stretch), curve.perSecond().get(stretch));
        }
        return series;
    }

    /** In the middle of a stretch. */
    private static double entries(int stretch) {
        return (stretch + 0.5) * SessionCurve.STRETCH;
    }

    private static NumberAxis axis(String label, double end) {
        NumberAxis axis = new NumberAxis(label);
        axis.setRange(0, end);
        axis.setTickUnit(new NumberTickUnit(step(end)));
        axis.setNumberFormatOverride(NumberFormat.getIntegerInstance(Locale.ROOT));
        axis.setLabelFont(LETTERS);
        axis.setTickLabelFont(LETTERS);
        axis.setLabelPaint(INK);
        axis.setTickLabelPaint(INK);
        axis.setAxisLinePaint(INK);
        axis.setTickMarksVisible(false);
        return axis;
    }

    /** A round number that goes some times into the whole. */
    private static double step(double end) {
        double power = Math.pow(10, Math.floor(Math.log10(end)));
        double leading = end / power;
        return leading < 2 ? power / 5 : leading < 5 ? power / 2 : power;
    }

    private static XYLineAndShapeRenderer renderer(int curves) {
        XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer(true, false);
        for (int i = 0; i < curves; i++) {
            renderer.setSeriesPaint(i, COLOURS.get(i));
            renderer.setSeriesStroke(i, new BasicStroke(3, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        }
        return renderer;
    }

    /** At the end of the line itself, a little above what of it is below the letters. */
    private static XYTextAnnotation label(SessionCurve curve, Color colour, double gap) {
        List<Double> speeds = curve.perSecond();
        double below = Collections.max(speeds.subList(Math.max(0, speeds.size() - BELOW_A_LABEL), speeds.size()));
        XYTextAnnotation label = new XYTextAnnotation(curve.name(), entries(speeds.size() - 1), below + gap);
        label.setFont(LETTERS.deriveFont(Font.BOLD));
        label.setPaint(colour);
        label.setTextAnchor(TextAnchor.BOTTOM_RIGHT);
        return label;
    }
}
