package bitwright.accel.pim.asic;

/**
 * Arithmetic in bfloat16 with bfloat16 numbers held in floats: every operation is the exact result rounded once to
 * nearest, ties to even, subnormal numbers included; beyond the range lie the infinities.
 */
public final class Bfloat16 {
    /** Floats below this size have bits that a float's own rounding may have touched already. */
    private static final double SMALL = 0x1p-100;

    private Bfloat16() {}

    /** The nearest bfloat16 number. */
    public static float of(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & 0x7FFFFFFF) > 0x7F800000) {
            return Float.NaN;
        }
        return Float.intBitsToFloat(bits + 0x7FFF + (bits >>> 16 & 1) & 0xFFFF0000);
    }

    /** The nearest bfloat16 number of a double. */
    public static float of(double value) {
        float near = (float) value;
        int bits = Float.floatToRawIntBits(near);
        // Only where the float lies midway between two of ours, or at one, does it matter on which side the double was.
        if ((bits & 0x7FFF) != 0 || near == value || Float.isNaN(near) || Float.isInfinite(near)) {
            return of(near);
        }
        // Rounded to odd: one place further away from the tie, towards the double.
        boolean away = Math.abs(value) > Math.abs((double) near);
        return of(Float.intBitsToFloat(away ? bits + 1 : bits - 1));
    }

    /** a + b. Two significands of 8 bits fit a float's 24 well enough that rounding twice is rounding once. */
    public static float add(float a, float b) {
        return of(a + b);
    }

    /** a − b. */
    public static float subtract(float a, float b) {
        return of(a - b);
    }

    /** a · b. The product of two significands of 8 bits is exact in a float, unless it is subnormal there. */
    public static float multiply(float a, float b) {
        float product = a * b;
        return Math.abs(product) < SMALL ? of((double) a * b) : of(product);
    }

    /** The code of a bfloat16 number: the upper half of the float's bits. */
    public static int code(float value) {
        return Float.floatToRawIntBits(value) >>> 16;
    }

    /** The number of a code, of which the lower 16 bits count. */
    public static float ofCode(int code) {
        return Float.intBitsToFloat(code << 16);
    }
}
