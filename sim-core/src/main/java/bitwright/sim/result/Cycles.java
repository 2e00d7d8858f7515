package bitwright.sim.result;

/**
 * The cycles of one layer, taken apart so that the parts add up to the total. Parts that overlap are counted once, in
 * the order of the components; {@code docs/cycles.md} defines each part for each design.
 *
 * @param compute the array's step sequence, waiting at its barriers included; what other simulators call compute cycles
 * @param fill pipeline fill and drain, and the final reduction of partial sums, that no other work hides
 * @param weightLoad loading of weight registers that no compute hides
 * @param syncStall waiting for another unit that is no part of a step's own barrier
 * @param memoryStall waiting for buffers or off-chip memory
 */
public record Cycles(long compute, long fill, long weightLoad, long syncStall, long memoryStall) {
    public static final Cycles ZERO = new Cycles(0, 0, 0, 0, 0);

    public Cycles {
        if (compute < 0 || fill < 0 || weightLoad < 0 || syncStall < 0 || memoryStall < 0) {
            throw new IllegalArgumentException("a part of the cycles is negative: compute " + compute + ", fill " + fill
                    + ", weightLoad " + weightLoad + ", syncStall " + syncStall + ", memoryStall " + memoryStall);
        }
        try {
            Math.addExact(
                    Math.addExact(compute, fill), Math.addExact(weightLoad, Math.addExact(syncStall, memoryStall)));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the parts of the cycles add up to more than 64 bits hold", e);
        }
    }

    public long total() {
        return compute + fill + weightLoad + syncStall + memoryStall;
    }

    public Cycles plus(Cycles other) {
        return new Cycles(
                compute + other.compute,
                fill + other.fill,
                weightLoad + other.weightLoad,
                syncStall + other.syncStall,
                memoryStall + other.memoryStall);
    }
}
