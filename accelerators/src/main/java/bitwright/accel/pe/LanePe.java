package bitwright.accel.pe;

/**
 * A processing element of the broadcast grid: lanes that multiply activations, shared along a column, with weights,
 * shared along a row, into one sum. This is the researcher's one file: an immutable record whose components are its
 * YAML keys.
 *
 * <p>{@link #dot} on one group <em>defines</em> the PE's bits, cycles and actions. The bulk {@link #kernel} and the
 * register-level {@link #datapath} must equal it; the testkit's contract proves that.
 */
public interface LanePe {
    /** Operand pairs that the PE takes a step. */
    int lanes();

    /**
     * The widest operand in bits that the PE takes whole. Wider ones are composed by the array from several columns
     * (activations) and rows (weights).
     */
    int operandBits();

    /** Width of the output accumulator in bits, 2 to 64; sums wrap in it as two's complement. */
    int accumulatorBits();

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
     * The bulk form, prepared for a set of filters.
     *
     * @param filters hardware values {@code [filter][depth]}, all of one depth
     */
    DotKernel kernel(int[][] filters, LayerPrecision precision);

    /** A fresh PE at register level. */
    Datapath datapath(LayerPrecision precision);

    /**
     * Cycles from a step's last busy cycle until its dot product has been added to the output, the length of the
     * pipeline behind the front end: what a layer pays once as fill.
     */
    int drainCycles();

    /** Cycles to load the first weights of a layer, which nothing hides. */
    int weightLoadCycles();

    /** Bits that one activation takes in the buffers and off chip. */
    int activationStorageBits(LayerPrecision precision);

    /** Bits that one weight takes there. */
    int weightStorageBits(LayerPrecision precision);

    /** Throughput of one PE at full precision, in 16-bit by 16-bit multiply-accumulates a cycle. */
    double peakMacsPerCycle();
}
