package bitwright.workload.gguf;

import bitwright.workload.npy.HalfFloat;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Elements as ggml stores them, unpacked: {@code real = scale · code + offset}, the product and the sum each rounded to
 * single precision as ggml's reference does it. Plain floats have no codes.
 *
 * @param type how they were stored
 * @param codes one an element
 * @param scales one for each {@link GgmlType#scaledSize()} elements; some are negative
 * @param offsets as many, or none
 * @param plain the elements of plain types; empty for blocks
 */
public record GgmlBlocks(GgmlType type, int[] codes, float[] scales, float[] offsets, float[] plain) {
    /** Twice the values of E2M1, by code. */
    private static final int[] E2M1_TWICE = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private static final int[] POWERS_OF_3 = {1, 3, 9, 27, 81};

    /**
     * Unpacks elements.
     *
     * @param bytes whole blocks, nothing else
     */
    public static GgmlBlocks decode(GgmlType type, ByteBuffer bytes) {
        ByteBuffer packed = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (packed.remaining() % type.blockBytes() != 0) {
            throw new IllegalArgumentException(
                    type.label() + " blocks are of " + type.blockBytes() + " bytes, got " + packed.remaining());
        }
        int blocks = packed.remaining() / type.blockBytes();
        int elements = Math.multiplyExact(blocks, type.blockSize());
        if (type.codes().isEmpty()) {
            return new GgmlBlocks(type, new int[0], new float[0], new float[0], plain(type, packed, elements));
        }
        int scales = elements / type.scaledSize();
        var result = new GgmlBlocks(
                type, new int[elements], new float[scales], new float[type.hasOffsets() ? scales : 0], new float[0]);
        for (int block = 0; block < blocks; block++) {
            result.decode(packed, block * type.blockBytes(), block * type.blockSize());
        }
        return result;
    }

    private static float[] plain(GgmlType type, ByteBuffer packed, int elements) {
        float[] values = new float[elements];
        for (int i = 0; i < elements; i++) {
            values[i] = switch (type) {
                case F16 -> HalfFloat.toFloat(packed.getShort());
                case BF16 -> Float.intBitsToFloat(packed.getShort() << 16);
                default -> packed.getFloat();
            };
        }
        return values;
    }

    /** The numbers that the elements stand for. */
    public float[] values() {
        if (type.codes().isEmpty()) {
            return plain;
        }
        float[] values = new float[codes.length];
        for (int i = 0; i < values.length; i++) {
            int block = i / type.scaledSize();
            float product = codes[i] * scales[block];
            values[i] = offsets.length == 0 ? product : product + offsets[block];
        }
        return values;
    }

    private void decode(ByteBuffer b, int at, int to) {
        switch (type) {
            case Q4_0 -> {
                scales[to / 32] = half(b, at);
                halves(b, at + 2, 16, to, -8);
            }
            case Q4_1 -> {
                scales[to / 32] = half(b, at);
                offsets[to / 32] = half(b, at + 2);
                halves(b, at + 4, 16, to, 0);
            }
            case Q5_0 -> {
                scales[to / 32] = half(b, at);
                halves(b, at + 6, 16, to, -16);
                fifthBits(b.getInt(at + 2), to);
            }
            case Q5_1 -> {
                scales[to / 32] = half(b, at);
                offsets[to / 32] = half(b, at + 2);
                halves(b, at + 8, 16, to, 0);
                fifthBits(b.getInt(at + 4), to);
            }
            case Q8_0 -> {
                scales[to / 32] = half(b, at);
                for (int i = 0; i < 32; i++) {
                    codes[to + i] = b.get(at + 2 + i);
                }
            }
            case MXFP4 -> {
                int exponent = u8(b, at);
                // 2^(e − 128): the codes are doubled. Twice a subnormal step is exact.
                scales[to / 32] = (float) Math.scalb(1.0, exponent - 128);
                e2m1(b, at + 1, 16, to);
            }
            case NVFP4 -> {
                for (int part = 0; part < 4; part++) {
                    scales[to / 16 + part] = halfOfUe4m3(u8(b, at + part));
                    e2m1(b, at + 4 + 8 * part, 8, to + 16 * part);
                }
            }
            case Q2_K -> decodeQ2(b, at, to);
            case Q3_K -> decodeQ3(b, at, to);
            case Q4_K -> decodeQ4OrQ5(b, at, at + 16, -1, to);
            case Q5_K -> decodeQ4OrQ5(b, at, at + 48, at + 16, to);
            case Q6_K -> decodeQ6(b, at, to);
            case TQ1_0 -> decodeTq1(b, at, to);
            case TQ2_0 -> {
                scales[to / 256] = half(b, at + 64);
                for (int i = 0; i < 256; i++) {
                    int pairs = u8(b, at + i / 128 * 32 + i % 32);
                    codes[to + i] = (pairs >> 2 * (i / 32 % 4) & 3) - 1;
                }
            }
            default -> throw new IllegalStateException(type + " has no blocks");
        }
    }

    private static int u8(ByteBuffer b, int at) {
        return b.get(at) & 0xFF;
    }

    private static float half(ByteBuffer b, int at) {
        return HalfFloat.toFloat(b.getShort(at));
    }

    /** Low halves of the bytes first, then the high ones. */
    private void halves(ByteBuffer b, int at, int bytes, int to, int shift) {
        for (int i = 0; i < bytes; i++) {
            codes[to + i] = (u8(b, at + i) & 15) + shift;
            codes[to + bytes + i] = (u8(b, at + i) >> 4) + shift;
        }
    }

    private void fifthBits(int bits, int to) {
        for (int i = 0; i < 32; i++) {
            codes[to + i] += (bits >>> i & 1) << 4;
        }
    }

    private void e2m1(ByteBuffer b, int at, int bytes, int to) {
        for (int i = 0; i < bytes; i++) {
            codes[to + i] = E2M1_TWICE[u8(b, at + i) & 15];
            codes[to + bytes + i] = E2M1_TWICE[u8(b, at + i) >> 4];
        }
    }

    /** Half of an unsigned E4M3 number; ggml reads its NaN as zero. */
    static float halfOfUe4m3(int code) {
        int exponent = code >> 3 & 15;
        int mantissa = code & 7;
        if (code == 0x7F) {
            return 0;
        }
        return exponent == 0 ? Math.scalb((float) mantissa, -10) : Math.scalb(1 + mantissa / 8f, exponent - 8);
    }

    private void decodeQ2(ByteBuffer b, int at, int to) {
        float scale = half(b, at + 80);
        float least = half(b, at + 82);
        for (int block = 0; block < 16; block++) {
            int pair = u8(b, at + block);
            scales[to / 16 + block] = scale * (pair & 15);
            offsets[to / 16 + block] = -(least * (pair >> 4));
        }
        for (int i = 0; i < 256; i++) {
            codes[to + i] = u8(b, at + 16 + i / 128 * 32 + i % 32) >> 2 * (i / 32 % 4) & 3;
        }
    }

    private void decodeQ3(ByteBuffer b, int at, int to) {
        float scale = half(b, at + 108);
        for (int block = 0; block < 16; block++) {
            int low = block < 8 ? u8(b, at + 96 + block) & 15 : u8(b, at + 96 + block - 8) >> 4;
            int high = u8(b, at + 104 + block % 4) >> 2 * (block / 4) & 3;
            scales[to / 16 + block] = scale * ((low | high << 4) - 32);
        }
        for (int i = 0; i < 256; i++) {
            int low = u8(b, at + 32 + i / 128 * 32 + i % 32) >> 2 * (i / 32 % 4) & 3;
            int high = u8(b, at + i % 32) >> i / 32 & 1;
            codes[to + i] = low - (high == 0 ? 4 : 0);
        }
    }

    /** Four bits an element, and with {@code high} a fifth; eight 6-bit scales and offsets. */
    private void decodeQ4OrQ5(ByteBuffer b, int at, int low, int high, int to) {
        float scale = half(b, at);
        float least = half(b, at + 2);
        for (int block = 0; block < 8; block++) {
            int first = u8(b, at + 4 + block % 4);
            int second = u8(b, at + 8 + block % 4);
            int third = u8(b, at + 12 + block % 4);
            int step = block < 4 ? first & 63 : third & 15 | first >> 6 << 4;
            int offset = block < 4 ? second & 63 : third >> 4 | second >> 6 << 4;
            scales[to / 32 + block] = scale * step;
            offsets[to / 32 + block] = -(least * offset);
        }
        for (int i = 0; i < 256; i++) {
            int nibbles = u8(b, low + i / 64 * 32 + i % 32);
            codes[to + i] = i / 32 % 2 == 0 ? nibbles & 15 : nibbles >> 4;
            if (high >= 0) {
                codes[to + i] += (u8(b, high + i % 32) >> i / 32 & 1) << 4;
            }
        }
    }

    private void decodeQ6(ByteBuffer b, int at, int to) {
        float scale = half(b, at + 208);
        for (int block = 0; block < 16; block++) {
            scales[to / 16 + block] = scale * b.get(at + 192 + block);
        }
        for (int i = 0; i < 256; i++) {
            int half = i / 128;
            int group = i / 32 % 4;
            int nibbles = u8(b, at + 64 * half + group % 2 * 32 + i % 32);
            int low = group < 2 ? nibbles & 15 : nibbles >> 4;
            int high = u8(b, at + 128 + 32 * half + i % 32) >> 2 * group & 3;
            codes[to + i] = (low | high << 4) - 32;
        }
    }

    /** Five trits a byte, as a fraction of 256 whose leading base-3 digits they are. */
    private void decodeTq1(ByteBuffer b, int at, int to) {
        scales[to / 256] = half(b, at + 52);
        for (int i = 0; i < 256; i++) {
            int place;
            int digit;
            if (i < 160) {
                place = i % 32;
                digit = i / 32;
            } else if (i < 240) {
                place = 32 + (i - 160) % 16;
                digit = (i - 160) / 16;
            } else {
                place = 48 + (i - 240) % 4;
                digit = (i - 240) / 4;
            }
            int rest = u8(b, at + place) * POWERS_OF_3[digit] & 0xFF;
            codes[to + i] = (rest * 3 >> 8) - 1;
        }
    }
}
