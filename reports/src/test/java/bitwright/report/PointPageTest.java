package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.report.Measure.Goal;
import bitwright.report.PointTable.Point;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.support.ui.Select;
import org.openqa.selenium.support.ui.WebDriverWait;

class PointPageTest {
    @TempDir
    Path folder;

    /** Two axes; of fewer cycles and less energy, points 1 and 2 are the front by hand: 0 is beaten by 1, 3 by 2. */
    private static PointTable points() {
        return new PointTable(
                "rows & <columns>",
                List.of("design.array.rows", "design.name"),
                List.of(
                        new Measure("cycles", Goal.MIN),
                        new Measure("energyPj", Goal.MIN),
                        new Measure("areaUm2", Goal.NONE)),
                List.of(
                        point(0, "16", "loom", 1000, 50, 7, false),
                        point(1, "32", "loom", 500, 40, 9, true),
                        point(2, "16", "stripes", 900, 30, Double.NaN, true),
                        point(3, "128", "stripes", 950, 45, 12, false)),
                List.of("point 4: no such memory: </script><b>"),
                Map.of("version", "1.2.3"),
                "bitwright sweep x.yaml");
    }

    private static Point point(
            long id, String rows, String name, double cycles, double energy, double area, boolean front) {
        return new Point(
                id,
                List.of(rows, name),
                List.of(cycles, energy, area),
                Map.of("pe", energy / 2, "dram", energy / 2),
                front);
    }

    @Test
    void thePageNeedsNothingElse() {
        String page = PointPage.of(points());
        String markup = page.replaceAll("(?s)<script>.*?</script>", "");
        assertThat(markup)
                .doesNotContainPattern("(src|href|url)\\s*[=(]")
                .doesNotContain("<link", "@import")
                .contains("bitwright sweep x.yaml");
        assertThat(page).contains("rows &amp; &lt;columns&gt;", "version", "1.2.3");
    }

    @Test
    void wordsOfTheUserNeverBecomeMarkup() {
        String page = PointPage.of(points());
        assertThat(page).contains("no such memory: &lt;/script&gt;&lt;b&gt;").doesNotContain("memory: </script>");
    }

    @Test
    void withoutScriptsTheFrontIsATable() {
        String still = PointPage.of(points());
        String noScript = still.substring(still.lastIndexOf("<noscript>"), still.lastIndexOf("</noscript>"));
        assertThat(noScript)
                .contains("Points on the Pareto front", ">stripes<", ">900<")
                .doesNotContain(">950<");
    }

    @Test
    void aTableWithoutPointsIsAPageToo() {
        var empty =
                new PointTable("none", List.of("seed"), List.of(), List.of(), List.of("point 0: failed"), Map.of(), "");
        assertThat(PointPage.of(empty)).contains("0 points, no objectives", "point 0: failed");
    }

    @Test
    void aReaderFiltersSortsAndHovers() throws Exception {
        ChromeDriver browser = Browser.open(false);
        try {
            open(browser);
            assertThat(browser.findElement(By.cssSelector("#controls output")).getText())
                    .isEqualTo("4 of 4 points shown, 2 on the front");
            assertThat(ids(browser)).containsExactly("0", "1", "2", "3");
            // Two colours of dots by rows would be three series; with the front's circles, 4 + 2 symbols at least.
            assertThat(browser.findElements(By.cssSelector("#scatter svg path")).size())
                    .isGreaterThanOrEqualTo(6);

            new Select(browser.findElement(By.id("choose-y"))).selectByValue("areaUm2");
            assertThat(browser.findElement(By.id("scatter")).getText()).contains("areaUm2");
            new Select(browser.findElement(By.id("choose-y"))).selectByValue("energyPj");
            assertThat(browser.findElement(By.id("scatter")).getText())
                    .contains("energyPj")
                    .doesNotContain("areaUm2");

            browser.findElement(By.xpath("//th/button[text()='energyPj']")).click();
            assertThat(ids(browser)).containsExactly("2", "1", "3", "0");
            browser.findElement(By.xpath("//th/button[text()='energyPj']")).click();
            assertThat(ids(browser)).containsExactly("0", "3", "1", "2");
            browser.findElement(By.xpath("//th/button[text()='design.array.rows']"))
                    .click();
            assertThat(ids(browser)).containsExactly("0", "2", "1", "3"); // as numbers: 16, 16, 32, 128

            browser.findElement(By.cssSelector("input[name='design.name'][value='loom']"))
                    .click();
            assertThat(ids(browser)).containsExactly("2", "3");
            browser.findElement(By.id("check-frontOnly")).click();
            assertThat(ids(browser)).containsExactly("2");
            assertThat(browser.findElement(By.cssSelector("#controls output")).getText())
                    .isEqualTo("1 of 4 points shown, 1 on the front");

            hoverOverThePoint(browser);
            new WebDriverWait(browser, Duration.ofSeconds(10))
                    .until(b -> b.findElement(By.id("scatter")).getText().contains("point 2"));
            assertThat(browser.findElement(By.id("scatter")).getText())
                    .contains("point 2 (on the front)", "design.name: stripes", "cycles: 900");
        } finally {
            browser.quit();
        }
    }

    @Test
    void theDarkPageIsDark() throws Exception {
        ChromeDriver browser = Browser.open(true);
        try {
            open(browser);
            String back = (String) browser.executeScript("return getComputedStyle(document.body).backgroundColor");
            assertThat(back).isEqualTo("rgb(20, 23, 28)");
            assertThat(browser.findElement(By.cssSelector("#scatter svg")).getAttribute("outerHTML"))
                    .contains("#9da7b3"); // the quiet text of the dark style sheet
        } finally {
            browser.quit();
        }
    }

    private void open(ChromeDriver browser) throws Exception {
        Path file = folder.resolve("report.html");
        Files.writeString(file, PointPage.of(points()));
        browser.get(file.toUri().toString());
        assertThat(browser.executeScript("return document.querySelectorAll('svg').length"))
                .isEqualTo(3L);
    }

    private static List<String> ids(ChromeDriver browser) {
        return browser.findElements(By.cssSelector("#table tbody th")).stream()
                .map(cell -> cell.getText())
                .toList();
    }

    /** One point is left: its dot is where ECharts says. */
    private static void hoverOverThePoint(ChromeDriver browser) {
        @SuppressWarnings("unchecked")
        var place = (List<Number>)
                browser.executeScript("const chart = echarts.getInstanceByDom(document.getElementById('scatter'));"
                        + "return chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [900, 30]);");
        var plot = browser.findElement(By.id("scatter"));
        var size = plot.getSize();
        new Actions(browser)
                .moveToElement(
                        plot,
                        place.get(0).intValue() - size.getWidth() / 2,
                        place.get(1).intValue() - size.getHeight() / 2)
                .perform();
    }
}
