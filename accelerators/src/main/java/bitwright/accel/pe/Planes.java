package bitwright.accel.pe;

import java.util.Arrays;

/** The codes of up to 64 lanes, transposed: a mask of lanes for each bit. */
final class Planes {
    /** {@code [bit]}: the lanes whose code has it. */
    private final long[] planes;

    private int bits;

    /** @param beyond how many empty planes can be asked for beyond the last bit */
    Planes(int beyond) {
        planes = new long[Long.SIZE + beyond];
    }

    void load(long[] codes, int from, int count) {
        Arrays.fill(planes, 0, bits, 0);
        bits = 0;
        add(0, codes, from, count);
    }

    /** Takes over another's lanes, moved down, and adds new ones behind the ones that are kept. */
    void slide(Planes before, int down, int kept, long[] codes, int from, int count) {
        Arrays.fill(planes, 0, bits, 0);
        bits = before.bits;
        for (int bit = 0; bit < bits; bit++) {
            planes[bit] = down == Long.SIZE ? 0 : before.planes[bit] >>> down;
        }
        add(kept, codes, from, count);
    }

    private void add(int first, long[] codes, int from, int count) {
        long any = 0;
        for (int lane = 0; lane < count; lane++) {
            long code = codes[from + lane];
            any |= code;
            for (long rest = code; rest != 0; rest &= rest - 1) {
                planes[Long.numberOfTrailingZeros(rest)] |= 1L << first + lane;
            }
        }
        bits = Math.max(bits, Long.SIZE - Long.numberOfLeadingZeros(any));
    }

    /** Planes up to the last that may have a lane. */
    int bits() {
        return bits;
    }

    long of(int bit) {
        return planes[bit];
    }
}
