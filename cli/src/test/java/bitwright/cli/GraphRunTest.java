package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Graphs on a machine from the command line, with good input and with bad. */
class GraphRunTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int run(String edges, String graph, String design, String... more) throws IOException {
        Files.writeString(folder.resolve("edges.txt"), edges);
        Files.writeString(folder.resolve("run.yaml"), """
            workload:
              graph: { edges: edges.txt%s }
              model: graphsage-mean
              widths: [8, 6, 4]
              weightExponent: -3
              precision: { byDegree: [ { fromDegree: 0, arithmetic: int8 }, { fromDegree: 3, arithmetic: float16 } ] }
            designs: [%s]
            memory: ideal-hbm2
            energy: cmos-45nm
            """.formatted(graph, design));
        var arguments = IntStream.range(0, 4 + more.length)
                .mapToObj(i -> switch (i) {
                    case 0 -> "run";
                    case 1 -> folder.resolve("run.yaml").toString();
                    case 2 -> "-o";
                    case 3 -> folder.resolve("results").toString();
                    default -> more[i - 4];
                })
                .toArray(String[]::new);
        return execute(arguments);
    }

    private JsonNode results() throws IOException {
        return JsonMapper.builder().build().readTree(folder.resolve("results/run.json"));
    }

    /** Duplicates, a self loop, an isolated node, a node of degree 20; every value of two layers, in two precisions. */
    @Test
    void everyDesignComputesTheSameValues() throws IOException {
        String star = IntStream.range(1, 21).mapToObj(i -> i + " 0\n").collect(Collectors.joining());
        assertThat(run(star + "1 2\n1 2\n3 3\n", ", nodes: 23", "ample, ample-rtl, ample-paper, ample-double-buffered"))
                .as(err.toString())
                .isZero();
        JsonNode runs = results().get("runs");
        assertThat(runs.size()).isEqualTo(4);
        for (JsonNode one : runs) {
            for (JsonNode layer : one.get("layers")) {
                assertThat(layer.get("values").get("method").stringValue()).isEqualTo("recomputed");
                int outputs = layer.get("name").stringValue().equals("layer1") ? 6 : 4;
                assertThat(layer.get("values").get("compared").intValue()).isEqualTo(23 * outputs);
                assertThat(layer.get("values").get("mismatches").intValue()).isZero();
                assertThat(layer.get("series").size()).isPositive();
            }
        }
        assertThat(Files.readString(folder.resolve("results/report.html")))
                .contains("Time of a node until it is summed, by its messages");
        assertThat(Files.readAllLines(folder.resolve("results/layers.csv"))).hasSize(1 + 4 * 2);
    }

    @Test
    void aTraceHasALineANodeslot() throws IOException {
        assertThat(run("0 1\n1 0\n2 0\n", "", "ample", "--trace", "--report", "none"))
                .isZero();
        JsonNode events = JsonMapper.builder()
                .build()
                .readTree(folder.resolve("results/trace.perfetto"))
                .get("traceEvents");
        var names = new StringBuilder();
        events.forEach(event -> names.append(event.get("name").stringValue()).append('\n'));
        assertThat(names.toString())
                .contains("FETCH_NB_LIST node 2", "AGGREGATION node 0", "TRANSFORMATION node 1", "pass of ");
        assertThat(events.toString()).contains("nodeslot 002");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 1;1 x | | ample | edges.txt:2: the receiver's id must be a whole number",
                "0 1 | | dadiannao | design dadiannao runs a network of layers, workload edges.txt is a network on a"
                        + " graph",
                "0 1 | | { extends: ample, waitCount: 0 } | designs.0.waitCount: must be between 1 and" + " 4096",
                "0 1 | | { extends: ample, nodeslotsOfPrecision: [1] } | nodeslotsOfPrecision must have a number",
                "0 1 | | { extends: ample, nodeslots: 1 } | nodeslots must be at least one for each",
                "0 1 | | { extends: ample-double-buffered, nodeslots: 512 } | at most 128",
            })
    void whatIsWrongIsSaidAndNothingIsWritten(String edges, String graph, String design, String message)
            throws IOException {
        assertThat(run(edges.replace(';', '\n') + "\n", graph == null ? "" : graph, design))
                .isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ");
        assertThat(folder.resolve("results")).doesNotExist();
    }

    @Test
    void onlyStepFidelityIsThere() throws IOException {
        assertThat(run("0 1\n", "", "ample", "--set", "fidelity=cycle")).isEqualTo(2);
        assertThat(err.toString()).contains("fidelity must be step, got cycle");
    }
}
