package bitwright.config;

import bitwright.sim.energy.EnergyTable;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A run file: one workload on one or several designs, everything else equal. */
@Doc("A run: one workload on one or several designs.")
public record RunConfig(
        @Doc("A library name, or where the workload is: { trace: DIR }, { network: NAME, prefill: N }, …")
        WorkloadSpec workload,

        @Doc("Library names, paths or mappings; a file may also say design: for a single one.")
        List<DesignConfig> designs,

        @Doc("The off-chip memory: a library name, a path or a mapping.")
        MemoryConfig memory,

        @Doc("The energy table: a library name, a path or a mapping.")
        EnergyTable energy,

        @Doc("How closely time is simulated.") @Default("step")
        Fidelity fidelity,

        @Doc("The seed of everything random.") @Default("1") long seed,

        @Doc("How output values are checked; by default recomputed up to 100 million MACs a layer, sampled above.")
        Optional<ValueCheck.Method> values,

        @Doc("The layers to run, a list of names or first..last; by default all.")
        Optional<LayerSelection> layers,

        @Doc("Which input of the workload's batch is simulated, from 0.")
        @Default("0")
        @Range(min = 0, max = Integer.MAX_VALUE)
        int batch,

        @Doc("Whether each layer's inputs are the machine's own outputs of the layers before, requantised, rather"
                + " than the trace's.")
        @Default("false")
        boolean chain,

        @Doc("Whose numbers are multiplied. workload: the codes that the workload holds; design: weights rounded"
                + " from the float masters and activations of the real network, both to the formats of the design,"
                + " and the labelled inputs classified by its own products and sums.")
        @Default("workload")
        Numbers numbers,

        @Doc("How the workload's weights are rounded anew; by default they stay as the trace has them.")
        Optional<Quantize> quantize,

        @Doc("JARs with users' classes.") @Default("[]") List<Path> plugins) {
    /** Whose numbers a run multiplies. */
    public enum Numbers {
        WORKLOAD,
        DESIGN
    }

    public RunConfig {
        designs = List.copyOf(designs);
        plugins = List.copyOf(plugins);
        Check.that(
                numbers == Numbers.WORKLOAD || quantize.isEmpty(),
                "quantize",
                "must be left out with numbers: design, which rounds the float masters to the design's own formats");
    }
}
