package bitwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.sim.result.ValueCheck;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class TerminalReportTest {
    private static final List<RunResult> RUNS = List.of(Results.slow(), Results.quick());

    @Test
    void aRunIsATableOfLayersAndDesigns() throws IOException {
        // Utilisation: 250 / 1000, 250 / 500, 250 / 3000, 250 / 1000, 500 / 4000, 500 / 1500.
        assertThat(run(RUNS, false)).isEqualTo("""
                        tiny: 2 layers, operands from model tiny.tflite
                          slow   fidelity step, memory ideal, energy cmos-45nm, 1000 MHz, peak 4096 16-bit MACs/cycle
                                 values: recomputed 2,048 outputs, 0 mismatches; seed 1, experiment cccccccc
                          quick  fidelity step, memory ideal, energy cmos-45nm, 1000 MHz, peak 4096 16-bit MACs/cycle
                                 values: recomputed 2,048 outputs, 0 mismatches; seed 1, experiment cccccccc

                        cycles = compute + fill + load (weights) + sync (stall) + memory (stall); DRAM and on-chip: bits

                        layer  design    MACs  cycles  compute  fill  memory  util.  speed-up   energy    DRAM  on-chip
                        -----------------------------------------------------------------------------------------------
                        conv1  slow    1.000M  1.000k      900   100       0  25.0%     1.00×  3.000µJ  2.000M   3.000M
                               quick   1.000M     500      400   100       0  50.0%     2.00×  1.500µJ  2.000M   3.000M
                        conv2  slow    1.000M  3.000k   2.500k   100     400   8.3%     1.00×  5.000µJ  2.000M   3.000M
                               quick   1.000M  1.000k      500   100     400  25.0%     3.00×  2.500µJ  2.000M   3.000M
                        total  slow    2.000M  4.000k   3.400k   200     400  12.5%     1.00×  8.000µJ  4.000M   6.000M
                               quick   2.000M  1.500k      900   200     400  33.3%     2.67×  4.000µJ  4.000M   6.000M

                        speed-up at equal peak: every design has 4096 16-bit MACs/cycle
                        dynamic energy resting on low confidence: slow 25.0%, quick 50.0%
                        leakage: unknown
                        """);
    }

    @Test
    void aComparisonShowsTotalsAndLayersSideBySide() throws IOException {
        // EDP: 8 µJ * 4 µs = 32 pJs and 4 µJ * 1.5 µs = 6 pJs; geomean: sqrt(2 * 3).
        String text = comparison(RUNS);
        assertThat(text).contains("""
                        In total (geomean: of the layers' speed-ups; traffic in bits):
                        design     time  speed-up  geomean   energy  rel. energy  MACs/J  efficiency       EDP  rel. EDP    DRAM  on-chip
                        -----------------------------------------------------------------------------------------------------------------
                        slow    4.000µs     1.00×    1.00×  8.000µJ        1.00×  250.0G       1.00×  32.00pJs     1.00×  4.000M   6.000M
                        quick   1.500µs     2.67×    2.45×  4.000µJ        0.50×  500.0G       2.00×  6.000pJs     0.19×  4.000M   6.000M

                        Speed-up per layer:
                        layer   slow  quick
                        -------------------
                        conv1  1.00×  2.00×
                        conv2  1.00×  3.00×
                        total  1.00×  2.67×

                        Energy per layer:
                        layer             slow            quick
                        ---------------------------------------
                        conv1  3.000µJ (1.00×)  1.500µJ (0.50×)
                        conv2  5.000µJ (1.00×)  2.500µJ (0.50×)
                        total  8.000µJ (1.00×)  4.000µJ (0.50×)
                        """).doesNotContain("over workloads", "warning");
    }

    @Test
    void severalWorkloadsEndWithAMeanAndAWarning() throws IOException {
        // Twice 2.67; the energy has a ratio on the first workload only.
        String text = comparison(List.of(
                RUNS.get(0),
                RUNS.get(1),
                Results.with(RUNS.get(0), Results.identity("slow", "other", "cmos-45nm")),
                Results.with(RUNS.get(1), Results.identity("quick", "other", "cmos-65nm"))));
        assertThat(text).endsWith("""
                        Speed-up over workloads, against slow:
                        workload         slow  quick
                        ----------------------------
                        tiny            1.00×  2.67×
                        other           1.00×  2.67×
                        geometric mean  1.00×  2.67×

                        Relative energy over workloads, against slow:
                        workload         slow       quick
                        ---------------------------------
                        tiny            1.00×       0.50×
                        other           1.00×           –
                        geometric mean  1.00×  0.50× of 1

                        warning: workloads differ: tiny, other; designs are compared within each workload only
                        warning: other: energy tables differ (slow: cmos-45nm, quick: cmos-65nm); energies are compared only under the same table
                        """);
    }

    @Test
    void mismatchesAreWarnedAboutWithTheirPlace() throws IOException {
        LayerResult right = RUNS.get(0).layers().get(0);
        var check = new ValueCheck(ValueCheck.Method.SAMPLED, 1024, 100, 3, "[0,1,2,3] expected 7, got 8");
        var wrong = new LayerResult(
                right.name(),
                right.op(),
                right.macs(),
                right.effectiveMacs(),
                right.cycles(),
                right.idealCycles(),
                right.stallCycles(),
                right.trafficBits(),
                right.componentActions(),
                right.energy(),
                check,
                right.statistics());
        var proven = new LayerResult(
                "p",
                right.op(),
                right.macs(),
                right.effectiveMacs(),
                right.cycles(),
                right.idealCycles(),
                right.stallCycles(),
                right.trafficBits(),
                right.componentActions(),
                right.energy(),
                ValueCheck.proven(5000),
                right.statistics());
        assertThat(run(List.of(new RunResult(RUNS.get(0).identity(), List.of(wrong, proven))), false))
                .contains("values: sampled 100 of 1,024 outputs, 3 mismatches; proven by the PE's contract, "
                        + "5,000 outputs not run;")
                .endsWith("warning: tiny: slow, layer conv1: 3 of 100 compared outputs differ from the reference; "
                        + "first: [0,1,2,3] expected 7, got 8\n");
    }

    @Test
    void coloursComeOnlyIfAskedForAndChangeNothingElse() throws IOException {
        String plain = run(RUNS, false);
        String coloured = run(RUNS, true);
        assertThat(plain).doesNotContain("\u001b");
        assertThat(coloured).contains("\u001b[1m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]*m", "")).isEqualTo(plain);
    }

    @Test
    void linesStayReadable() throws IOException {
        List<RunResult> networks = List.of(Results.network("dadiannao", 60, 1), Results.network("loom-1b", 60, 2.3));
        assertThat(run(networks, false).lines()).allMatch(line -> line.length() <= 130, "at most 130 wide");
    }

    @Test
    void theLocaleDoesNotMatter() throws IOException {
        Locale before = Locale.getDefault();
        String expected = run(RUNS, false);
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(run(RUNS, false)).isEqualTo(expected);
        } finally {
            Locale.setDefault(before);
        }
    }

    private static String run(List<RunResult> runs, boolean colours) throws IOException {
        var out = new StringBuilder();
        TerminalReport.writeRun(out, Comparison.of(runs), colours);
        return out.toString();
    }

    private static String comparison(List<RunResult> runs) throws IOException {
        var out = new StringBuilder();
        TerminalReport.writeComparison(out, Comparison.of(runs), false);
        return out.toString();
    }
}
