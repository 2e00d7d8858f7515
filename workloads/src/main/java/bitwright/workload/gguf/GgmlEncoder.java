package bitwright.workload.gguf;

import bitwright.arith.Floats;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Rounds reals to ggml's block formats, to the bit as ggml's reference quantisers do it (commit d99724f): single
 * precision, operation by operation.
 */
public final class GgmlEncoder {
    private static final int[] E2M1_TWICE = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private final GgmlType type;
    private final float[] values;
    private final ByteBuffer out;

    private GgmlEncoder(GgmlType type, float[] values) {
        this.type = type;
        this.values = values;
        out = ByteBuffer.allocate(values.length / type.blockSize() * type.blockBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The bytes of whole blocks. */
    public static byte[] encode(GgmlType type, float[] values) {
        if (values.length % type.blockSize() != 0) {
            throw new IllegalArgumentException(
                    type.label() + " needs a multiple of " + type.blockSize() + " values, got " + values.length);
        }
        var encoder = new GgmlEncoder(type, values);
        for (int from = 0; from < values.length; from += type.blockSize()) {
            encoder.block(from);
        }
        return encoder.out.array();
    }

    private void block(int from) {
        switch (type) {
            case F32 -> out.putFloat(values[from]);
            case F16 -> half(values[from]);
            case BF16 ->
                out.putShort((short) Floats.BFLOAT16.encode(values[from], Rounding.NEAREST_EVEN, Overflow.INFINITY));
            case Q4_0 -> symmetric(from, 8, 15);
            case Q5_0 -> symmetric(from, 16, 31);
            case Q4_1 -> asymmetric(from, 15);
            case Q5_1 -> asymmetric(from, 31);
            case Q8_0 -> bytes(from);
            case MXFP4 -> mx(from);
            case NVFP4 -> nv(from);
            case TQ1_0 -> trits(from);
            case TQ2_0 -> pairs(from);
            default -> new KQuants(values, from, out).write(type);
        }
    }

    private void half(float value) {
        out.putShort((short) Floats.FLOAT16.encode(value, Rounding.NEAREST_EVEN, Overflow.INFINITY));
    }

    private float largest(int from, int count) {
        float most = 0;
        for (int i = from; i < from + count; i++) {
            most = Math.max(most, Math.abs(values[i]));
        }
        return most;
    }

    private static float inverse(float scale) {
        return scale == 0 ? 0 : 1 / scale;
    }

    /** The value of the largest magnitude becomes the code below zero that has no counterpart above. */
    private void symmetric(int from, int zero, int top) {
        float most = 0;
        float signed = 0;
        for (int i = from; i < from + 32; i++) {
            if (most < Math.abs(values[i])) {
                most = Math.abs(values[i]);
                signed = values[i];
            }
        }
        float scale = signed / -zero;
        float inverse = inverse(scale);
        int[] codes = new int[32];
        for (int i = 0; i < 32; i++) {
            float steps = values[from + i] * inverse;
            codes[i] = Math.min(top, (byte) (int) (steps + (zero + 0.5f)));
        }
        half(scale);
        nibbles(codes, top > 15);
    }

    private void asymmetric(int from, int top) {
        float low = Float.MAX_VALUE;
        float high = -Float.MAX_VALUE;
        for (int i = from; i < from + 32; i++) {
            low = values[i] < low ? values[i] : low;
            high = values[i] > high ? values[i] : high;
        }
        float scale = (high - low) / top;
        float inverse = inverse(scale);
        int[] codes = new int[32];
        for (int i = 0; i < 32; i++) {
            float steps = (values[from + i] - low) * inverse;
            int code = (int) (steps + 0.5f);
            codes[i] = top > 15 ? code & 0xFF : Math.min(top, (byte) code);
        }
        half(scale);
        half(low);
        nibbles(codes, top > 15);
    }

    private void nibbles(int[] codes, boolean fifth) {
        if (fifth) {
            int bits = 0;
            for (int i = 0; i < codes.length; i++) {
                bits |= (codes[i] >> 4 & 1) << i;
            }
            out.putInt(bits);
        }
        for (int i = 0; i < codes.length / 2; i++) {
            out.put((byte) (codes[i] & 15 | (codes[codes.length / 2 + i] & 15) << 4));
        }
    }

    private void bytes(int from) {
        float scale = largest(from, 32) / 127;
        float inverse = inverse(scale);
        half(scale);
        for (int i = from; i < from + 32; i++) {
            out.put((byte) (int) away(values[i] * inverse));
        }
    }

    /** The nearest integer, ties away from zero. */
    private static double away(float value) {
        return Math.copySign(Math.floor(Math.abs((double) value) + 0.5), value);
    }

    private void mx(int from) {
        float most = largest(from, 32);
        // The logarithm is rounded to single precision before its floor is taken, as C's log2f gives it.
        float exponent = (float) (StrictMath.log(most) / StrictMath.log(2));
        int code = most > 0 ? (int) (Math.floor(exponent) - 2 + 127) & 0xFF : 0;
        out.put((byte) code);
        e2m1(from, 16, (float) Math.scalb(1.0, code - 128));
    }

    private void nv(int from) {
        float[] halves = new float[4];
        for (int part = 0; part < 4; part++) {
            int code = ue4m3(largest(from + 16 * part, 16) / 6);
            halves[part] = GgmlBlocks.halfOfUe4m3(code);
            out.put((byte) code);
        }
        for (int part = 0; part < 4; part++) {
            e2m1(from + 16 * part, 8, halves[part]);
        }
    }

    /** Ties go upwards; what is below half the smallest step is zero, what is above the largest stays there. */
    private static int ue4m3(float value) {
        if (!(value > 0)) {
            return 0;
        }
        int bits = Float.floatToRawIntBits(Math.min(value, 448));
        int exponent = (bits >> 23) - 127 + 7;
        if (exponent <= 0) {
            return Math.min(7, (int) (value * 512 + 0.5f));
        }
        if (exponent >= 15) {
            return 0x7E;
        }
        int rounded = (exponent << 3 | bits >> 20 & 7) + (bits >> 19 & 1);
        return rounded >= 15 << 3 ? 0x7E : rounded;
    }

    /** The first of the nearest numbers, by distances in single precision. */
    private void e2m1(int from, int bytes, float half) {
        for (int i = from; i < from + bytes; i++) {
            out.put((byte) (nearest(values[i], half) | nearest(values[i + bytes], half) << 4));
        }
    }

    private static int nearest(float value, float half) {
        int best = 0;
        float least = Math.abs(E2M1_TWICE[0] * half - value);
        for (int code = 1; code < 16; code++) {
            float distance = Math.abs(E2M1_TWICE[code] * half - value);
            if (distance < least) {
                best = code;
                least = distance;
            }
        }
        return best;
    }

    private int trit(int place, float inverse) {
        return (int) away(values[place] * inverse) + 1;
    }

    private void trits(int from) {
        float scale = largest(from, 256);
        float inverse = inverse(scale);
        for (int place = 0; place < 52; place++) {
            int digits = place < 48 ? 5 : 4;
            int start = place < 32 ? place : place < 48 ? 160 + place - 32 : 240 + place - 48;
            int step = place < 32 ? 32 : place < 48 ? 16 : 4;
            int number = 0;
            for (int n = 0; n < digits; n++) {
                number = number * 3 + trit(from + start + n * step, inverse);
            }
            number *= digits == 4 ? 3 : 1;
            // The fraction of 3^5 as one of 2^8, rounded up so that its leading digits come back.
            out.put((byte) ((number * 256 + 242) / 243));
        }
        half(scale);
    }

    private void pairs(int from) {
        float scale = largest(from, 256);
        float inverse = inverse(scale);
        for (int place = 0; place < 64; place++) {
            int number = 0;
            for (int n = 0; n < 4; n++) {
                number |= (trit(from + place / 32 * 128 + place % 32 + 32 * n, inverse) & 3) << 2 * n;
            }
            out.put((byte) number);
        }
        half(scale);
    }
}
