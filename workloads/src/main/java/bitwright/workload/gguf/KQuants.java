package bitwright.workload.gguf;

import bitwright.arith.Floats;
import bitwright.arith.Overflow;
import bitwright.arith.Rounding;
import bitwright.workload.gguf.ScaleSearch.Error;
import bitwright.workload.gguf.ScaleSearch.Trials;
import bitwright.workload.npy.HalfFloat;
import java.nio.ByteBuffer;

/**
 * One block of 256 values in ggml's K-quants, to the bit as its reference quantisers write it: a search for the scale of
 * each 16 or 32 values, these scales rounded to a few bits under one of the block, and the codes made anew for what was
 * rounded.
 */
final class KQuants {
    private static final int SIZE = 256;

    private final float[] values = new float[SIZE];
    private final float[] weights = new float[SIZE];
    private final int[] codes = new int[SIZE];
    private final ScaleSearch search = new ScaleSearch(values, codes);
    private final ByteBuffer out;

    KQuants(float[] all, int from, ByteBuffer out) {
        System.arraycopy(all, from, values, 0, SIZE);
        this.out = out;
    }

    void write(GgmlType type) {
        switch (type) {
            case Q2_K -> q2();
            case Q3_K -> q3();
            case Q4_K -> q4OrQ5(new Trials(15, -1f, 20, Error.SQUARED), false);
            case Q5_K -> q4OrQ5(new Trials(31, -0.5f, 15, Error.SQUARED), true);
            case Q6_K -> q6();
            default -> throw new IllegalArgumentException(type.label() + " is no K-quant");
        }
    }

    private static short half(float value) {
        return (short) Floats.FLOAT16.encode(value, Rounding.NEAREST_EVEN, Overflow.INFINITY);
    }

    /** The nearest code of each value of a part, for a scale and a depth as they are stored; a scale of zero keeps them. */
    private void codeAgain(int part, int count, float scale, float depth, int least, int most, int shift) {
        if (scale == 0) {
            return;
        }
        for (int i = part * count; i < (part + 1) * count; i++) {
            codes[i] = ScaleSearch.nearest((values[i] + depth) / scale, least, most) + shift;
        }
    }

    /** The pairs of bits of codes that lie 32 apart, in one byte. */
    private void pairs() {
        for (int i = 0; i < SIZE / 4; i++) {
            int at = i / 32 * 128 + i % 32;
            out.put((byte) (codes[at] | codes[at + 32] << 2 | codes[at + 64] << 4 | codes[at + 96] << 6));
        }
    }

    private static float largest(float[] numbers) {
        float largest = 0;
        for (float number : numbers) {
            largest = number > largest ? number : largest;
        }
        return largest;
    }

    /** The number of the largest magnitude, the first of several. */
    private static float extreme(float[] numbers) {
        float extreme = 0;
        for (float number : numbers) {
            extreme = Math.abs(number) > Math.abs(extreme) ? number : extreme;
        }
        return extreme;
    }

    /** Numbers that are not negative as codes up to a top one of the largest. */
    private static int[] steps(float[] numbers, float largest, int top) {
        int[] steps = new int[numbers.length];
        float inverse = largest > 0 ? top / largest : 0;
        for (int i = 0; i < numbers.length; i++) {
            steps[i] = Math.min(top, ScaleSearch.nearest(inverse * numbers[i]));
        }
        return steps;
    }

    private void q2() {
        float[] scales = new float[16];
        float[] depths = new float[16];
        for (int i = 0; i < SIZE; i++) {
            weights[i] = Math.abs(values[i]);
        }
        for (int part = 0; part < 16; part++) {
            scales[part] = search.offset(16 * part, 16, weights, new Trials(3, -0.5f, 15, Error.ABSOLUTE));
            depths[part] = search.depth();
        }
        float scale = largest(scales);
        float depth = largest(depths);
        int[] scaleSteps = steps(scales, scale, 15);
        int[] depthSteps = steps(depths, depth, 15);
        short scaleBits = half(scale / 15);
        short depthBits = half(depth / 15);
        for (int part = 0; part < 16; part++) {
            out.put((byte) (scaleSteps[part] | depthSteps[part] << 4));
            codeAgain(
                    part,
                    16,
                    HalfFloat.toFloat(scaleBits) * scaleSteps[part],
                    HalfFloat.toFloat(depthBits) * depthSteps[part],
                    0,
                    3,
                    0);
        }
        pairs();
        out.putShort(scaleBits).putShort(depthBits);
    }

