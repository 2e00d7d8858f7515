package bitwright.config;

import bitwright.accel.Machine;
import bitwright.accel.Setup;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.LayerResult;
import java.util.List;
import java.util.Map;

/** A design for tests of reading: it has keys like a real one, and does not run. */
record TestDesign(Array array, Pe pe, @Default("1000") double clockMHz) implements Machine<String> {
    record Array(
            @Range(min = 1, max = 128) int rows,
            @Range(min = 1, max = 128) int columns) {}

    interface Pe {}

    record Loom(
            int lanes,
            @Default("1") @Range(min = 1, max = 4) int bitsPerCycle) implements Pe {}

    record Stripes(int lanes) implements Pe {}

    static final Registry REGISTRY = new Registry()
            .with(Machine.class, "family", Map.of("test-grid", TestDesign.class))
            .with(Pe.class, "name", Map.of("loom", Loom.class, "stripes", Stripes.class))
            .with(Memory.class, "model", Map.of("ideal", IdealMemory.class, "bandwidth", BandwidthMemory.class));

    static final String YAML = """
            family: test-grid
            array: { rows: 8, columns: 4 }
            pe: { name: loom, lanes: 16 }
            """;

    static final String ENERGY = """
            nodeNm: 45
            description: for tests
            rows: []
            """;

    @Override
    public Class<String> workloadType() {
        return String.class;
    }

    @Override
    public double peakMacsPerCycle() {
        return array.rows() * array.columns();
    }

    @Override
    public List<LayerResult> run(String workload, Setup setup) {
        throw new UnsupportedOperationException("this design only has keys");
    }
}
