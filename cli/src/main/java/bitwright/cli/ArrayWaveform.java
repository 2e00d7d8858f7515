package bitwright.cli;

import bitwright.accel.systolic.SystolicArray;
import bitwright.config.DesignConfig;
import bitwright.config.ResolvedRun;
import bitwright.report.ReportFiles;
import bitwright.runner.WorkloadCache;
import bitwright.sim.engine.Frequency;
import bitwright.sim.trace.VcdWriter;
import java.io.IOException;
import java.nio.file.Path;

/** The registers of a small systolic array at work on the first layer of a run, as GTKWave opens them. */
final class ArrayWaveform {
    /** Larger arrays have more signals than anybody looks at. */
    private static final int MOST_PES = 256;

    private static final int MOST_EDGES = 20_000;

    private ArrayWaveform() {}

    /**
     * The run's first design.
     *
     * @throws IllegalArgumentException unless it is a small systolic array of integers
     */
    static SystolicArray array(ResolvedRun run) {
        DesignConfig design = run.config().designs().get(0);
        if (!(design.machine() instanceof SystolicArray array)) {
            throw new IllegalArgumentException("--vcd shows a systolic array, and " + design.name() + " is none");
        }
        if (array.array().pes() > MOST_PES || !array.pe().isPlain()) {
            throw new IllegalArgumentException("--vcd shows at most " + MOST_PES + " PEs of integers, and "
                    + design.name() + " has " + array.array().pes()
                    + (array.pe().isPlain() ? "" : " of another format"));
        }
        return array;
    }

    /** Writes the first edges of the layer, at most {@value MOST_EDGES}. */
    static void write(ResolvedRun run, Path file) throws IOException {
        SystolicArray array = array(run);
        var layer = new WorkloadCache().of(run.config()).trace().layers().get(0);
        var registers = array.registers(layer);
        ReportFiles.write(file, text -> {
            var vcd = new VcdWriter(text, "array", Frequency.ofMHz(array.clockMHz()), registers.signals());
            for (int edge = 1; edge <= MOST_EDGES; edge++) {
                boolean more = registers.edge();
                vcd.sample(edge);
                if (!more) {
                    break;
                }
            }
            vcd.end();
        });
    }
}
