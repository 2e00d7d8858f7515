package bitwright.arith.recoding;

import bitwright.arith.Check;
import bitwright.arith.Widths;

/**
 * What precision detectors see in groups of values that share a width: a tree of ORs and a leading-one (or trailing-one)
 * detector. The last group may be short.
 */
public final class GroupWidths {
    private GroupWidths() {}

    /** Bits of the largest magnitude of each group; 0 for a group of zeros. */
    public static int[] magnitudes(int[] values, int groupSize) {
        int[] widths = new int[groups(values.length, groupSize)];
        for (int group = 0; group < widths.length; group++) {
            widths[group] = Widths.magnitude(orOfMagnitudes(values, group, groupSize));
        }
        return widths;
    }

    /** Bits of two's complement that hold every value of each group, sign included; 1 for zeros. */
    public static int[] twosComplement(int[] values, int groupSize) {
        int[] widths = new int[groups(values.length, groupSize)];
        for (int group = 0; group < widths.length; group++) {
            int or = 0;
            int end = end(values.length, group, groupSize);
            for (int i = group * groupSize; i < end; i++) {
                or |= values[i] ^ values[i] >> 31;
            }
            widths[group] = Widths.twosComplement(or);
        }
        return widths;
    }

    /** Position of the lowest set bit in any magnitude of each group; 32 for a group of zeros. */
    public static int[] lowestBits(int[] values, int groupSize) {
        int[] positions = new int[groups(values.length, groupSize)];
        for (int group = 0; group < positions.length; group++) {
            positions[group] = Integer.numberOfTrailingZeros(orOfMagnitudes(values, group, groupSize));
        }
        return positions;
    }

    /** Bits from the highest to the lowest set bit of the magnitudes of each group; 0 for a group of zeros. */
    public static int[] spans(int[] values, int groupSize) {
        int[] spans = new int[groups(values.length, groupSize)];
        for (int group = 0; group < spans.length; group++) {
            int or = orOfMagnitudes(values, group, groupSize);
            spans[group] = or == 0 ? 0 : Widths.magnitude(or >>> Integer.numberOfTrailingZeros(or));
        }
        return spans;
    }

    private static int groups(int values, int groupSize) {
        Check.between("groupSize", groupSize, 1, 1 << 30);
        return values / groupSize + (values % groupSize == 0 ? 0 : 1);
    }

    private static int end(int length, int group, int groupSize) {
        return (int) Math.min((long) (group + 1) * groupSize, length);
    }

    private static int orOfMagnitudes(int[] values, int group, int groupSize) {
        int or = 0;
        int end = end(values.length, group, groupSize);
        for (int i = group * groupSize; i < end; i++) {
            int sign = values[i] >> 31;
            or |= (values[i] ^ sign) - sign;
        }
        return or;
    }
}
