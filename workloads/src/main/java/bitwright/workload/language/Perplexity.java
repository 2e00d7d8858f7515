package bitwright.workload.language;

import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import java.util.Arrays;
import java.util.List;

/**
 * How surprised a language model is: e to the mean of −ln p over all tokens that were predicted. Every token of a sequence
 * but the first is predicted from those before it. Sums are double precision, in order.
 */
public final class Perplexity {
    /** What gives logits. */
    @FunctionalInterface
    public interface Predictor {
        /**
         * Logits after each token of a sequence, {@code [tokens,vocabulary]} in C order.
         *
         * @param tokens of one sequence
         */
        float[] logits(int[] tokens);
    }

    private double surprise;
    private long predicted;

    /** Of a network on some sequences, its products made by somebody. */
    public static double of(Graph graph, List<int[]> sequences, Products products) {
        var inference = new GraphInference(graph);
        return of(
                tokens -> inference
                        .run(CharacterModel.input(tokens), products)
                        .get(graph.outputs().get(0))
                        .reals(),
                sequences);
    }

    /** Of whatever predicts. */
    public static double of(Predictor predictor, List<int[]> sequences) {
        var perplexity = new Perplexity();
        for (int[] sequence : sequences) {
            int[] given = Arrays.copyOf(sequence, sequence.length - 1);
            float[] logits = predictor.logits(given);
            int vocabulary = logits.length / given.length;
            for (int t = 0; t < given.length; t++) {
                perplexity.add(logits, t * vocabulary, vocabulary, sequence[t + 1]);
            }
        }
        return perplexity.value();
    }

    /** Counts one prediction. */
    public void add(float[] logits, int from, int vocabulary, int token) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < vocabulary; i++) {
            most = Math.max(most, logits[from + i]);
        }
        double sum = 0;
        for (int i = 0; i < vocabulary; i++) {
            sum += StrictMath.exp(logits[from + i] - most);
        }
        surprise += StrictMath.log(sum) + most - logits[from + token];
        predicted++;
    }

    /** Of what was counted. */
    public double value() {
        return StrictMath.exp(surprise / predicted);
    }
}
