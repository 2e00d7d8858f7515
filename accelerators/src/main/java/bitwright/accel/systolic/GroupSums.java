package bitwright.accel.systolic;

import bitwright.accel.number.PeArithmetic;
import bitwright.arith.dot.Accumulator;
import java.util.Arrays;

/**
 * Output-stationary PEs that sum group by group: a PE's register holds one group's products. A row's first PE has the sum of
 * the row's activations beside it, which moves right with them, so that every PE finds it there when its own group ends; what
 * then leaves is dequantised and joins the output.
 */
final class GroupSums implements PeSums {
    private static final int IDLE = Integer.MIN_VALUE;

    private final int columns;
    private final int products;
    private final GroupedWeights weights;
    private final PeArithmetic arithmetic;
    private final int one;
    private final Accumulator[] sums;
    /** The sum of a row's activations in its first column. */
    private final Accumulator[] ofRow;
    /** Where that sum has come to, PE by PE. */
    private final double[] shared;

    private final Accumulator[] outputsOfPes;
    private final int[] filter;
    private final int[] taken;
    private final int filters;
    private final OutputValues.Reals outputs;

    GroupSums(Mesh mesh, MacPe pe, GroupedWeights weights, Gemm gemm) {
        columns = mesh.columns();
        products = gemm.k();
        filters = gemm.groups() * gemm.n();
        this.weights = weights;
        arithmetic = new PeArithmetic(pe.arithmetic());
        one = GroupArithmetic.one(pe);
        sums = accumulators(mesh.pes());
        ofRow = accumulators(mesh.rows());
        shared = new double[mesh.pes()];
        outputsOfPes = new Accumulator[mesh.pes()];
        Arrays.setAll(outputsOfPes, i -> weights.rule().accumulation().start());
        filter = new int[mesh.pes()];
        taken = new int[mesh.pes()];
        outputs = new OutputValues.Reals(new double[gemm.m() * filters]);
    }

    private Accumulator[] accumulators(int count) {
        var accumulators = new Accumulator[count];
        Arrays.setAll(accumulators, i -> arithmetic.start());
        return accumulators;
    }

    @Override
    public int idle() {
        return IDLE;
    }

    @Override
    public void begin(int pe, int output) {
        clear(pe);
        outputsOfPes[pe].clear();
        filter[pe] = output % filters;
        taken[pe] = 0;
        if (pe % columns == 0) {
            ofRow[pe / columns].clear();
        }
    }

    @Override
    public void accumulate(int[] left, int[] top) {
        // The shared sums move before they grow: a PE sees its left neighbour's of the edge before.
        for (int first = 0; first < shared.length; first += columns) {
            System.arraycopy(shared, first, shared, first + 1, columns - 1);
            if (left[first] != IDLE) {
                arithmetic.add(ofRow[first / columns], left[first], one);
                shared[first] = ofRow[first / columns].value();
            }
        }
        for (int pe = 0; pe < sums.length; pe++) {
            if (left[pe] != IDLE && top[pe] != IDLE) {
                arithmetic.add(sums[pe], left[pe], top[pe]);
                taken[pe]++;
            }
        }
        endGroups(left, top);
    }

    private void endGroups(int[] left, int[] top) {
        int size = weights.rule().size();
        for (int pe = 0; pe < sums.length; pe++) {
            boolean works = left[pe] != IDLE && top[pe] != IDLE;
            if (works && (taken[pe] % size == 0 || taken[pe] == products)) {
                int group = (taken[pe] - 1) / size;
                outputsOfPes[pe].add(weights.share(filter[pe], group, sums[pe].value(), shared[pe]));
                sums[pe].clear();
                if (pe % columns == 0) {
                    ofRow[pe / columns].clear();
                }
            }
        }
    }

    @Override
    public void clear(int pe) {
        sums[pe].clear();
    }

    @Override
    public void take(int pe, int output, int shift) {
        outputs.values()[output] = outputsOfPes[pe].value();
    }

    @Override
    public void flow(int[] streamed, int[] stationary) {
        throw new IllegalStateException("groups of weights are summed output-stationary");
    }

    @Override
    public void takeBottom(int column, int output, int shift) {
        throw new IllegalStateException("groups of weights are summed output-stationary");
    }

    @Override
    public double value(int pe) {
        return sums[pe].value();
    }

    @Override
    public OutputValues outputs() {
        return outputs;
    }
}
