package bitwright.workload.codec;

import bitwright.workload.Tensor;

/**
 * The compression of DPRed (Delmas et al., arXiv 1804.06732) and ShapeShifter (Delmas Lascorz et al., MICRO 2019):
 * values that follow one another along the channels of one position form a group, and a group's values have as many bits
 * as its widest one needs.
 *
 * <p>The bits: where there is a choice of form, one flag for the tensor, set for the form with zero maps. Then group by
 * group: the width less one; in the form with zero maps a bit a value, set where it is not zero; the values, or only those
 * that are not zero. A group that the channels do not fill is padded with zeros.
 *
 * @param group values of a group, 1 to 32; the papers' is 16
 * @param metadataBits bits of a group's width, 1 to 5: 4 for 16-bit networks, 3 for 8-bit ones
 * @param zeroMap whether there is the form with zero maps, taken where it is the smaller one
 * @param signs how values show their sign
 */
public record GroupCodec(int group, int metadataBits, boolean zeroMap, Signs signs) {
    /** How the values of a tensor show their sign. */
    public enum Signs {
        /** Not at all: the tensor has no negative values. */
        NONE,
        /** Every value of every group is two's complement. */
        EVERY_VALUE,
        /**
         * Only negative values have a bit for it, beside their magnitude. Sizes in the papers' authors' simulator (DNNsim)
         * are counted so, but nobody could decode it: with 2 bits a value there are 21 pairs of values of which the
         * widest needs exactly 2 (each −1 to 3, not both 0 or 1), and only 16 codes. It can be counted, not encoded.
         */
        NEGATIVE_VALUES
    }

    public GroupCodec {
        if (group < 1 || group > 32) {
            throw new IllegalArgumentException("group must be between 1 and 32, got " + group);
        }
        if (metadataBits < 1 || metadataBits > 5) {
            throw new IllegalArgumentException("metadataBits must be between 1 and 5, got " + metadataBits);
        }
    }

    /** Bits of metadata that give every width up to a tensor's precision: 3 up to 8 bits, 4 up to 16, 5 up to 32. */
    public static int metadataBits(int precisionBits) {
        return Math.max(3, Integer.SIZE - Integer.numberOfLeadingZeros(precisionBits - 1));
    }

    /** The sizes of both forms. Throws {@link IllegalArgumentException} for a value that the codec cannot hold. */
    public GroupSizes sizes(Tensor tensor) {
        int[] data = tensor.data();
        int channels = channels(tensor.shape());
        long groups = 0;
        long widths = 0;
        long nonZeroBits = 0;
        for (int position = 0; position < data.length; position += channels) {
            int end = position + channels;
            for (int from = position; from < end; from += group) {
                int to = Math.min(from + group, end);
                int width = width(data, from, to);
                groups++;
                widths += width;
                nonZeroBits += (long) width * nonZeros(data, from, to);
            }
        }
        return new GroupSizes(this, groups, widths * group, nonZeroBits);
    }

    /** Bits of the encoded tensor, the flag included: the length of what {@link #encode} makes. */
    public long bits(Tensor tensor) {
        return bits(sizes(tensor));
    }

    /** The same of sizes that this codec gave. */
    public long bits(GroupSizes sizes) {
        return zeroMap ? 1 + sizes.best() : sizes.plainBits();
    }

    /** Throws {@link IllegalArgumentException} for a value that the codec cannot hold. */
    public EncodedTensor encode(Tensor tensor) {
        if (signs == Signs.NEGATIVE_VALUES) {
            throw new IllegalArgumentException("signs " + signs + " can only be counted: no code is so short");
        }
        var sizes = sizes(tensor);
        long bits = bits(sizes);
        boolean mapped = zeroMap && sizes.zeroMapBits() < sizes.plainBits();
        var writer = new BitWriter(bits);
        if (zeroMap) {
            writer.write(mapped ? 1 : 0, 1);
        }
        int[] data = tensor.data();
        int channels = channels(tensor.shape());
        for (int position = 0; position < data.length; position += channels) {
            int end = position + channels;
            for (int from = position; from < end; from += group) {
                int to = Math.min(from + group, end);
                int width = width(data, from, to);
                writer.write(width - 1, metadataBits);
                if (mapped) {
                    writer.write(map(data, from, to), group);
                }
                write(writer, data, from, to, width, mapped);
            }
        }
        return new EncodedTensor(tensor.shape().clone(), bits, writer.finish());
    }

