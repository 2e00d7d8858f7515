package bitwright.accel.pim;

import bitwright.sim.parameter.Check;
import bitwright.sim.parameter.Default;
import bitwright.sim.parameter.Doc;
import bitwright.sim.parameter.Range;

/** How a memory that computes is divided, and what its banks and channels have beside their rows. Values have 16 bits. */
@Doc("How a memory that computes is divided, and what its banks and channels have beside their rows.")
public record PimMemory(
        @Doc("Channels, each with a bus of its own.") @Range(min = 1, max = 256)
        int channels,

        @Doc("Banks of a channel, which work in lockstep, each with a multiply-accumulate unit.")
        @Range(min = 1, max = 256)
        int banks,

        @Doc("Rows of a bank.") @Range(min = 1, max = 1 << 24)
        int rows,

        @Doc("Bytes of a row, a power of two.") @Range(min = 64, max = 1 << 16)
        int rowBytes,

        @Doc("Bytes of one access over the channel's bus, a power of two.") @Range(min = 2, max = 1024)
        int accessBytes,

        @Doc("Multipliers of a multiply-accumulate unit, a power of two: values of a row taken by one MAC command.")
        @Range(min = 1, max = 1024)
        int macWidth,

        @Doc("Bytes of a channel's buffer, whose values all its banks are sent; at most a row.")
        @Range(min = 2, max = 1 << 16)
        int bufferBytes,

        @Doc("Sums that a multiply-accumulate unit holds, the one it is adding to included.")
        @Range(min = 1, max = 64)
        @Default("2")
        int resultRegisters) {
    /** Bytes of a value: bf16. */
    public static final int VALUE_BYTES = 2;

    public PimMemory {
        Check.ranges(
                PimMemory.class, channels, banks, rows, rowBytes, accessBytes, macWidth, bufferBytes, resultRegisters);
        powerOfTwo("rowBytes", rowBytes);
        powerOfTwo("accessBytes", accessBytes);
        powerOfTwo("macWidth", macWidth);
        Check.that(
                accessBytes <= rowBytes,
                "accessBytes",
                "must be at most rowBytes " + rowBytes + ", got " + accessBytes);
        Check.that(
                macWidth * VALUE_BYTES <= rowBytes,
                "macWidth",
                "must be at most the " + rowBytes / VALUE_BYTES + " values of a row, got " + macWidth);
        Check.that(
                bufferBytes <= rowBytes && bufferBytes % Math.max(accessBytes, macWidth * VALUE_BYTES) == 0,
                "bufferBytes",
                "must be at most rowBytes " + rowBytes + " and a multiple of accessBytes and of the "
                        + macWidth * VALUE_BYTES + " bytes of a MAC, got " + bufferBytes);
    }

    private static void powerOfTwo(String name, int value) {
        Check.that(Integer.bitCount(value) == 1, name, "must be a power of two, got " + value);
    }

    /** Values of a row. */
    public int rowValues() {
        return rowBytes / VALUE_BYTES;
    }

    /** Values of an access over the bus. */
    public int accessValues() {
        return accessBytes / VALUE_BYTES;
    }

    /** Values that the buffer holds: vectors are cut into chunks of so many. */
    public int chunkValues() {
        return bufferBytes / VALUE_BYTES;
    }

    /** What stored vectors are padded to a multiple of: an access, or the values of a MAC if these are more. */
    public int granule() {
        return Math.max(accessValues(), macWidth);
    }

    /** A length padded to whole granules. */
    public int padded(int values) {
        return up(values, granule()) * granule();
    }

    /** MAC commands of a row. */
    public int macsPerRow() {
        return rowValues() / macWidth;
    }

    /** Accesses of a row. */
    public int accessesPerRow() {
        return rowBytes / accessBytes;
    }

    /** Accesses that carry the sums of all banks. */
    public int resultAccesses() {
        return up(banks * VALUE_BYTES, accessBytes);
    }

    /** Bytes of all channels. */
    public long bytes() {
        return (long) channels * banks * rows * rowBytes;
    }

    static int up(int value, int unit) {
        return (value + unit - 1) / unit;
    }
}
