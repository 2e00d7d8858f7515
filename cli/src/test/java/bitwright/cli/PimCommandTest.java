package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A transformer on PIM-GPT, from the command line. */
class PimCommandTest {
    private static final String RUN = """
        workload:
          transformer: { name: small, layers: 2, heads: 4, dModel: 128, dFf: 512, vocabulary: 300, context: 64 }
          promptTokens: 3
          generatedTokens: 4
        designs: [pim-gpt, pim-gpt-aim]
        memory: ideal
        energy: cmos-45nm
        """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String command, String... more) throws IOException {
        Path file = folder.resolve("run.yaml");
        Files.writeString(file, RUN);
        var arguments = new java.util.ArrayList<>(List.of(command, file.toString()));
        arguments.addAll(List.of(more));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    @Test
    void aRunTellsOperationsOfPromptAndGenerationAndTheWhole() throws IOException {
        Path results = folder.resolve("results");
        assertThat(execute("run", "--report", "none", "-o", results.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("pim-gpt: companionChipPercent", "rowHitPercent", "tokenMillijoule");
        var lines = Files.readAllLines(results.resolve("layers.csv"));
        assertThat(lines).anyMatch(line -> line.startsWith("pim-gpt,small,prompt-qkv,qkv,"));
        // Two passes without an output, of 3 · 128² weights in two layers; four with one.
        assertThat(lines)
                .anyMatch(line -> line.startsWith("pim-gpt,small,prompt-qkv,qkv," + 2 * 2 * 3 * 128 * 128 + ","));
        assertThat(lines).anyMatch(line -> line.startsWith("pim-gpt-aim,small,head,head," + 4 * 300 * 128 + ","));
        var run = JsonMapper.shared().readTree(Files.readString(results.resolve("run.json")));
        assertThat(run.toString()).contains("\"generatedTokens\":4.0");
    }

    @Test
    void commandByCommandTheTraceShowsBanksAndTheChip() throws IOException {
        Path results = folder.resolve("results");
        assertThat(execute(
                        "run",
                        "--set",
                        "fidelity=cycle",
                        "--set",
                        "designs=[pim-gpt]",
                        "--trace",
                        "--report",
                        "none",
                        "-o",
                        results.toString()))
                .as(err.toString())
                .isZero();
        String trace = Files.readString(results.resolve("trace.perfetto"));
        assertThat(trace)
                .contains("\"token 1\"", "\"token 6\"", "\"companion chip\"", "\"channel 7 banks\"", "MAC_ALL × 8");
    }

    @Test
    void whatTheMachineDoesNotHaveIsRefused() throws IOException {
        String[][] cases = {
            {"memory=ddr4-2400", "a pim-gpt is its own memory; memory must be ideal"},
            {"values=recomputed", "values must be proven or left out"},
            {"fidelity=closed", "fidelity must be step or cycle"},
            {"layers=[qkv]", "workload small has no layers of its own"},
            {"design.memory.rows=10", "the memory's banks have 10"},
            {"design.asic.sramKiB=1", "the companion chip's SRAM must hold"},
        };
        for (String[] one : cases) {
            Path results = folder.resolve("refused");
            assertThat(execute("run", "--set", one[0], "-o", results.toString()))
                    .as(one[0])
                    .isEqualTo(2);
            assertThat(err.toString()).contains(one[1]);
            assertThat(results.resolve("run.json")).doesNotExist();
        }
    }

    @Test
    void theMappingIsShownAndAskedOfNothingElse() throws IOException {
        assertThat(execute("mapping")).isZero();
        assertThat(out.toString()).contains("feed-forward-2", "of 16384 rows of each of 128 banks");
        assertThat(execute("mapping", "--set", "designs=[loom-1b]")).isEqualTo(2);
        assertThat(err.toString()).contains("the first design must be a pim-gpt, loom-1b is none");
        assertThat(execute("mapping", "--set", "workload=glyphs-cnn")).isEqualTo(2);
        assertThat(err.toString()).contains("the workload must be a transformer");
    }

    @Test
    void theInstructionsOfATokenAreShown() throws IOException {
        assertThat(execute("mapping", "--token", "6")).isZero();
        var lines = out.toString().lines().toList();
        // 24 lines of 16 outputs, three in each channel, sums of 8 MACs; six keys of four heads in one bank each.
        assertThat(lines)
                .anyMatch(line -> line.matches(" *4 +qkv +3 +0 to 7 +buffer 8; 3 sums of 8 MACs, 64 a row"))
                .anyMatch(line -> line.matches(" *7 +score +6 +0 +buffer 8; 4 sums of 2 MACs, 64 a row"));
        assertThat(lines.get(lines.size() - 1)).contains("greatest", "299 additions, 0 multiplications");
        assertThat(execute("mapping", "--token", "7")).isEqualTo(2);
        assertThat(err.toString()).contains("--token must be between 1 and 6, got 7");
    }
}
