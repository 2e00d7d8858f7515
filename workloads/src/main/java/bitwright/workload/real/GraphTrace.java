package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real-valued network, run by integers.
 *
 * @param layers its multiplying layers with their operands
 * @param reals the first output for each input as the network itself computes it
 * @param quantised the same where all products were of integers
 * @param rounded whether activations were rounded by calibrated ranges
 * @param left products of two computed tensors that were not kept, because there was more than one input
 */
public record GraphTrace(
        List<RecordedLayer> layers, List<Value> reals, List<Value> quantised, boolean rounded, boolean left) {
    /**
     * How far the integers lead away from the reals.
     *
     * @param signalToNoiseDb power of the outputs over power of their errors; infinite where there are none
     * @param sameChoices inputs, or rows of their outputs, whose largest output is the same one
     * @param choices how many there are
     */
    public record Loss(double signalToNoiseDb, int sameChoices, int choices) {}

    /**
     * Runs a network, each input by itself.
     *
     * @param inputs what is traced: for each run a value for every input
     * @param calibration what ranges are taken from
     */
    public static GraphTrace of(
            Graph graph,
            List<Map<String, Value>> inputs,
            List<Map<String, Value>> calibration,
            RoundToNearest rounding) {
        var inference = new GraphInference(graph);
        var ranges = new Calibration();
        for (Map<String, Value> values : calibration) {
            inference.run(values, ranges);
        }
        List<Value> reals = new ArrayList<>();
        List<Value> quantised = new ArrayList<>();
        var recorder = new LayerRecorder(rounding, ranges, inputs.size() == 1);
        String output = graph.outputs().get(0);
        for (Map<String, Value> values : inputs) {
            reals.add(inference.run(values, Products.PLAIN).get(output));
            quantised.add(inference.run(values, recorder).get(output));
        }
        List<RecordedLayer> layers = recorder.layers();
        if (layers.isEmpty()) {
            throw new WorkloadException(graph.name() + ": holds no layer that multiplies");
        }
        return new GraphTrace(layers, reals, quantised, recorder.rounded(), recorder.left());
    }

    /** What the integers cost. */
    public Loss loss() {
        double signal = 0;
        double noise = 0;
        int same = 0;
        int choices = 0;
        for (int n = 0; n < reals.size(); n++) {
            if (!reals.get(n).isReal()) {
                continue;
            }
            float[] wanted = reals.get(n).reals();
            float[] got = quantised.get(n).reals();
            int rank = reals.get(n).rank();
            int row = rank == 0 ? 1 : Math.max(1, reals.get(n).extent(rank - 1));
            for (int i = 0; i < wanted.length; i++) {
                signal += (double) wanted[i] * wanted[i];
                noise += ((double) wanted[i] - got[i]) * ((double) wanted[i] - got[i]);
            }
            for (int from = 0; from + row <= wanted.length; from += row) {
                same += largest(wanted, from, row) == largest(got, from, row) ? 1 : 0;
                choices++;
            }
        }
        double ratio = 10 * StrictMath.log10(signal / noise);
        return new Loss(noise == 0 ? Double.POSITIVE_INFINITY : ratio, same, choices);
    }

    /** The place of the first of the largest in a row. */
    static int largest(float[] values, int from, int row) {
        int best = 0;
        for (int i = 1; i < row; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
