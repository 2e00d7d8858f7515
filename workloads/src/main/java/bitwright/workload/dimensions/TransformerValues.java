package bitwright.workload.dimensions;

/**
 * How the operands of a transformer's matrix products are spread.
 *
 * @param weights of every matrix
 * @param image pixels, where there are any
 * @param normalised what a normalisation gives: the input of queries, keys, values, of the first feed-forward matrices
 *     and of the last matrix
 * @param projected queries, keys and values
 * @param probabilities what softmax gives, never negative
 * @param attended what attention gives: the input of its output matrix
 * @param hidden what lies between the feed-forward matrices
 */
public record TransformerValues(
        RelativeValues weights,
        RelativeValues image,
        RelativeValues normalised,
        RelativeValues projected,
        RelativeValues probabilities,
        RelativeValues attended,
        RelativeValues hidden) {
    String describe() {
        return "weights " + weights.describe() + "; normalised activations " + normalised.describe()
                + "; queries, keys and values " + projected.describe() + "; probabilities " + probabilities.describe()
                + "; attended " + attended.describe() + "; hidden " + hidden.describe();
    }
}
