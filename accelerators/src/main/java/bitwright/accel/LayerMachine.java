package bitwright.accel;

import bitwright.sim.result.LayerResult;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.reference.Sums;

/** A machine that can hand out the values it computes, so that a network can be run through it layer by layer. */
public interface LayerMachine extends Machine<LayerTrace> {
    /** Simulates one layer with all of its values. */
    Outcome simulate(Layer layer, Setup setup);

    /**
     * What came of a layer.
     *
     * @param result cycles, work, checks
     * @param sums every output as the machine computed it, before bias and requantisation
     */
    record Outcome(LayerResult result, Sums sums) {}
}
