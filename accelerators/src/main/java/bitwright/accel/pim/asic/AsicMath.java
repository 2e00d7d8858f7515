package bitwright.accel.pim.asic;

/**
 * The companion chip's functions, to the bit: additions and multiplications of bfloat16 numbers, each rounded to nearest
 * even, in a stated order. Operations are counted as they are done; comparisons and additions to the bits of a number
 * count as additions. Not safe for use by several threads.
 *
 * <p>Sums are trees in which neighbours are added first, an odd one passing through. Functions by arXiv 2310.09385 as far
 * as it tells; what it leaves open is said at {@link Approximation}.
 */
public final class AsicMath {
    private static final float LOG2_E = Bfloat16.of(1.4426950408889634);
    /** The upper bits of ln 2, few enough for products with small integers to be exact. */
    private static final float LN_2_HIGH = 0.6875f;

    private static final float LN_2_LOW = Bfloat16.of(0.6931471805599453 - 0.6875);
    private static final float ROOT_2_OVER_PI = Bfloat16.of(0.7978845608028654);
    private static final float CUBIC = Bfloat16.of(0.7978845608028654 * 0.044715);

    /** Adding and subtracting it leaves the nearest integer of what is below 2^6 in size: its last place is worth 1. */
    private static final float WHOLE = 192;

    /** Beyond it exponentials stay as they are: about 2^58, and its reciprocal. */
    private static final float FARTHEST = 40;

    /** Twice a reciprocal's exponent, less an adjustment for the significand (as 0x7EF311C7 is for a float). */
    private static final int RECIPROCAL = 0x7EF3;

    /** The upper half of 0x5F3759DF. */
    private static final int INVERSE_ROOT = 0x5F37;

    /** 1/k!. */
    private final float[] exponential;
    /** Of tanh's odd powers, from the first on. */
    private final float[] tangent;

    private final Approximation approximation;
    private long additions;
    private long multiplications;

    public AsicMath(Approximation approximation) {
        this.approximation = approximation;
        exponential = new float[approximation.taylorTerms() + 1];
        double factorial = 1;
        for (int k = 0; k < exponential.length; k++) {
            factorial *= Math.max(1, k);
            exponential[k] = Bfloat16.of(1 / factorial);
        }
        tangent = tangent(approximation.taylorTerms());
    }

    /**
     * The coefficients of x, x³, x⁵, … of the hyperbolic tangent, from its derivative t' = 1 − t²: (2k+1)·a[k] is minus the
     * sum of a[i]·a[k−1−i].
     */
    private static float[] tangent(int terms) {
        double[] exact = new double[terms];
        float[] rounded = new float[terms];
        for (int k = 0; k < terms; k++) {
            double sum = k == 0 ? 1 : 0;
            for (int i = 0; i < k; i++) {
                sum -= exact[i] * exact[k - 1 - i];
            }
            exact[k] = sum / (2 * k + 1);
            rounded[k] = Bfloat16.of(exact[k]);
        }
        return rounded;
    }

    /** Additions, subtractions and comparisons so far. */
    public long additions() {
        return additions;
    }

    /** Multiplications so far. */
    public long multiplications() {
        return multiplications;
    }

    /** a + b. */
    public float add(float a, float b) {
        additions++;
        return Bfloat16.add(a, b);
    }

    /** a − b. */
    public float subtract(float a, float b) {
        additions++;
        return Bfloat16.subtract(a, b);
    }

    /** a · b. */
    public float multiply(float a, float b) {
        multiplications++;
        return Bfloat16.multiply(a, b);
    }

    private float greater(float a, float b) {
        additions++;
        return Math.max(a, b);
    }

    private float smaller(float a, float b) {
        additions++;
        return Math.min(a, b);
    }

    /** By Horner's rule, the highest power first. */
    private float polynomial(float[] coefficients, float x) {
        float sum = coefficients[coefficients.length - 1];
        for (int k = coefficients.length - 2; k >= 0; k--) {
            sum = add(multiply(sum, x), coefficients[k]);
        }
        return sum;
    }

