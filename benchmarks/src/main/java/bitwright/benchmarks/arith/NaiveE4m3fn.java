package bitwright.benchmarks.arith;

/** The straightforward conversion to float8_e4m3fn, with branches and library calls, for comparison. */
final class NaiveE4m3fn {
    private NaiveE4m3fn() {}

    static int encode(float value) {
        int sign = value < 0 ? 0x80 : 0;
        float size = Math.abs(value);
        if (Float.isNaN(size)) {
            return 0x7F;
        }
        int exponent = Math.max(Math.getExponent(size), -6);
        int significand = (int) Math.rint(Math.scalb((double) size, 3 - exponent));
        int code = significand + (exponent + 6 << 3);
        return sign | (exponent > 8 || code > 0x7E ? 0x7F : code);
    }
}
