package bitwright.accel.pe;

import java.util.Arrays;
import java.util.Optional;

/**
 * A processing element of the broadcast grid: lanes that multiply activations, shared along a column, with weights,
 * shared along a row, into one sum. This is the researcher's one file: an immutable record whose components are its
 * YAML keys.
 *
 * <p>{@link #dot} on one group <em>defines</em> the PE's bits, cycles and actions. The bulk {@link #kernel} and the
 * register-level {@link #datapath} must equal it; the testkit's contract proves that. A first PE says how many
 * {@link #lanes} it has, its {@link #cost}, its {@link #bill} and its {@link #dot}; everything else has a default.
 */
public interface LanePe {
    /** Operand pairs that the PE takes a step. */
    int lanes();

    /**
     * The widest operand in bits that the PE takes whole. Wider ones are composed by the array from several columns
     * (activations) and rows (weights).
     */
    default int operandBits() {
        return 16;
    }

    /** Width of the output accumulator in bits, 2 to 64; sums wrap in it as two's complement. */
    default int accumulatorBits() {
        return 32;
    }

    /** Columns that share one precision detector; 1 where the PE has none. */
    default int activationGroup() {
        return 1;
    }

    /** Rows that share one precision detector; 1 where the PE has none. */
    default int weightGroup() {
        return 1;
    }

    /** How operands wider than {@link #operandBits} are cut for several PEs. */
    default Slicing slicing() {
        return Slicing.TWOS_COMPLEMENT;
    }

    /** How a wide operand is cut. */
    enum Slicing {
        /** Into fields of its two's complement: all but the highest are unsigned. */
        TWOS_COMPLEMENT,
        /** Into fields of its magnitude, each with the operand's sign, which comes beside the PE's own bits. */
        SIGN_MAGNITUDE
    }

    /** Why the PE cannot run a layer of that precision; empty where it can, which is so unless said otherwise. */
    default Optional<String> refusal(LayerPrecision precision) {
        return Optional.empty();
    }

    /** How many cycles a step takes. */
    Cost cost(LayerPrecision precision);

    /** What a step spends. */
    Bill bill(LayerPrecision precision);

    /**
     * Multiplies one group, exactly, through the PE's own recoding.
     *
     * @param weights hardware values, one a lane; missing lanes at the end are idle
     * @param activations as many hardware values
     * @param control what the detectors found for the group, at least what {@link Cost#control} finds here
     * @param actions receives what the group spends
     */
    Dot dot(int[] weights, int[] activations, Control control, LayerPrecision precision, Bill.Sink actions);

    /**
     * What came of one group.
     *
     * @param sum the exact dot product
     * @param cycles cycles from presenting the operands until the PE can take the next ones
     */
    record Dot(long sum, int cycles) {}

    /**
     * The bulk form, prepared for a set of filters; by default {@link #dot} group by group, which is slow on large layers.
     *
     * @param filters hardware values {@code [filter][depth]}, all of one depth
     */
    default DotKernel kernel(int[][] filters, LayerPrecision precision) {
        return new GroupwiseKernel(this, filters, precision);
    }

    /** A fresh PE at register level; by default one that holds a group for the cycles of its {@link #dot}. */
    default Datapath datapath(LayerPrecision precision) {
        return new OpaqueDatapath(this, precision);
    }

    /**
     * Cycles from a step's last busy cycle until its dot product has been added to the output, the length of the
     * pipeline behind the front end: what a layer pays once as fill. 0 unless said otherwise.
     */
    default int drainCycles() {
        return 0;
    }

    /** Cycles to load the first weights of a layer, which nothing hides. 0 unless said otherwise. */
    default int weightLoadCycles() {
        return 0;
    }

    /** Bits that one activation takes in the buffers and off chip; by default the power of two that holds it. */
    default int activationStorageBits(LayerPrecision precision) {
        return Operands.container(precision.activationBits());
    }

    /** Bits that one weight takes there, likewise. */
    default int weightStorageBits(LayerPrecision precision) {
        return Operands.container(precision.weightBits());
    }

    /**
     * Wires over which a lane takes its activation, cycle by cycle: what a multiplexer in front of it switches. By default
     * the whole activation stands there.
     */
    default int activationWires(LayerPrecision precision) {
        return precision.activationBits();
    }

    /**
     * Throughput of one PE at full precision, in 16-bit by 16-bit multiply-accumulates a cycle; by default that of a step
     * whose operands have all their bits set. A PE that takes longer for others says so itself.
     */
    default double peakMacsPerCycle() {
        var full = new LayerPrecision(operandBits(), false, operandBits(), false);
        var ones = new int[lanes()];
        Arrays.fill(ones, (1 << operandBits()) - 1);
        Cost cost = cost(full);
        double share = operandBits() / 16.0;
        return lanes() * share * share / cost.cycles(ones, ones, cost.control(ones, ones));
    }
}
