package bitwright.accel.gnn;

import bitwright.accel.Setup;
import bitwright.sim.engine.Engine;
import bitwright.sim.memory.OffChip;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.gnn.GnnLayer;
import bitwright.workload.gnn.GnnReference;
import bitwright.workload.gnn.GraphRun;
import bitwright.workload.gnn.LayerValues;
import bitwright.workload.graph.Features;
import bitwright.workload.graph.SplitMix64;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/** A network on the machine, layer by layer; each layer's inputs are the outputs that the machine wrote in the one before. */
final class GnnExecution {
    /** Nodes that are recomputed where not all of them are. */
    private static final int SAMPLE = 1000;

    private final Ample machine;
    private final GraphRun run;
    private final Setup setup;
    private final List<Features> outputs = new ArrayList<>();

    GnnExecution(Ample machine, GraphRun run, Setup setup) {
        this.machine = machine;
        this.run = run;
        this.setup = setup;
    }

    List<LayerResult> results() {
        var results = new ArrayList<LayerResult>();
        Features inputs = run.features();
        for (int index = 0; index < run.network().layers().size(); index++) {
            GnnLayer layer = run.network().layers().get(index);
            if (inputs == null) {
                // Nothing or a sample of the layer before was computed: this one is checked on seeded features.
                inputs = new Features.Seeded(run.graph().nodes(), layer.inputs(), setup.seed() * 1000 + index);
            }
            var one = new OneLayer(index, layer, inputs);
            results.add(one.result());
            inputs = one.outputs();
            outputs.add(inputs);
        }
        return results;
    }

    /** What each layer has written, once {@link #results} is done; null where not all of it was computed. */
    List<Features> outputs() {
        return outputs;
    }

    /** One layer of the network. */
    private final class OneLayer {
        private final GnnLayer layer;
        private final ValueCheck.Method method;
        private final boolean[] sampled;
        private final LayerValues values;
        private final Datapath datapath;
        private final LayerSums sums;

        OneLayer(int index, GnnLayer layer, Features inputs) {
            this.layer = layer;
            sums = new LayerSums(machine, run, layer);
            method = setup.values(sums.macs());
            sampled = method == ValueCheck.Method.SAMPLED ? sample() : null;
            if (method == ValueCheck.Method.PROVEN) {
                values = null;
                datapath = null;
            } else {
                values = new LayerValues(run, index, inputs);
                datapath = new Datapath(
                        run, index, values, machine.transformation().columns());
            }
        }

        private boolean[] sample() {
            int nodes = run.graph().nodes();
            boolean[] chosen = new boolean[nodes];
            for (int i = 0; i < Math.min(SAMPLE, nodes); i++) {
                chosen[(int) (SplitMix64.unit(setup.seed() * 1000 + 99, i + 1L) * nodes)] = true;
            }
            return chosen;
        }

        private boolean computes(int node) {
            return sampled == null || sampled[node];
        }

        /** What the layer has written; null where it did not compute all of it. */
        Features outputs() {
            return method == ValueCheck.Method.RECOMPUTED ? datapath.outputs() : null;
        }

        LayerResult result() {
            var hardware = Mapping.of(run, layer);
            boolean joined = hardware.size() > 1;
            IntConsumer write = node -> {
                if (datapath != null && computes(node)) {
                    if (joined) {
                        datapath.writeJoined(node);
                    } else {
                        datapath.write(node);
                    }
                }
            };
            LayerSimulation last = null;
            for (int i = 0; i < hardware.size(); i++) {
                boolean completes = i + 1 == hardware.size();
                last = simulation(hardware.get(i), completes ? write : node -> {});
            }
            return sums.result(check(last), setup);
        }

        private LayerSimulation simulation(HardwareLayer part, IntConsumer written) {
            var engine = new Engine();
            var clock = setup.memory().clock(machine.clockMHz());
            long from = clock.ticks(sums.cyclesSoFar());
            var timeline = LaterTimeline.of(setup.timelines().of(layer.name(), clock), from);
            OffChip memory = setup.memory().plug(engine, clock, timeline);
            var simulation =
                    new LayerSimulation(machine, part, sums.groups(part), engine, clock, memory, timeline, written);
            sums.add(part, simulation.run(), memory);
            return simulation;
        }

        private ValueCheck check(LayerSimulation last) {
            long outputs = (long) run.graph().nodes() * layer.outputs();
            if (method == ValueCheck.Method.PROVEN) {
                return ValueCheck.proven(outputs);
            }
            float[] row = new float[layer.inputs()];
            double[] message = new double[layer.inputs()];
            double[] sum = new double[layer.inputs()];
            double[] scratch = new double[layer.outputs()];
            float[] expected = new float[layer.outputs()];
            float[] ours = datapath.values();
            long compared = 0;
            long mismatches = 0;
            String first = "";
            for (int node = 0; node < run.graph().nodes(); node++) {
                // A node without messages is not run, and its zeros stand; one with too many is left out of the check.
                if (!computes(node) || sums.leavesOut(node)) {
                    continue;
                }
                GnnReference.aggregate(run, values, node, row, message, sum);
                if (run.network().model().hasSelfWeights()) {
                    values.message(node, node, row, message);
                }
                values.transform(node, sum, message, scratch, expected, 0);
                for (int out = 0; out < expected.length; out++) {
                    float one = ours[node * expected.length + out];
                    compared++;
                    if (Float.floatToIntBits(one) != Float.floatToIntBits(expected[out])) {
                        if (mismatches++ == 0) {
                            first = "output " + out + " of node " + node + ": expected " + expected[out] + ", got "
                                    + one;
                        }
                    }
                }
            }
            return new ValueCheck(method, outputs, compared, mismatches, first);
        }
    }
}
