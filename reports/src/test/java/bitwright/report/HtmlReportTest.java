package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.RunResult;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
    private static final List<RunResult> RUNS = List.of(Results.slow(), Results.quick());

    @Test
    void thePageShowsTheNumbersOfTheResults() throws Exception {
        Document page = parse(page(RUNS, "bitwright run x.yaml"));
        assertThat(rows(page, "In total"))
                .containsExactly(
                        // 8 µJ in 4 µs; 2 M MACs / 8 µJ = 250 G/J; 8 µJ * 4 µs = 32 pJs
                        List.of(
                                "slow",
                                "4.000µs",
                                "1.00×",
                                "1.00×",
                                "8.000µJ",
                                "1.00×",
                                "250.0G",
                                "1.00×",
                                "32.00pJs",
                                "1.00×",
                                "4.000M",
                                "6.000M"),
                        // 4 µJ in 1.5 µs; 4000 / 1500 = 2.67; sqrt(2 * 3) = 2.45; 4 µJ * 1.5 µs = 6 pJs
                        List.of(
                                "quick",
                                "1.500µs",
                                "2.67×",
                                "2.45×",
                                "4.000µJ",
                                "0.50×",
                                "500.0G",
                                "2.00×",
                                "6.000pJs",
                                "0.19×",
                                "4.000M",
                                "6.000M"));
        assertThat(rows(page, "Action counts"))
                .containsExactly(
                        List.of("add.int:32", "1,998,000", "1,998,000"),
                        List.of("mul.int:16", "2,000,000", "2,000,000"));
        assertThat(rows(page, "Dynamic energy by component"))
                .containsExactly(
                        List.of("dram", "2.000µJ", "2.000µJ"),
                        List.of("multipliers", "6.000µJ", "2.000µJ"),
                        List.of("total", "8.000µJ", "4.000µJ"),
                        List.of("on low confidence", "25.0%", "50.0%"), // 2 of 8 and 2 of 4
                        List.of("static (leakage)", "unknown", "unknown"));
        assertThat(rows(page, "What was run"))
                .contains(
                        List.of("seed", "1", "1"),
                        List.of("fidelity", "step", "step"),
                        List.of("energy table", "cmos-45nm", "cmos-45nm"))
                .contains(List.of("experiment hash", "ccccccccslow", "ccccccccquick"));
        assertThat(page.getDocumentElement().getTextContent())
                .contains("bitwright run x.yaml", "leakage: unknown", "recomputed 2,048 outputs, 0 mismatches")
                .contains("speed-up at equal peak: every design has 4096 16-bit MACs/cycle");
    }

    /**
     * Behind a memory that is at work for 500 cycles of each layer: conv1 works 1000, so compute bounds it; conv2 works 600
     * of 1000, so compute does, too, and 400 cycles are waited; with an array of 450 of 850 memory bounds it. 1 M MACs for 2
     * Mbit are 4 a byte.
     */
    @Test
    void whatBoundsALayerIsSaidAndDrawn() throws Exception {
        RunResult run = Results.behindMemory(
                "loom",
                500,
                new Cycles(900, 100, 0, 0, 0),
                new Cycles(500, 100, 0, 0, 400),
                new Cycles(450, 0, 0, 0, 400));
        Document page = parse(page(List.of(run), ""));
        assertThat(rows(page, "What bounds each layer"))
                .containsExactly(
                        List.of("conv1", "loom", "ideal", "1.000k", "500", "0.0%", "4.000", "compute"),
                        List.of("conv2", "loom", "ideal", "600", "500", "40.0%", "4.000", "compute"),
                        List.of("conv3", "loom", "ideal", "450", "500", "47.1%", "4.000", "memory"),
                        List.of("total", "loom", "ideal", "2.050k", "–", "28.1%", "4.000", "1 of 3 memory"));
        assertThat(texts(chart(page, "Waiting for memory"))).contains("loom", "conv1", "conv3");
        assertThat(page(RUNS, "")).doesNotContain("What bounds each layer", "Waiting for memory");
    }

    @Test
    void theCyclesChartIsDrawnToScale() throws Exception {
        Document page = parse(page(RUNS, ""));
        Element chart = chart(page, "Total cycles by part");
        // Bars are filled shapes of some height; the legend's keys are small squares.
        assertThat(widths(chart, "fc0")).hasSize(2); // compute: 3400 and 900 cycles
        assertThat(widths(chart, "fc4")).hasSize(2); // memory stall: 400 and 400 cycles
        double unit = widths(chart, "fc0").get(0) / 3400;
        assertThat(widths(chart, "fc0").get(1) / unit).isBetween(898.0, 902.0);
        assertThat(widths(chart, "fc1").get(0) / unit).isBetween(198.0, 202.0); // fill: 200
        assertThat(widths(chart, "fc4").get(0) / unit).isBetween(398.0, 402.0);
    }

    @Test
    void everyChartIsWellFormedHasAllItsNamesAndNoIdsOrLinks() throws Exception {
        Document page = parse(page(List.of(Results.network("base", 60, 1), Results.network("fast", 60, 2)), ""));
        NodeList charts = page.getElementsByTagName("svg");
        assertThat(charts.getLength()).isEqualTo(5);
        Element speedUps = chart(page, "Speed-up over base");
        List<String> texts = texts(speedUps);
        assertThat(texts).contains("fast", "total", "speed-up, ×").doesNotContain("base");
        assertThat(texts.stream().filter(text -> text.contains("conv2d_")))
                .hasSize(60)
                .doesNotHaveDuplicates();
        String whole = page(List.of(Results.network("base", 60, 1)), "");
        assertThat(whole.replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http", "src=", "href=", "<script", "id=\"", "url(", "NaN", "null");
    }

    @Test
    void manyLayersDoNotOverlap() throws Exception {
        Document page = parse(page(List.of(Results.network("base", 60, 1), Results.network("fast", 60, 2)), ""));
        for (String title : List.of("Speed-up over base", "Utilisation per layer")) {
            var places = new ArrayList<Double>();
            NodeList texts = chart(page, title).getElementsByTagName("text");
            for (int i = 0; i < texts.getLength(); i++) {
                // Names of layers are turned by a quarter: (x, y) comes to lie at (y + e, f - x).
                Matcher turned = Pattern.compile("matrix\\(0,-1,1,0,([0-9.-]+),[0-9.-]+\\)")
                        .matcher(transforms((Element) texts.item(i)));
                if (texts.item(i).getTextContent().contains("conv2d_")) {
                    assertThat(turned.find()).isTrue();
                    places.add(Double.parseDouble(turned.group(1))
                            + Double.parseDouble(((Element) texts.item(i)).getAttribute("y")));
                }
            }
            assertThat(places).hasSize(60);
            for (int i = 1; i < places.size(); i++) {
                assertThat(places.get(i) - places.get(i - 1)).as(title).isGreaterThan(10); // the font's size
            }
        }
    }

    @Test
    void hostileNamesStayText() throws Exception {
        var run = new RunResult(
                Results.identity("<script>alert(1)</script>", "a&b\"c", "x"),
                List.of(Results.layer("</svg><b>\u0000", new Cycles(5, 0, 0, 0, 0), 1, 1)));
        Document page = parse(page(List.of(run), "--set a='<x>'"));
        assertThat(page.getElementsByTagName("script").getLength()).isZero();
        assertThat(page.getDocumentElement().getTextContent())
                .contains("<script>alert(1)</script>", "a&b\"c", "--set a='<x>'");
    }

    @Test
    void aSingleDesignWithoutEnergyOrTrafficStillHasAPage() throws Exception {
        var layer = Results.slow().layers().get(0);
        var bare = new bitwright.sim.result.LayerResult(
                "l",
                "matmul",
                0,
                0,
                Cycles.ZERO,
                0,
                java.util.Map.of(),
                java.util.Map.of(),
                java.util.Map.of(),
                bitwright.sim.energy.EnergyReport.EMPTY,
                layer.values(),
                java.util.Map.of());
        Document page = parse(page(List.of(new RunResult(Results.slow().identity(), List.of(bare))), ""));
        assertThat(page.getElementsByTagName("svg").getLength()).isEqualTo(2); // cycles and utilisation
        assertThat(page.getDocumentElement().getTextContent()).doesNotContain("NaN", "Infinity");
        Document empty = parse(page(List.of(new RunResult(Results.slow().identity(), List.of())), ""));
        assertThat(empty.getDocumentElement().getTextContent())
                .contains("no outputs")
                .doesNotContain("NaN");
    }

    @Test
    void everyTableHasACaptionAndEveryHeaderAScope() throws Exception {
        Document page = parse(page(RUNS, ""));
        NodeList tables = page.getElementsByTagName("table");
        assertThat(tables.getLength()).isGreaterThan(5);
        for (int i = 0; i < tables.getLength(); i++) {
            assertThat(((Element) tables.item(i))
                            .getElementsByTagName("caption")
                            .getLength())
                    .isEqualTo(1);
        }
        NodeList headers = page.getElementsByTagName("th");
        for (int i = 0; i < headers.getLength(); i++) {
            assertThat(((Element) headers.item(i)).getAttribute("scope")).isIn("col", "row", "rowgroup");
        }
    }

    private static String page(List<RunResult> runs, String command) {
        return HtmlReport.page(Comparison.of(runs), "Bitwright run", command, List.of());
    }

    /** The page is written so that it is XML, too. */
    private static Document parse(String html) throws Exception {
        String xml = html.substring(html.indexOf("<html"));
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<List<String>> rows(Document page, String caption) {
        NodeList tables = page.getElementsByTagName("table");
        for (int i = 0; i < tables.getLength(); i++) {
            Element table = (Element) tables.item(i);
            if (table.getElementsByTagName("caption").item(0).getTextContent().startsWith(caption)) {
                NodeList lines = ((Element) table.getElementsByTagName("tbody").item(0)).getElementsByTagName("tr");
                var rows = new ArrayList<List<String>>();
                for (int row = 0; row < lines.getLength(); row++) {
                    NodeList cells = lines.item(row).getChildNodes();
                    var texts = new ArrayList<String>();
                    for (int cell = 0; cell < cells.getLength(); cell++) {
                        texts.add(cells.item(cell).getTextContent());
                    }
                    rows.add(texts);
                }
                return rows;
            }
        }
        throw new AssertionError("no table " + caption);
    }

    private static Element chart(Document page, String title) {
        NodeList charts = page.getElementsByTagName("svg");
        for (int i = 0; i < charts.getLength(); i++) {
            if (((Element) charts.item(i)).getAttribute("aria-label").startsWith(title)) {
                return (Element) charts.item(i);
            }
        }
        throw new AssertionError("no chart " + title);
    }

    private static List<String> texts(Element chart) {
        var texts = new ArrayList<String>();
        NodeList nodes = chart.getElementsByTagName("text");
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static String transforms(Element element) {
        var all = new StringBuilder();
        for (var node = element; node.getParentNode() instanceof Element parent; node = parent) {
            all.append(node.getAttribute("transform")).append(' ');
        }
        return all.toString();
    }

    /** Widths of the bars of a class, which is on the shape or on a group around it; legend keys are left out. */
    private static List<Double> widths(Element chart, String fill) {
        var widths = new ArrayList<Double>();
        for (String tag : List.of("rect", "path")) {
            NodeList shapes = chart.getElementsByTagName(tag);
            for (int i = 0; i < shapes.getLength(); i++) {
                Element shape = (Element) shapes.item(i);
                Element painted = shape;
                while (painted.getAttribute("fill").isEmpty()) {
                    painted = (Element) painted.getParentNode();
                }
                if (List.of(painted.getAttribute("class").split(" ")).contains(fill)) {
                    double width = tag.equals("rect")
                            ? Double.parseDouble(shape.getAttribute("width"))
                            : extent(shape.getAttribute("d"));
                    if (Math.abs(width - 8) > 0.01) { // the legend's keys are 8 wide
                        widths.add(width);
                    }
                }
            }
        }
        return widths;
    }

    private static double extent(String path) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        Matcher point = Pattern.compile("[ML]([0-9.]+) [0-9.]+").matcher(path);
        while (point.find()) {
            least = Math.min(least, Double.parseDouble(point.group(1)));
            most = Math.max(most, Double.parseDouble(point.group(1)));
        }
        return most - least;
    }
}
