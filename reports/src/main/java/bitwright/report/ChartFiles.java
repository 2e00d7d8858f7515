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

/** Every chart as a file of its own. */
final class ChartFiles {
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

    private static void put(Map<String, byte[]> files, String prefix, Chart chart) {
        String svg = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + ChartSvg.file(chart);
        files.put(prefix + chart.name() + ".svg", svg.getBytes(StandardCharsets.UTF_8));
        files.put(prefix + chart.name() + ".png", png(chart));
    }

    /** On white, at twice the chart's size in pixels. */
    private static byte[] png(Chart chart) {
        var image = new BufferedImage(2 * chart.width(), 2 * chart.height(), BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setPaint(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.scale(2, 2);
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
