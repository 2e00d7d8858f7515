package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayersCsvTest {
    @Test
    void everyNumberIsWhereItsHeaderSays() {
        List<Map<String, String>> rows = parse(LayersCsv.write(List.of(Results.slow(), Results.quick())));
        assertThat(rows).hasSize(4);
        assertThat(rows.get(1))
                .containsEntry("design", "slow")
                .containsEntry("workload", "tiny")
                .containsEntry("layer", "conv2")
                .containsEntry("op", "conv2d")
                .containsEntry("macs", "1000000")
                .containsEntry("effective_macs", "600000")
                .containsEntry("total_cycles", "3000") // 2500 + 100 + 400
                .containsEntry("compute_cycles", "2500")
                .containsEntry("fill_cycles", "100")
                .containsEntry("weight_load_cycles", "0")
                .containsEntry("sync_stall_cycles", "0")
                .containsEntry("memory_stall_cycles", "400")
                .containsEntry("ideal_cycles", "250")
                .containsEntry("utilisation", "0.0833333333333") // 250 / 3000
                .containsEntry("time_us", "3") // 3000 cycles at 1000 MHz
                .containsEntry("energy_pJ", "5000000")
                .containsEntry("low_confidence_energy_share", "0.2") // 1 of 5
                .containsEntry("values", "recomputed")
                .containsEntry("compared_outputs", "1024")
                .containsEntry("mismatched_outputs", "0")
                .containsEntry("stall_barrier_cycles", "12")
                .containsEntry("dram_read_bits", "2000000")
                .containsEntry("sram_activations_read_bits", "3000000")
                .containsEntry("energy_dram_pJ", "1000000")
                .containsEntry("energy_multipliers_pJ", "4000000")
                .containsEntry("mean_bits", "5.25");
        assertThat(rows.get(2)).containsEntry("design", "quick").containsEntry("layer", "conv1");
    }

    @Test
    void namesWithSeparatorsQuotesAndLineBreaksSurvive() {
        String name = "a,\"b\"\nc; d";
        var run =
                new RunResult(Results.slow().identity(), List.of(Results.layer(name, new Cycles(1, 0, 0, 0, 0), 1, 1)));
        assertThat(parse(LayersCsv.write(List.of(run))).get(0)).containsEntry("layer", name);
    }

    @Test
    void whatADesignDoesNotReportIsEmptyAndEveryHeaderIsUnique() {
        LayerResult plain = Results.slow().layers().get(0);
        var other = new LayerResult(
                "x",
                "matmul",
                1,
                1,
                plain.cycles(),
                1,
                Map.of(),
                Map.of("dram.read", 1L, "dram-read", 2L),
                Map.of(),
                plain.energy(),
                plain.values(),
                Map.of("macs", 7.0));
        String csv = LayersCsv.write(
                List.of(Results.slow(), new RunResult(Results.quick().identity(), List.of(other))));
        List<String> header = records(csv).get(0);
        assertThat(header).doesNotHaveDuplicates();
        Map<String, String> last = parse(csv).get(2);
        assertThat(last)
                .containsEntry("stall_barrier_cycles", "")
                .containsEntry("mean_bits", "")
                .containsEntry("dram_read_bits", "2")
                .containsEntry("dram_read_bits_2", "1")
                .containsEntry("macs", "1")
                .containsEntry("macs_2", "7");
    }

    @Test
    void thePageOfTheManualNamesEveryColumn() throws IOException {
        Path page = Path.of(System.getProperty("bitwright.root", ".."), "docs", "reports.md");
        String manual = Files.readString(page);
        for (LayersCsv.Column column : LayersCsv.Column.values()) {
            assertThat(manual).contains("| `" + column.title + "` | " + column.meaning + " |");
        }
        for (LayersCsv.Family family : LayersCsv.Family.values()) {
            assertThat(manual).contains("| `" + family.pattern.replace("%s", "NAME") + "` | " + family.meaning + " |");
        }
    }

    private static List<Map<String, String>> parse(String csv) {
        List<List<String>> records = records(csv);
        var rows = new ArrayList<Map<String, String>>();
        for (List<String> cells : records.subList(1, records.size())) {
            assertThat(cells).hasSameSizeAs(records.get(0));
            var row = new LinkedHashMap<String, String>();
            for (int i = 0; i < cells.size(); i++) {
                row.put(records.get(0).get(i), cells.get(i));
            }
            rows.add(row);
        }
        return rows;
    }

    /** RFC 4180, character by character. */
    private static List<List<String>> records(String csv) {
        var records = new ArrayList<List<String>>();
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                cell.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                cells.add(cell.toString());
                cell.setLength(0);
                if (c == '\n') {
                    records.add(List.copyOf(cells));
                    cells.clear();
                }
            } else {
                cell.append(c);
            }
        }
        assertThat(cells).as("the file ends with a line feed").isEmpty();
        return records;
    }
}
