package bitwright.conformance.reproduce;

import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.config.Setting;
import bitwright.runner.Runner;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The library's run {@code memory-bound} behind several memories, as a table in Markdown. */
final class MemoryBounds {
    /** Behind which the designs run. */
    static final List<String> MEMORIES = List.of("ddr4-2400", "lpddr4-2400", "hbm2-2000");

    private MemoryBounds() {}

    /** The results by memory, in the order of {@link #MEMORIES}. */
    static List<List<RunResult>> run(int threads) {
        var file = Library.builtIn().path(Library.Kind.RUNS, "memory-bound");
        var runner = new Runner(threads);
        return MEMORIES.stream()
                .map(memory -> ConfigReader.builtIn().run(file, List.of(Setting.parse("memory=" + memory)), List.of()))
                .map(runner::run)
                .toList();
    }

    /** A line a design: milliseconds, the share of them that is waiting, the layers that memory bounds. */
    static String markdown(List<List<RunResult>> ofMemories) {
        var text = new StringBuilder("| design |");
        MEMORIES.forEach(memory -> text.append(' ').append(memory).append(", ms | waiting | memory-bound |"));
        text.append("\n|---|").append("---:|---:|---|".repeat(MEMORIES.size())).append('\n');
        for (int design = 0; design < ofMemories.get(0).size(); design++) {
            text.append("| ")
                    .append(ofMemories.get(0).get(design).identity().design())
                    .append(" |");
            for (List<RunResult> results : ofMemories) {
                RunResult run = results.get(design);
                Cycles cycles = run.totalCycles();
                text.append(String.format(
                        Locale.ROOT,
                        " %.2f | %.0f %% | %s |",
                        run.milliseconds(),
                        100.0 * cycles.memoryStall() / cycles.total(),
                        bound(run)));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /** The layers that memory bounds, successive ones as a range. */
    private static String bound(RunResult run) {
        var ranges = new ArrayList<List<String>>();
        boolean before = false;
        for (LayerResult layer : run.layers()) {
            if (layer.boundByMemory() && !before) {
                ranges.add(new ArrayList<>());
            }
            before = layer.boundByMemory();
            if (before) {
                ranges.get(ranges.size() - 1).add(layer.name());
            }
        }
        return ranges.isEmpty()
                ? "none"
                : ranges.stream()
                        .map(range ->
                                range.size() == 1 ? range.get(0) : range.get(0) + "–" + range.get(range.size() - 1))
                        .collect(Collectors.joining(", "));
    }
}
