package bitwright.accel.systolic;

/**
 * What a fold asks of the buffers: what a memory system has to fetch before, or write after it.
 *
 * @param fold which
 * @param activationBits activations that enter the array
 * @param weightBits weights that enter the array
 * @param partialSumBits sums of earlier folds that are read back to be added to
 * @param outputBits sums that leave the array
 */
public record Demand(Fold fold, long activationBits, long weightBits, long partialSumBits, long outputBits) {}