    private void write(BitWriter writer, int[] data, int from, int to, int width, boolean mapped) {
        long mask = (1L << width) - 1;
        for (int i = from; i < to; i++) {
            if (!mapped || data[i] != 0) {
                writer.write(data[i] & mask, width);
            }
        }
        for (int padding = mapped ? group : to - from; padding < group; padding++) {
            writer.write(0, width);
        }
    }

    /** Throws {@link IllegalArgumentException} if the bits are too few or too many. */
    public Tensor decode(EncodedTensor encoded) {
        int channels = channels(encoded.shape());
        int size = 1;
        for (int extent : encoded.shape()) {
            size = Math.multiplyExact(size, extent);
        }
        var reader = new BitReader(encoded.words(), encoded.bits());
        int[] data = new int[size];
        boolean mapped = zeroMap && reader.read(1) != 0;
        for (int position = 0; position < size; position += channels) {
            int end = position + channels;
            for (int from = position; from < end; from += group) {
                int to = Math.min(from + group, end);
                int width = (int) reader.read(metadataBits) + 1;
                long valued = mapped ? reader.read(group) : -1;
                for (int i = from; i < to; i++, valued >>>= 1) {
                    if ((valued & 1) != 0) {
                        data[i] = value(reader.read(width), width);
                    }
                }
                for (int padding = mapped ? group : to - from; padding < group; padding++) {
                    reader.read(width);
                }
            }
        }
        reader.requireEnd();
        return new Tensor(encoded.shape().clone(), data);
    }

    private int value(long code, int width) {
        int unused = Integer.SIZE - width;
        return signs == Signs.NONE ? (int) code : (int) code << unused >> unused;
    }

    /** Channels come last; a tensor without axes is one value. */
    private static int channels(int[] shape) {
        return shape.length == 0 ? 1 : Math.max(1, shape[shape.length - 1]);
    }

    private int width(int[] data, int from, int to) {
        int width = switch (signs) {
            case NONE -> {
                int or = or(data, from, to);
                yield or < 0 ? 33 : bits(or);
            }
            case EVERY_VALUE -> 1 + bits(orOfFolded(data, from, to));
            case NEGATIVE_VALUES ->
                Math.max(bits(orOfPositive(data, from, to)), bitsWithSign(orOfNegative(data, from, to)));
        };
        if (width > 1 << metadataBits) {
            throw new IllegalArgumentException(
                    or(data, from, to) < 0 && signs == Signs.NONE
                            ? "values " + from + " to " + (to - 1)
                                    + " hold a negative one, which has no sign to show it"
                            : "values " + from + " to " + (to - 1) + " need " + width + " bits, " + metadataBits
                                    + " bits of metadata give at most " + (1 << metadataBits));
        }
        return Math.max(1, width);
    }

    private static int bits(int magnitude) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(magnitude);
    }

    private static int bitsWithSign(int magnitude) {
        return magnitude == 0 ? 0 : 1 + bits(magnitude);
    }

    private static int or(int[] data, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= data[i];
        }
        return or;
    }

    /** Negative values inverted: what is left to tell apart beside the sign. */
    private static int orOfFolded(int[] data, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= data[i] ^ data[i] >> 31;
        }
        return or;
    }

    private static int orOfPositive(int[] data, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= data[i] & ~(data[i] >> 31);
        }
        return or;
    }

    private static int orOfNegative(int[] data, int from, int to) {
        int or = 0;
        for (int i = from; i < to; i++) {
            or |= -data[i] & data[i] >> 31;
        }
        return or;
    }

    private static int nonZeros(int[] data, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += (data[i] | -data[i]) >>> 31;
        }
        return count;
    }

    /** A bit a value, set where it is not zero. */
    private static long map(int[] data, int from, int to) {
        long map = 0;
        for (int i = from; i < to; i++) {
            map |= ((data[i] | -data[i]) >>> 31 & 1L) << i - from;
        }
        return map;
    }
}
