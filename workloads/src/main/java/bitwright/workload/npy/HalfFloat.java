package bitwright.workload.npy;

/** IEEE binary16, which Java 17 does not know. */
public final class HalfFloat {
    private HalfFloat() {}

    /** The number that the bits stand for. */
    public static float toFloat(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >> 10 & 0x1F;
        int mantissa = bits & 0x3FF;
        if (exponent == 0) {
            float subnormal = mantissa * 0x1p-24f; // exact
            return sign == 0 ? subnormal : -subnormal;
        }
        int wide = exponent == 0x1F ? 0xFF : exponent + 112; // 112 = 127 − 15, the biases
        return Float.intBitsToFloat(sign | wide << 23 | mantissa << 13);
    }
}
