package bitwright.runner;

import bitwright.accel.LayerMachine;
import bitwright.accel.Setup;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import bitwright.workload.Batch;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.inference.IntegerInference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A whole network through one machine: each layer's inputs are the machine's own outputs of the layers before,
 * requantised; at the end stands a comparison with the reference inference.
 *
 * @param layers the multiplying layers, in network order
 * @param statistics how the network's output compares
 */
record ChainedRun(List<LayerResult> layers, Map<String, Double> statistics) {
    static ChainedRun of(LayerMachine machine, TraceBundle bundle, Batch input, Setup setup) throws IOException {
        var inference = new IntegerInference(bundle.network(), bundle.rounding());
        Tensor codes = bundle.input(input)
                .orElseThrow(() -> new WorkloadException("workload " + bundle.name()
                        + ": chain needs the network's input, which the bundle does not hold"))
                .load();
        var layers = new ArrayList<LayerResult>();
        Tensor ours = inference
                .run(codes, layer -> {
                    var outcome = machine.simulate(layer, setup);
                    layers.add(outcome.result());
                    return outcome.sums();
                })
                .output();
        Tensor reference = inference.run(codes).output();
        double mismatches = 0;
        for (int i = 0; i < reference.data().length; i++) {
            mismatches += reference.data()[i] == ours.data()[i] ? 0 : 1;
        }
        return new ChainedRun(
                layers,
                Map.of(
                        RunResult.CHAINED_OUTPUTS,
                        (double) reference.data().length,
                        RunResult.CHAINED_MISMATCHES,
                        mismatches));
    }
}
