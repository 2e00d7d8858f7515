package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.conformance.reproduce.Reproduction;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReproduceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    @Test
    void withoutANameTheNamesAreListed() {
        assertThat(execute("reproduce")).isZero();
        assertThat(out.toString().lines())
                .containsExactlyElementsOf(Reproduction.names())
                .contains("laconic", "stripes");
    }

    @Test
    void anUnknownNameIsWrongInput() {
        assertThat(execute("reproduce", "stripe")).isEqualTo(2);
        assertThat(err.toString())
                .contains("NAME must be one of " + Reproduction.names().get(0))
                .contains("got 'stripe'; did you mean stripes?");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    @Tag("slow")
    void rowsWithoutOursAreNullInJsonAndADashInTheTable() {
        assertThat(execute("reproduce", "tactical", "--json")).isZero();
        var tree = JsonMapper.builder().build().readTree(out.toString());
        assertThat(tree.propertyNames()).containsExactly("name", "rows");
        assertThat(tree.get("name").asString()).isEqualTo("tactical");
        var rows = tree.get("rows");
        var row = rows.get(rows.size() - 1);
        assertThat(row.propertyNames()).containsExactly("name", "published", "ours", "errorPercent", "note", "source");
        assertThat(row.get("published").asDouble()).isEqualTo(2.98);
        assertThat(row.get("ours").isNull()).isTrue();
        assertThat(row.get("errorPercent").isNull()).isTrue();
        out.getBuffer().setLength(0);
        assertThat(execute("reproduce", "tactical")).isZero();
        assertThat(out.toString()).containsPattern("energy efficiency of TCLp +2\\.980 +– +–");
    }

    @Test
    @Tag("slow")
    void stripesPrintsPublishedAndOurs() {
        assertThat(execute("reproduce", "stripes", "--json")).isZero();
        var row = JsonMapper.builder()
                .build()
                .readTree(out.toString())
                .get("rows")
                .get(0);
        double published = row.get("published").asDouble();
        double ours = row.get("ours").asDouble();
        // Half a unit of the paper's last digit would be 0.005; the recalled list leaves 0.011.
        assertThat(ours).isBetween(1.84, 1.87);
        assertThat(row.get("errorPercent").asDouble()).isEqualTo(100 * (ours / published - 1));
    }
}
