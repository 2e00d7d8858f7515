package bitwright.accel.pe;

/**
 * The codes of lines of lanes, transposed: for each line and each bit a mask of the lanes, its own and those of the lines
 * behind it within reach, whose code has the bit. At most 64 lanes in reach.
 */
final class Planes {
    private final int lanes;
    private final int lines;
    private final long inReach;
    private final int beyond;
    /** {@code [line · stride + bit]}. */
    private long[] planes = new long[0];

    private int stride;
    private int bits;

    /** @param beyond how many empty planes can be asked for beyond the last bit */
    Planes(int lanes, int lines, int reach, int beyond) {
        this.lanes = lanes;
        this.lines = lines;
        this.beyond = beyond;
        inReach = -1L >>> Long.SIZE - lanes * reach;
    }

    void load(long[] codes) {
        long any = 0;
        for (long code : codes) {
            any |= code;
        }
        bits = Long.SIZE - Long.numberOfLeadingZeros(any);
        stride = bits + beyond;
        if (planes.length < lines * stride) {
            planes = new long[lines * stride];
        }
        java.util.Arrays.fill(planes, 0);
        for (int line = lines - 1; line >= 0; line--) {
            int plane = line * stride;
            for (int bit = 0; bit < bits && line + 1 < lines && lanes < Long.SIZE; bit++) {
                planes[plane + bit] = planes[plane + stride + bit] << lanes & inReach;
            }
            for (int lane = 0; lane < lanes; lane++) {
                for (long rest = codes[line * lanes + lane]; rest != 0; rest &= rest - 1) {
                    planes[plane + Long.numberOfTrailingZeros(rest)] |= 1L << lane;
                }
            }
        }
    }

    /** Planes of a line up to the last that may have a lane. */
    int bits() {
        return bits;
    }

    /** Where a line's planes begin in {@link #masks}. */
    int first(int line) {
        return line * stride;
    }

    long[] masks() {
        return planes;
    }
}
