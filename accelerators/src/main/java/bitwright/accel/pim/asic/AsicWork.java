package bitwright.accel.pim.asic;

/**
 * What one function of the companion chip does for one call.
 *
 * @param additions additions, subtractions and comparisons, each of one adder
 * @param multiplications multiplications, each of one multiplier
 * @param reads values of 16 bits read from the chip's SRAM
 * @param writes values of 16 bits written to it
 * @param cycles cycles of the chip's clock
 */
public record AsicWork(long additions, long multiplications, long reads, long writes, long cycles) {
    /** Nothing done. */
    public static final AsicWork NONE = new AsicWork(0, 0, 0, 0, 0);

    /** One after the other. */
    public AsicWork then(AsicWork next) {
        return new AsicWork(
                additions + next.additions,
                multiplications + next.multiplications,
                reads + next.reads,
                writes + next.writes,
                cycles + next.cycles);
    }

    /** The same so many times, one after the other. */
    public AsicWork times(long count) {
        return new AsicWork(additions * count, multiplications * count, reads * count, writes * count, cycles * count);
    }
}