    private void q3() {
        float[] scales = new float[16];
        for (int part = 0; part < 16; part++) {
            scales[part] = search.refined(16 * part, 16, 4);
        }
        float extreme = extreme(scales);
        float inverse = extreme == 0 ? 0 : -32 / extreme;
        short bits = half(extreme == 0 ? 0 : 1 / inverse);
        int[] steps = new int[16];
        for (int part = 0; part < 16; part++) {
            // Of a block of zeros the bits are zero, which is not the step zero.
            steps[part] = extreme == 0 ? 0 : ScaleSearch.nearest(inverse * scales[part], -32, 31) + 32;
            codeAgain(part, 16, HalfFloat.toFloat(bits) * (steps[part] - 32), 0, -4, 3, 4);
        }
        for (int i = 0; i < 32; i++) {
            int high = 0;
            for (int n = 0; n < 8; n++) {
                high |= codes[i + 32 * n] >> 2 << n;
                codes[i + 32 * n] &= 3;
            }
            out.put((byte) high);
        }
        pairs();
        for (int i = 0; i < 8; i++) {
            out.put((byte) (steps[i] & 15 | (steps[i + 8] & 15) << 4));
        }
        for (int i = 0; i < 4; i++) {
            out.put((byte) (steps[i] >> 4 | steps[i + 4] >> 4 << 2 | steps[i + 8] >> 4 << 4 | steps[i + 12] >> 4 << 6));
        }
        out.putShort(bits);
    }

    private void q4OrQ5(Trials trials, boolean fifth) {
        float[] scales = new float[8];
        float[] depths = new float[8];
        for (int part = 0; part < 8; part++) {
            weigh(32 * part);
            scales[part] = search.offset(32 * part, 32, weights, trials);
            depths[part] = search.depth();
        }
        float scale = largest(scales);
        float depth = largest(depths);
        int[] scaleSteps = steps(scales, scale, 63);
        int[] depthSteps = steps(depths, depth, 63);
        short scaleBits = half(scale / 63);
        short depthBits = half(depth / 63);
        for (int part = 0; part < 8; part++) {
            codeAgain(
                    part,
                    32,
                    HalfFloat.toFloat(scaleBits) * scaleSteps[part],
                    HalfFloat.toFloat(depthBits) * depthSteps[part],
                    0,
                    trials.top(),
                    0);
        }
        out.putShort(scaleBits).putShort(depthBits);
        sixBits(scaleSteps);
        sixBits(depthSteps);
        for (int i = 0; i < 4; i++) {
            out.put((byte) (scaleSteps[i + 4] & 15 | (depthSteps[i + 4] & 15) << 4));
        }
        for (int i = 0; fifth && i < 32; i++) {
            int high = 0;
            for (int n = 0; n < 8; n++) {
                high |= codes[i + 32 * n] >> 4 << n;
            }
            out.put((byte) high);
        }
        for (int i = 0; i < SIZE / 2; i++) {
            int at = i / 32 * 64 + i % 32;
            out.put((byte) (codes[at] & 15 | (codes[at + 32] & 15) << 4));
        }
    }

    /** The first four of eight numbers, with the two upper bits of the other four. */
    private void sixBits(int[] steps) {
        for (int i = 0; i < 4; i++) {
            out.put((byte) (steps[i] | steps[i + 4] >> 4 << 6));
        }
    }

    /** Large values weigh more, and small ones as much as the root mean square. */
    private void weigh(int from) {
        float squares = 0;
        for (int i = from; i < from + 32; i++) {
            squares += values[i] * values[i];
        }
        float mean = (float) Math.sqrt(squares / 32);
        for (int i = from; i < from + 32; i++) {
            weights[i] = mean + Math.abs(values[i]);
        }
    }

    private void q6() {
        float[] scales = new float[16];
        for (int part = 0; part < 16; part++) {
            scales[part] = search.symmetric(16 * part, 16, 32);
        }
        float extreme = extreme(scales);
        if (Math.abs(extreme) < 1e-15f) {
            out.put(new byte[GgmlType.Q6_K.blockBytes()]);
            return;
        }
        float inverse = -128 / extreme;
        short bits = half(1 / inverse);
        int[] steps = new int[16];
        for (int part = 0; part < 16; part++) {
            steps[part] = Math.min(127, ScaleSearch.nearest(inverse * scales[part]));
            codeAgain(part, 16, HalfFloat.toFloat(bits) * steps[part], 0, -32, 31, 32);
        }
        for (int i = 0; i < SIZE / 2; i++) {
            int at = i / 64 * 128 + i % 64;
            out.put((byte) (codes[at] & 15 | (codes[at + 64] & 15) << 4));
        }
        for (int i = 0; i < SIZE / 4; i++) {
            int at = i / 32 * 128 + i % 32;
            out.put((byte)
                    (codes[at] >> 4 | codes[at + 32] >> 4 << 2 | codes[at + 64] >> 4 << 4 | codes[at + 96] >> 4 << 6));
        }
        for (int step : steps) {
            out.put((byte) step);
        }
        out.putShort(bits);
    }
}
