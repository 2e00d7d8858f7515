package bitwright.report;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Rectangle2D;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/**
 * Charts as SVG, drawn by JFreeChart through Batik. Batik's tree is written out by hand, for it carries much that is
 * default anyway, ids that would clash on one page, and colours that no style sheet can reach: here every colour of
 * {@link Palette} gets a class, and text keeps the width that it was laid out with, whatever font a browser finds.
 */
final class ChartSvg {
    private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);

    /** Attributes whose values are the defaults of SVG, or that only serve clipping at the chart's own edge. */
    private static final Set<String> SUPERFLUOUS = Set.of(
            "clip-path",
            "color-interpolation",
            "color-rendering",
            "font-family",
            "image-rendering",
            "shape-rendering",
            "text-rendering",
            "xml:space");

    private ChartSvg() {}

    /** An element for a page that holds {@link Resources#CHART_STYLE}; it goes with the page from 70 to 125 percent. */
    static String inline(Chart chart) {
        int least = Math.max(560, chart.width() * 7 / 10);
        return element(chart, "style=\"min-width:" + least + "px;max-width:" + chart.width() * 5 / 4 + "px\"", "");
    }

    /** A document of its own, style sheet included. */
    static String file(Chart chart) {
        return element(
                chart,
                "width=\"" + points(chart.width()) + "\" height=\"" + points(chart.height()) + "\"",
                "<style>\n" + Resources.CHART_STYLE + "</style>\n");
    }

    private static String points(int pixels) {
        return Figures.plain(pixels * Chart.POINTS_A_PIXEL) + "pt";
    }

    private static String element(Chart chart, String size, String style) {
        var svg = new StringBuilder();
        svg.append("<svg class=\"chart\" xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ")
                .append(chart.width())
                .append(' ')
                .append(chart.height())
                .append("\" ")
                .append(size)
                .append(" role=\"img\" aria-label=\"")
                .append(Markup.escape(chart.title() + ". " + chart.description()))
                .append("\" font-family=\"sans-serif\" font-size=\"12\" stroke=\"none\">\n")
                .append("<title>")
                .append(Markup.escape(chart.title()))
                .append("</title>\n")
                .append(style);
        children(svg, draw(chart), 12);
        return svg.append("</svg>\n").toString();
    }

    private static Element draw(Chart chart) {
        Document document;
        try {
            document = DocumentBuilderFactory.newInstance().newDocumentBuilder().newDocument();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK has no XML document builder", e);
        }
        var context = SVGGeneratorContext.createDefault(document);
        context.setPrecision(2);
        var graphics = new SVGGraphics2D(context, false);
        chart.drawing().draw(graphics, new Rectangle2D.Double(0, 0, chart.width(), chart.height()));
        return graphics.getRoot();
    }

    private static void children(StringBuilder svg, Element parent, float fontSize) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element child && !child.getTagName().equals("defs")) {
                write(svg, child, fontSize);
            }
        }
    }

    private static void write(StringBuilder svg, Element element, float inheritedSize) {
        String size = element.getAttribute("font-size");
        float fontSize = size.isEmpty() ? inheritedSize : Float.parseFloat(size.replace("px", ""));
        svg.append('<').append(element.getTagName());
        var classes = new StringBuilder();
        NamedNodeMap attributes = element.getAttributes(); // sorted by name
        for (int i = 0; i < attributes.getLength(); i++) {
            String name = attributes.item(i).getNodeName();
            String value = attributes.item(i).getNodeValue();
            if (SUPERFLUOUS.contains(name)) {
                continue;
            }
            svg.append(' ')
                    .append(name)
                    .append("=\"")
                    .append(Markup.escape(value))
                    .append('"');
            if (name.equals("fill") || name.equals("stroke")) {
                String colour = Palette.name(value);
                if (!colour.isEmpty()) {
                    classes.append(classes.isEmpty() ? "" : " ")
                            .append(name.charAt(0))
                            .append(colour);
                }
            }
        }
        if (!classes.isEmpty()) {
            svg.append(" class=\"").append(classes).append('"');
        }
        if (element.getTagName().equals("text")) {
            String text = element.getTextContent();
            double width = new Font(Font.SANS_SERIF, Font.PLAIN, Math.round(fontSize))
                    .getStringBounds(text, METRICS)
                    .getWidth();
            svg.append(" textLength=\"")
                    .append(Figures.plain(Math.round(width * 10) / 10.0))
                    .append("\" lengthAdjust=\"spacingAndGlyphs\">")
                    .append(Markup.escape(text))
                    .append("</text>\n");
        } else if (element.hasChildNodes()) {
            svg.append(">\n");
            children(svg, element, fontSize);
            svg.append("</").append(element.getTagName()).append(">\n");
        } else {
            svg.append("/>\n");
        }
    }
}
