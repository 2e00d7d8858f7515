package bitwright.workload.quantise.mixed;

/**
 * What options cost: {@code aᵀ·Ω·a} for the one-hot vector a of a choice, and their sizes.
 *
 * @param options by layer, how many there are
 * @param omega symmetric, over all options of all layers in a row
 * @param sizes by layer and option
 */
public record Costs(int options, double[][] omega, long[][] sizes) {
    public int layers() {
        return sizes.length;
    }

    int at(int layer, int option) {
        return layer * options + option;
    }

    /** What a choice costs. */
    public double of(int[] choice) {
        double sum = 0;
        for (int i = 0; i < choice.length; i++) {
            for (int j = 0; j < choice.length; j++) {
                sum += omega[at(i, choice[i])][at(j, choice[j])];
            }
        }
        return sum;
    }

    public long size(int[] choice) {
        long size = 0;
        for (int i = 0; i < choice.length; i++) {
            size += sizes[i][choice[i]];
        }
        return size;
    }

    /** The same without what layers cost one another. */
    public Costs diagonal() {
        double[][] alone = new double[omega.length][omega.length];
        for (int i = 0; i < alone.length; i++) {
            alone[i][i] = omega[i][i];
        }
        return new Costs(options, alone, sizes);
    }

    /** The smallest size that a choice can have. */
    long least() {
        long least = 0;
        for (long[] own : sizes) {
            long smallest = Long.MAX_VALUE;
            for (long size : own) {
                smallest = Math.min(smallest, size);
            }
            least += smallest;
        }
        return least;
    }
}
