package bitwright.report;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/** Every chart as a file of its own, in a size for a two-column paper. */
final class ChartFiles {
    /** Dots of a picture for a pixel of its chart: 600 an inch of 72 points. */
    private static final int DOTS = (int) Math.round(600 / 72.0 * Chart.POINTS_A_PIXEL);

    private ChartFiles() {}

    /**
     * The charts of a comparison as {@code NAME.svg} and {@code NAME.png}, numbered where there are several sections; those
     * over all workloads come without a number.
     */
    static Map<String, byte[]> of(Comparison comparison) {
        var files = new LinkedHashMap<String, byte[]>();
        WorkloadCharts.of(comparison).forEach(chart -> put(files, "", chart));
        for (int i = 0; i < comparison.sections().size(); i++) {
            String prefix = comparison.sections().size() == 1 ? "" : (i + 1) + "-";
            Charts.of(comparison.sections().get(i)).forEach(chart -> put(files, prefix, chart));
        }
        return files;
    }

    /** The charts of design points. */
    static Map<String, byte[]> of(PointTable table) {
        var files = new LinkedHashMap<String, byte[]>();
        PointCharts.scatter(table).ifPresent(chart -> put(files, "", chart));
        return files;
    }

    private static void put(Map<String, byte[]> files, String prefix, Chart shown) {
        Chart chart = shown.printed();
        String svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + ChartSvg.file(chart);
        files.put(prefix + chart.name() + ".svg", svg.getBytes(StandardCharsets.UTF_8));
        files.put(prefix + chart.name() + ".png", png(chart));
    }

    /** On white, at 600 dots an inch of its printed size. */
    private static byte[] png(Chart chart) {
        var image = new BufferedImage(DOTS * chart.width(), DOTS * chart.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(DOTS, DOTS);
        chart.drawing().draw(graphics, new Rectangle2D.Double(0, 0, chart.width(), chart.height()));
        graphics.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }
}
