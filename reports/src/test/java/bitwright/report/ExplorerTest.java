package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.support.ui.Select;

class ExplorerTest {
    /** slow takes 4000 cycles and 8 µJ, quick 1500 and 4; layers 1000 against 500 and 3000 against 1000. */
    private static final Comparison TWO = Comparison.of(List.of(Results.slow(), Results.quick()));

    @TempDir
    Path folder;

    @Test
    void onlyTheExplorablePageCarriesTheLibrary() {
        assertThat(HtmlReport.page(TWO, "Bitwright run", "", List.of())).doesNotContain("<script", "explorer");
        assertThat(HtmlReport.explorable(TWO, "Bitwright comparison", "bitwright compare a"))
                .contains("id=\"explorer\"", "echarts", "bitwright compare a")
                .doesNotContain("<script src", "<link");
    }

    @Test
    void aReaderChoosesAnotherBaseline() throws Exception {
        ChromeDriver browser = Browser.open(false);
        try {
            Path file = folder.resolve("compare.html");
            Files.writeString(file, HtmlReport.explorable(TWO, "Bitwright comparison", ""));
            browser.get(file.toUri().toString());
            assertThat(row(browser, "quick")).startsWith("quick", "2.67×", "0.50×");
            assertThat(heights(browser)).containsExactly("1.00", "2.67", "1.00", "2.67"); // the workload, and the mean

            new Select(browser.findElement(By.id("choose-baseline"))).selectByValue("quick");
            assertThat(row(browser, "quick")).startsWith("quick", "1.00×", "1.00×");
            assertThat(row(browser, "slow")).startsWith("slow", "0.38×", "2.00×"); // 1500 / 4000, 8 / 4
            assertThat(browser.findElement(By.cssSelector("#speed-table caption"))
                            .getText())
                    .isEqualTo("Speed-up and energy over quick; means are geometric");
            assertThat(layers(browser)).containsExactly(0.5, 1 / 3.0, 1.0, 1.0); // slow, then quick itself
        } finally {
            browser.quit();
        }
    }

    private static List<String> row(ChromeDriver browser, String design) {
        return browser.findElements(By.xpath("//div[@id='speed-table']//tr[th[text()='" + design + "']]/*")).stream()
                .map(cell -> cell.getText())
                .toList();
    }

    /** The bars of the speed-up chart, as it holds them: by design, then workload. */
    @SuppressWarnings("unchecked")
    private static List<String> heights(ChromeDriver browser) {
        return (List<String>) browser.executeScript(
                "const s = echarts.getInstanceByDom(document.getElementById('speed')).getOption().series;"
                        + "return [0, 1].flatMap(i => s.map(one => one.data[i].toFixed(2)));");
    }

    @SuppressWarnings("unchecked")
    private static List<Double> layers(ChromeDriver browser) {
        return ((List<Number>)
                        browser.executeScript("return echarts.getInstanceByDom(document.getElementById('layers'))"
                                + ".getOption().series.flatMap(one => one.data);"))
                .stream().map(Number::doubleValue).toList();
    }
}
