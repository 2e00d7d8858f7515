package bitwright.accel.pe;

import bitwright.accel.pe.Bill.Per;
import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;
import bitwright.sim.trace.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * The bit-parallel inner-product unit of DaDianNao (Chen et al., MICRO 2014): every lane multiplies whole operands in
 * one cycle and an adder tree sums the lanes. Three pipeline stages, products, tree, accumulator (that paper's NFU-1,
 * NFU-2 and the partial-sum adder; the split is inferred).
 */
@Doc("Bit-parallel inner-product unit in the manner of DaDianNao: whole operands, one step a cycle.")
public record BitParallelPe(
        @Doc("Operand pairs a step.") @Range(min = 1, max = 1024)
        int lanes,

        @Doc("Width of the multipliers in bits; wider operands are composed.") @Range(min = 1, max = 16) @Default("16")
        int operandBits,

        @Doc("Width of the adder tree and the accumulator in bits.") @Range(min = 2, max = 64) @Default("32")
        int accumulatorBits)
        implements LanePe {
    private static final Cost ONE_CYCLE = Cost.fixed(1);

    public BitParallelPe {
        Check.ranges(BitParallelPe.class, lanes, operandBits, accumulatorBits);
    }

    @Override
    public Cost cost(LayerPrecision precision) {
        return ONE_CYCLE;
    }

    @Override
    public Bill bill(LayerPrecision precision) {
        return new Bill()
                .lane(Per.STEP, "register.write", operandBits, 1) // the weight
                .lane(Per.STEP, "mul.int", operandBits, 1)
                .lane(Per.STEP, "register.write", 2 * operandBits, 1) // the product
                .tree(Per.STEP, lanes, 2 * operandBits, accumulatorBits)
                .pe(Per.STEP, "register.write", accumulatorBits, 2) // the tree's sum and the accumulator
                .pe(Per.STEP, "add.int", accumulatorBits, 1);
    }

    @Override
    public Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions) {
        Operands.require(weights, activations, lanes, precision);
        long sum = 0;
        for (int lane = 0; lane < weights.length; lane++) {
            sum += (long) weights[lane] * activations[lane];
        }
        bill(precision).chargeGroup(control, 1, weights.length, actions);
        return new Dot(sum, 1);
    }

    @Override
    public DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new ProductKernel(filters, precision);
    }

    @Override
    public Datapath datapath(LayerPrecision precision) {
        return new Registers(precision);
    }

    @Override
    public int drainCycles() {
        return 2;
    }

    @Override
    public int weightLoadCycles() {
        return 0;
    }

    @Override
    public int activationStorageBits(LayerPrecision precision) {
        return Operands.container(precision.activationBits());
    }

    @Override
    public int weightStorageBits(LayerPrecision precision) {
        return Operands.container(precision.weightBits());
    }

    @Override
    public double peakMacsPerCycle() {
        return lanes * (operandBits / 16.0) * (operandBits / 16.0);
    }

    /** Product registers, the tree's register, the output. */
    private final class Registers extends PipelinedDatapath {
        private final boolean signed;
        private final long[] products = new long[lanes];
        private int[] weights;
        private int[] activations;
        private boolean productsValid;
        private long productsTag;
        private boolean treeValid;
        private long tree;
        private long treeTag;

        Registers(LayerPrecision precision) {
            signed = precision.activationsSigned() || precision.weightsSigned();
        }

        @Override
        public boolean ready() {
            return weights == null;
        }

        @Override
        protected void load(int[] newWeights, int[] newActivations, Control control) {
            weights = newWeights;
            activations = newActivations;
        }

        @Override
        public void tick() {
            emit(treeValid, tree, treeTag);
            treeValid = productsValid;
            treeTag = productsTag;
            tree = 0;
            if (productsValid) {
                for (long product : products) {
                    tree += product;
                }
            }
            productsValid = weights != null;
            if (productsValid) {
                for (int lane = 0; lane < products.length; lane++) {
                    products[lane] = lane < weights.length ? (long) weights[lane] * activations[lane] : 0;
                }
                productsTag = tag();
                weights = null;
                activations = null;
            }
        }

        @Override
        public boolean idle() {
            return weights == null && !productsValid && !treeValid;
        }

        @Override
        public List<Signal> registers() {
            var signals = new ArrayList<Signal>();
            signals.add(Signal.flag("tree_valid", () -> treeValid));
            signals.add(Signal.signed("tree", accumulatorBits, () -> tree).when(() -> treeValid));
            signals.add(Signal.flag("products_valid", () -> productsValid));
            for (int lane = 0; lane < lanes; lane++) {
                int of = lane;
                Signal.Kind kind = signed ? Signal.Kind.SIGNED : Signal.Kind.UNSIGNED;
                signals.add(
                        new Signal("product_" + lane, 2 * operandBits, kind, () -> products[of], () -> productsValid));
            }
            return signals;
        }
    }
}
