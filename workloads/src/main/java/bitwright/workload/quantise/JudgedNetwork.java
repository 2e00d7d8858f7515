package bitwright.workload.quantise;

import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import bitwright.workload.real.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real-valued network with inputs on which it is judged: its first output is scores, a row along the last axis for
 * each decision.
 */
public final class JudgedNetwork {
    /**
     * One run of the network.
     *
     * @param inputs a value for each input
     * @param labels the right score of each row, −1 for rows that do not count; none at all where nobody knows
     */
    public record Run(Map<String, Value> inputs, int[] labels) {}

    /**
     * What came of it.
     *
     * @param loss mean cross-entropy in nats: of the labels, or of the shares that the network itself gives, unrounded
     * @param correct rows whose largest score is the label's, or the unrounded network's own
     * @param rows how many there are
     * @param error the norm of what the scores are off, over the norm of the scores
     */
    public record Judgement(double loss, int correct, int rows, double error) {
        /** Of a model of language, by token. */
        public double perplexity() {
            return StrictMath.exp(loss);
        }

        public double percent() {
            return 100.0 * correct / rows;
        }
    }

    private final GraphInference inference;
    private final List<Run> runs;
    private final boolean shares;
    private List<float[]> reference;

    /** @param shares whether the output is shares already, a softmax, rather than scores */
    public JudgedNetwork(Graph graph, List<Run> runs, boolean shares) {
        inference = new GraphInference(graph);
        this.runs = List.copyOf(runs);
        this.shares = shares;
    }

    /** The same network on other inputs. */
    public JudgedNetwork on(List<Run> others) {
        return new JudgedNetwork(inference.graph(), others, shares);
    }

    /** What its layers with constant weights take. */
    public List<LayerSample> samples() {
        var observer = new LayerObserver();
        for (Run run : runs) {
            inference.run(run.inputs(), observer);
        }
        return observer.samples();
    }

    private Value scores(Run run, Products products) {
        return inference
                .run(run.inputs(), products)
                .get(inference.graph().outputs().get(0));
    }

    private synchronized List<float[]> reference() {
        if (reference == null) {
            List<float[]> outputs = new ArrayList<>();
            for (Run run : runs) {
                outputs.add(scores(run, Products.PLAIN).reals());
            }
            reference = outputs;
        }
        return reference;
    }

    /** Judges the network as somebody else multiplies it. */
    public Judgement judge(Products products) {
        double loss = 0;
        int correct = 0;
        int rows = 0;
        double off = 0;
        double size = 0;
        for (int r = 0; r < runs.size(); r++) {
            float[] wanted = reference().get(r);
            Value output = scores(runs.get(r), products);
            float[] got = output.reals();
            int row = output.rank() == 0 ? 1 : output.extent(output.rank() - 1);
            int[] labels = runs.get(r).labels();
            for (int from = 0, n = 0; from + row <= got.length; from += row, n++) {
                for (int i = from; i < from + row; i++) {
                    off += ((double) got[i] - wanted[i]) * ((double) got[i] - wanted[i]);
                    size += (double) wanted[i] * wanted[i];
                }
                if (labels.length > 0 && labels[n] < 0) {
                    continue;
                }
                double[] logs = logs(got, from, row);
                int best = labels.length > 0 ? labels[n] : largest(wanted, from, row);
                if (labels.length > 0) {
                    loss -= logs[best];
                } else {
                    double[] own = logs(wanted, from, row);
                    for (int i = 0; i < row; i++) {
                        loss -= StrictMath.exp(own[i]) * logs[i];
                    }
                }
                correct += largest(got, from, row) == best ? 1 : 0;
                rows++;
            }
        }
        return new Judgement(
                loss / Math.max(1, rows), correct, rows, size == 0 ? Math.sqrt(off) : Math.sqrt(off / size));
    }

    /** Logarithms of the shares, none below that of the least double. */
    private double[] logs(float[] scores, int from, int row) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + row; i++) {
            most = Math.max(most, scores[i]);
        }
        double sum = 0;
        double[] logs = new double[row];
        for (int i = 0; i < row; i++) {
            logs[i] = shares ? StrictMath.log(Math.max(scores[from + i], Double.MIN_NORMAL)) : scores[from + i] - most;
            sum += StrictMath.exp(logs[i]);
        }
        double all = shares ? 0 : StrictMath.log(sum);
        for (int i = 0; i < row; i++) {
            logs[i] -= all;
        }
        return logs;
    }

    private static int largest(float[] values, int from, int row) {
        int best = 0;
        for (int i = 1; i < row; i++) {
            best = values[from + i] > values[from + best] ? i : best;
        }
        return best;
    }
}
