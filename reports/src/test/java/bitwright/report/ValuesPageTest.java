package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class ValuesPageTest {
    /** Bars are as high as their share of the largest: 96 pixels for one half, 48 for a quarter. */
    @Test
    void everyHistogramIsAPictureWithItsNumbers() throws Exception {
        var histogram = new ValuesPage.Histogram("values", List.of("-1", "0", "<1>"), new double[] {0.25, 0.5, 0.25});
        var operand = new ValuesPage.Operand("fc & weights", "[2, 2]", List.of(histogram, histogram));
        String page = ValuesPage.of("tiny", "made by hand", "bitwright trace info tiny", List.of(operand));
        assertThat(page)
                .contains("Values of tiny", "made by hand", "<h2>fc &amp; weights</h2>", "bitwright trace info");
        var pictures = Pattern.compile("(?s)<svg.*?</svg>").matcher(page);
        int count = 0;
        while (pictures.find()) {
            var svg = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(pictures.group())))
                    .getDocumentElement();
            var bars = svg.getElementsByTagName("rect");
            assertThat(bars.getLength()).isEqualTo(3);
            assertThat(bars.item(1).getAttributes().getNamedItem("height").getNodeValue())
                    .isEqualTo("96.0");
            assertThat(bars.item(2).getAttributes().getNamedItem("height").getNodeValue())
                    .isEqualTo("48.0");
            assertThat(bars.item(2).getTextContent()).isEqualTo("<1>: 25.0 %");
            assertThat(svg.getAttribute("aria-label")).isEqualTo("fc & weights, values, up to 50.0 %");
            count++;
        }
        assertThat(count).isEqualTo(2);
        assertThatThrownBy(() -> new ValuesPage.Histogram("values", List.of("a"), new double[2]))
                .hasMessage("values: 1 labels for 2 bars");
    }
}