    /** e^x. */
    public float exp(float x) {
        if (approximation.arguments() == Approximation.Arguments.SERIES) {
            return polynomial(exponential, x);
        }
        float near = smaller(greater(x, -FARTHEST), FARTHEST);
        float whole = subtract(add(multiply(near, LOG2_E), WHOLE), WHOLE);
        float y = subtract(subtract(near, multiply(whole, LN_2_HIGH)), multiply(whole, LN_2_LOW));
        float power = polynomial(exponential, y);
        additions++; // to the exponent
        return Bfloat16.of(Math.scalb(power, (int) whole));
    }

    /** tanh x. */
    public float tanh(float x) {
        if (approximation.arguments() != Approximation.Arguments.REDUCED) {
            float series = multiply(polynomial(tangent, multiply(x, x)), x);
            return smaller(greater(series, -1), 1);
        }
        // 1 − 2 / (e^2x + 1); doubling adds to the exponent
        additions++;
        float above = add(exp(2 * x), 1);
        additions++;
        return subtract(1, 2 * reciprocal(above));
    }

    /** 1 / x of a positive x. */
    public float reciprocal(float x) {
        additions++;
        float y = Bfloat16.ofCode(RECIPROCAL - Bfloat16.code(x));
        for (int step = 0; step < approximation.newtonSteps(); step++) {
            y = multiply(y, subtract(2, multiply(x, y)));
        }
        return y;
    }

    /** 1 / √x of a positive x. */
    public float inverseRoot(float x) {
        additions++;
        float y = Bfloat16.ofCode(INVERSE_ROOT - (Bfloat16.code(x) >> 1));
        float half = multiply(x, 0.5f);
        for (int step = 0; step < approximation.rootSteps(); step++) {
            y = multiply(y, subtract(1.5f, multiply(half, multiply(y, y))));
        }
        return y;
    }

    /** The sum of values, which are overwritten. */
    private float sum(float[] values, int count) {
        for (int left = count; left > 1; left = (left + 1) / 2) {
            for (int i = 0; i < left / 2; i++) {
                values[i] = add(values[2 * i], values[2 * i + 1]);
            }
            if (left % 2 != 0) {
                values[left / 2] = values[left - 1];
            }
        }
        return values[0];
    }

    /** The exponentials of values over their sum, in their place. */
    public void softmax(float[] values) {
        float most = values[0];
        for (int i = 1; i < values.length; i++) {
            most = greater(most, values[i]);
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = exp(subtract(values[i], most));
        }
        float share = reciprocal(sum(values.clone(), values.length));
        for (int i = 0; i < values.length; i++) {
            values[i] = multiply(values[i], share);
        }
    }

    /**
     * Values less their mean, over their deviation, times a scale, plus a bias, in their place.
     *
     * @param epsilon added to the variance
     */
    public void layerNorm(float[] values, float[] scale, float[] bias, float epsilon) {
        int n = values.length;
        float each = Bfloat16.of(1.0 / n);
        float mean = multiply(sum(values.clone(), n), each);
        float[] squares = new float[n];
        for (int i = 0; i < n; i++) {
            values[i] = subtract(values[i], mean);
            squares[i] = multiply(values[i], values[i]);
        }
        float inverse = inverseRoot(add(multiply(sum(squares, n), each), epsilon));
        for (int i = 0; i < n; i++) {
            values[i] = add(multiply(multiply(values[i], inverse), scale[i]), bias[i]);
        }
    }

    /** x / 2 · (1 + tanh(√(2/π) · (x + 0.044715 x³))). */
    public float gelu(float x) {
        float inner = multiply(add(multiply(multiply(x, x), CUBIC), ROOT_2_OVER_PI), x);
        return multiply(add(tanh(inner), 1), multiply(x, 0.5f));
    }
}
