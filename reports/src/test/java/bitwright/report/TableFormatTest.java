package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableFormatTest {
    private static final Table TABLE = new Table(
            "Speed & energy, 50% of a_b",
            List.of("network", "design", "speed-up"),
            2,
            List.of(
                    new Table.Row(List.of("alex|net", "loom-1b", "2.41×"), false),
                    new Table.Row(List.of("", "a,\"b\"", "–"), false),
                    new Table.Row(List.of("mean", "", "1.50×"), true)));

    @Test
    void csvRepeatsWhatTheRowHeaderStandsFor() {
        assertThat(TableFormat.CSV.write(TABLE).lines())
                .containsExactly(
                        "network,design,speed-up",
                        "alex|net,loom-1b,2.41×",
                        "alex|net,\"a,\"\"b\"\"\",–",
                        "mean,,1.50×");
    }

    @Test
    void markdownAlignsNumbersToTheRight() {
        assertThat(TableFormat.MARKDOWN.write(TABLE)).isEqualTo("""
                        **Speed & energy, 50% of a\\_b**

                        | network | design | speed-up |
                        | --- | --- | ---: |
                        | alex\\|net | loom-1b | 2.41× |
                        |  | a,"b" | – |
                        | mean |  | 1.50× |
                        """);
    }

    @Test
    void latexEscapesWhatLatexWouldRead() {
        assertThat(TableFormat.LATEX.write(TABLE)).isEqualTo("""
                        \\begin{table}
                        \\centering
                        \\caption{Speed \\& energy, 50\\% of a\\_b}
                        \\begin{tabular}{llr}
                        \\toprule
                        network & design & speed-up \\\\
                        \\midrule
                        alex|net & loom-1b & 2.41$\\times$ \\\\
                         & a,"b" & -- \\\\
                        \\midrule
                        mean &  & 1.50$\\times$ \\\\
                        \\bottomrule
                        \\end{tabular}
                        \\end{table}
                        """);
    }
}
