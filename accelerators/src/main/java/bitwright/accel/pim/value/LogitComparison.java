package bitwright.accel.pim.value;

import bitwright.workload.language.Choice;
import bitwright.workload.language.Perplexity;
import java.util.Arrays;
import java.util.List;

/**
 * How far a machine's logits lie from a reference's, and what that costs.
 *
 * @param referencePerplexity the reference's, on the same sequences
 * @param perplexity the machine's
 * @param rootMeanSquare of the logits' differences
 * @param largest difference of a logit
 * @param sameChoices predictions whose likeliest token is the reference's
 * @param predictions how many there are
 */
public record LogitComparison(
        double referencePerplexity,
        double perplexity,
        double rootMeanSquare,
        double largest,
        long sameChoices,
        long predictions) {
    /**
     * Compares on sequences of tokens, of which every one but the first is predicted.
     *
     * @param reference its logits by sequence
     */
    public static LogitComparison of(List<float[]> reference, Perplexity.Predictor machine, List<int[]> sequences) {
        Choice likeliest = Choice.likeliest();
        var own = new Perplexity();
        var theirs = new Perplexity();
        double squares = 0;
        double largest = 0;
        long same = 0;
        long predictions = 0;
        long logits = 0;
        for (int s = 0; s < sequences.size(); s++) {
            int[] sequence = sequences.get(s);
            int[] given = Arrays.copyOf(sequence, sequence.length - 1);
            float[] wanted = reference.get(s);
            float[] got = machine.logits(given);
            int row = wanted.length / given.length;
            for (int i = 0; i < wanted.length; i++) {
                double difference = (double) got[i] - wanted[i];
                squares += difference * difference;
                largest = Math.max(largest, Math.abs(difference));
            }
            for (int t = 0; t < given.length; t++) {
                theirs.add(wanted, t * row, row, sequence[t + 1]);
                own.add(got, t * row, row, sequence[t + 1]);
                same += likeliest.of(wanted, t * row, row) == likeliest.of(got, t * row, row) ? 1 : 0;
            }
            predictions += given.length;
            logits += wanted.length;
        }
        return new LogitComparison(
                theirs.value(), own.value(), Math.sqrt(squares / logits), largest, same, predictions);
    }
}
