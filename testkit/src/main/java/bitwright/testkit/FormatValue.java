package bitwright.testkit;

import bitwright.arith.NumberFormat;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A finite value of a format and the code that its conversion gives for it.
 *
 * @param value as a double, which holds it exactly
 */
public record FormatValue(double value, int code) {
    static final long SEED = 1;

    private static final int SAMPLE = 1 << 14;

    /** The value without any rounding. */
    public BigDecimal exact() {
        return new BigDecimal(value);
    }

    /** All codes of up to 16 bits, a sample of wider ones. */
    static int[] codes(NumberFormat format) {
        if (format.bits() > 16) {
            return new SplittableRandom(SEED)
                    .ints(SAMPLE)
                    .map(code -> code & format.mask())
                    .toArray();
        }
        int[] codes = new int[1 << format.bits()];
        for (int code = 0; code < codes.length; code++) {
            codes[code] = code;
        }
        return codes;
    }

    /** The finite values in ascending order, each once; none for formats of more than 16 bits. */
    static List<FormatValue> sorted(NumberFormat format) {
        if (format.bits() > 16) {
            return List.of();
        }
        var values = new TreeMap<Double, FormatValue>();
        for (int code : codes(format)) {
            double value = format.decode(code) + 0.0; // one zero
            if (Double.isFinite(value)) {
                values.put(value, new FormatValue(value, format.encode(value)));
            }
        }
        return new ArrayList<>(values.values());
    }

    /** Floats of all exponents, around the format's own values, and the special ones. */
    static float[] floats(NumberFormat format) {
        var random = new SplittableRandom(SEED);
        float[] floats = new float[4001];
        for (int i = 0; i < floats.length; i++) {
            int code = random.nextInt() & format.mask();
            float between = (float) ((format.decode(code) + format.decode(code + 1 & format.mask())) / 2);
            floats[i] = i % 2 == 0 ? Float.intBitsToFloat(random.nextInt()) : between + Math.ulp(between) * (i % 3 - 1);
        }
        float[] special = {0, -0f, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, Float.NaN, Float.MIN_VALUE};
        System.arraycopy(special, 0, floats, 0, special.length);
        return floats;
    }

    @Override
    public String toString() {
        return value + " (code 0x" + Integer.toHexString(code) + ")";
    }
}
