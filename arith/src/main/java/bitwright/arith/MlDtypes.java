package bitwright.arith;

/** What ml_dtypes does where we think it is wrong, by name, for those who must reproduce it. */
public final class MlDtypes {
    private static final double SMALLEST_NORMAL_FLOAT = 0x1p-126;

    private MlDtypes() {}

    /**
     * The cast of ml_dtypes (commit b793a6e2) to float8_e8m0fnu: to nearest, except that below 2^−126 it takes code 0 for
     * a zero, not for 2^−127, and so sends what lies between 2^−127 and 1.5 · 2^−127 up to 2^−126.
     */
    public static int encodeE8m0(float value, Overflow overflow) {
        if (value > SMALLEST_NORMAL_FLOAT / 2 && value < SMALLEST_NORMAL_FLOAT) {
            return 1;
        }
        return Floats.E8M0FNU.encode(value, Rounding.NEAREST_EVEN, overflow);
    }
}
