package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResultsJsonTest {
    private static final List<RunResult> RUNS = List.of(Results.slow(), Results.quick());

    @Test
    void whatIsWrittenIsReadBackEqual() {
        assertThat(ResultsJson.read(ResultsJson.write(RUNS, List.of()), "f")).isEqualTo(RUNS);
        var network = List.of(Results.network("loom", 60, 2.3));
        assertThat(ResultsJson.read(ResultsJson.write(network, List.of("w")), "f"))
                .isEqualTo(network);
    }

    @Test
    void awkwardNumbersAndNamesSurvive() {
        LayerResult layer =
                Results.layer("a \"quoted\"\n\u0001 näme ☃", new Cycles(Long.MAX_VALUE, 0, 0, 0, 0), 0.1, 5e-324);
        var statistics = Map.of("nan", Double.NaN, "inf", Double.NEGATIVE_INFINITY, "third", 1.0 / 3, "big", 1e308);
        var run = new RunResult(
                Results.slow().identity(),
                List.of(new LayerResult(
                        layer.name(),
                        "",
                        0,
                        0,
                        layer.cycles(),
                        0,
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        layer.energy(),
                        new ValueCheck(ValueCheck.Method.SAMPLED, 9, 3, 1, "at [0]"),
                        statistics)));
        assertThat(ResultsJson.read(ResultsJson.write(List.of(run), List.of()), "f"))
                .isEqualTo(List.of(run));
    }

    @Test
    void theSameResultsGiveTheSameBytesInWhateverOrderTheirMapsAre() {
        var forward = new LinkedHashMap<String, Long>();
        var backward = new LinkedHashMap<String, Long>();
        for (int i = 0; i < 20; i++) {
            forward.put("key" + i, (long) i);
            backward.put("key" + (19 - i), 19L - i);
        }
        assertThat(ResultsJson.write(List.of(withActions(forward)), List.of()))
                .isEqualTo(ResultsJson.write(List.of(withActions(backward)), List.of()));
    }

    private static RunResult withActions(Map<String, Long> actions) {
        LayerResult layer = Results.slow().layers().get(0);
        return new RunResult(
                Results.slow().identity(),
                List.of(new LayerResult(
                        layer.name(),
                        layer.op(),
                        layer.macs(),
                        layer.effectiveMacs(),
                        layer.cycles(),
                        layer.idealCycles(),
                        actions,
                        actions,
                        Map.of("pe", actions),
                        layer.energy(),
                        layer.values(),
                        layer.statistics())));
    }

    @Test
    void theDocumentIsAsDocumented() {
        String text = ResultsJson.write(RUNS, List.of("a warning"));
        assertThat(text)
                .startsWith("{\n"
                        + "  \"schemaVersion\": 3,\n"
                        + "  \"runs\": [\n"
                        + "    {\n"
                        + "      \"schemaVersion\": 3,\n"
                        + "      \"identity\": {\n"
                        + "        \"design\": \"slow\",")
                .contains("\"fidelity\": \"step\"", "\"method\": \"recomputed\"", "\"recalled\": 1000000.0")
                .contains("\"totalCycles\": 4000", "\"energyPj\": 8000000.0", "\"milliseconds\": 0.004")
                .endsWith("  \"warnings\": [\n    \"a warning\"\n  ]\n}\n")
                .doesNotContain("\r");
    }

    @Test
    void readingDoesNotDependOnDerivedNumbers() {
        String text = ResultsJson.write(RUNS, List.of());
        String without = text.replaceAll(",\\s*\"derived\": \\{[^}]*}", "");
        assertThat(without).doesNotContain("derived", "totalCycles");
        assertThat(ResultsJson.read(without, "f")).isEqualTo(RUNS);
        assertThat(ResultsJson.read(text.replace("\"totalCycles\": 4000", "\"totalCycles\": 1"), "f"))
                .isEqualTo(RUNS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"seed\": 1,         | \"sed\": 1,          | runs[0].identity",
                "\"seed\": 1,         | \"seed\": 1.5,       | runs[0].identity.seed",
                "\"seed\": 1,         | \"seed\": null,      | runs[0].identity",
                "\"fidelity\": \"step\" | \"fidelity\": \"leap\" | runs[0].identity.fidelity",
                "\"compute\": 900,    | \"compute\": -1,     | a part of the cycles is negative",
                "\"compute\": 900,    | ``                   | compute",
                "\"macs\": 1000000,   | \"macs\": -1,        | a count is negative: macs -1",
                "\"compute\": 900,    | \"compute\": 9223372036854775807, | add up to more than 64 bits hold",
                "\"clockMHz\": 1000.0 | \"clockMHz\": 0     | clockMHz must be more than 0, got 0",
                "\"mul.int:16\": 1000000 | \"mul.int:-1\": 1 | .componentActions.multipliers: must be an action such as",
                "\"mul.int:16\": 1000000 | \"mul.int:16\": -4 | .componentActions.multipliers.mul.int:16: must not be negative",
                "\"macs\": 1000000,   | \"macs\": \"many\",  | runs[0].layers[0].macs",
                "\"name\": \"conv1\", | \"name\": null,      | runs[0].layers[0]",
            })
    void whatIsWrongIsNamedWithItsPlace(String right, String wrong, String place) {
        String text = ResultsJson.write(RUNS, List.of());
        assertThat(text).contains(right);
        int at = text.indexOf(right);
        String broken = text.substring(0, at) + wrong + text.substring(at + right.length());
        assertThatThrownBy(() -> ResultsJson.read(broken, "out/run.json"))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith("out/run.json: runs[0]")
                .hasMessageContaining(place)
                .hasMessageNotContainingAny("Feature", "`", "REDACTED");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                                    | run.json: is not a result file",
                "[]                                    | run.json: is not a result file",
                "{\"schemaVersion\": 3}                | run.json: is not a result file",
                "{\"schemaVersion\": 1, \"runs\": []}  | run.json: schemaVersion must be 3, got 1",
                "{\"schemaVersion\": 3, \"runs\": []}  | run.json: holds no runs",
                "{\"schemaVersion\": 3, \"runs\": [1]} | run.json: runs[0]",
                "{\"schemaVersion\": 3, \"runs\": [null]} | run.json: runs[0]",
                "{\"schemaVersion\": 3, \"runs\":      | run.json:1:29: is not valid JSON",
                "{\"schemaVersion\": 3, \"schemaVersion\": 3} | run.json:1:37: is not valid JSON",
            })
    void anotherFileIsRefusedByName(String text, String message) {
        assertThatThrownBy(() -> ResultsJson.read(text, "run.json"))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void aMissingFileIsNamed(@TempDir Path directory) {
        assertThatThrownBy(() -> ResultsJson.read(directory.resolve("run.json")))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(directory.resolve("run.json") + ": there is no such file");
        assertThatThrownBy(() -> ResultsJson.read(directory))
                .isInstanceOf(ReportException.class)
                .hasMessageStartingWith(directory + ": cannot be read");
    }
}
