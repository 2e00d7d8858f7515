package bitwright.workload.gguf;

/**
 * How ggml's reference K-quantisers look for the scale of a few values: least squares over trial codes, in single
 * precision and in the order of its operations, so that the bits agree. Every search sees {@code count} values from one
 * place of an array on, and leaves its codes at the same places of {@link #codes}.
 */
final class ScaleSearch {
    /** Adding it puts a small float's integer part, rounded to nearest even, into the low mantissa bits. */
    private static final float ROUNDER = 12_582_912f;

    private static final float NOTHING = 1e-15f;

    private final float[] values;
    private final int[] codes;

    /** What {@link #offset} found: how far below zero the least code lies. */
    private float depth;

    ScaleSearch(float[] values, int[] codes) {
        this.values = values;
        this.codes = codes;
    }

    /** The nearest integer, ties to even, of what is below 2^22 in magnitude. */
    static int nearest(float value) {
        return (Float.floatToRawIntBits(value + ROUNDER) & 0x7F_FFFF) - 0x40_0000;
    }

    static int nearest(float value, int least, int most) {
        return Math.max(least, Math.min(most, nearest(value)));
    }

    /** How far below zero the least code of the last search with an offset lies; never negative. */
    float depth() {
        return depth;
    }

    /** The value of the largest magnitude; the first of several. */
    private float extreme(int from, int count) {
        float extreme = 0;
        for (int i = from; i < from + count; i++) {
            if (Math.abs(values[i]) > Math.abs(extreme)) {
                extreme = values[i];
            }
        }
        return extreme;
    }

    private float nothing(int from, int count) {
        for (int i = from; i < from + count; i++) {
            codes[i] = 0;
        }
        return 0;
    }

    /** Sums of a trial: weighted products of values and codes, and weighted squares of codes. */
    private static final class Fit {
        float products;
        float squares;

        void add(float weight, float value, int code) {
            products += weight * value * code;
            squares += weight * code * code;
        }

        float scale() {
            return squares == 0 ? 0 : products / squares;
        }
    }

    /**
     * The scale of codes from −half to half − 1: the best of nineteen trials around that of the largest value, errors
     * weighted with the values' squares. Codes are counted from zero on.
     */
    float symmetric(int from, int count, int half) {
        float extreme = extreme(from, count);
        if (Math.abs(extreme) < NOTHING) {
            return nothing(from, count);
        }
        Fit first = trial(from, count, half, -half / extreme);
        keep(from, count, half, -half / extreme);
        float scale = first.scale();
        float best = scale * first.products;
        for (int step = -9; step <= 9; step++) {
            float inverse = -(half + 0.1f * step) / extreme;
            Fit fit = step == 0 ? first : trial(from, count, half, inverse);
            if (step != 0 && fit.squares > 0 && fit.products * fit.products > best * fit.squares) {
                keep(from, count, half, inverse);
                scale = fit.products / fit.squares;
                best = scale * fit.products;
            }
        }
        return scale;
    }

    private Fit trial(int from, int count, int half, float inverse) {
        var fit = new Fit();
        for (int i = from; i < from + count; i++) {
            fit.add(values[i] * values[i], values[i], nearest(inverse * values[i], -half, half - 1));
        }
        return fit;
    }

    private void keep(int from, int count, int half, float inverse) {
        for (int i = from; i < from + count; i++) {
            codes[i] = half + nearest(inverse * values[i], -half, half - 1);
        }
    }

    /**
     * The scale of codes from −half to half − 1, improved code by code in up to five rounds: a code moves where the others'
     * scale asks for another one and the fit gets better. Codes are counted from zero on.
     */
    float refined(int from, int count, int half) {
        float extreme = extreme(from, count);
        if (Math.abs(extreme) < NOTHING) {
            return nothing(from, count);
        }
        float inverse = -half / extreme;
        var fit = new Fit();
        for (int i = from; i < from + count; i++) {
            codes[i] = nearest(inverse * values[i], -half, half - 1);
            fit.add(values[i] * values[i], values[i], codes[i]);
        }
        boolean moved = true;
        for (int round = 0; round < 5 && moved; round++) {
            moved = false;
            for (int i = from; i < from + count; i++) {
                moved |= move(i, half, fit);
            }
        }
        for (int i = from; i < from + count; i++) {
            codes[i] += half;
        }
        return fit.scale();
    }

    private boolean move(int i, int half, Fit fit) {
        float weight = values[i] * values[i];
        float products = fit.products - weight * values[i] * codes[i];
        if (!(products > 0)) {
            return false;
        }
        float squares = fit.squares - weight * codes[i] * codes[i];
        int code = nearest(values[i] * squares / products, -half, half - 1);
        if (code == codes[i]) {
            return false;
        }
        products += weight * values[i] * code;
        squares += weight * code * code;
        if (!(squares > 0) || !(products * products * fit.squares > fit.products * fit.products * squares)) {
            return false;
        }
        codes[i] = code;
        fit.products = products;
        fit.squares = squares;
        return true;
    }

    /** How errors of a search with an offset are counted. */
    enum Error {
        ABSOLUTE,
        SQUARED
    }

    /**
     * The trials of a search with an offset.
     *
     * @param top the largest code
     * @param first added to it in the first trial
     * @param steps trials after that, each with 0.1 more
     */
    record Trials(int top, float first, int steps, Error error) {}

    /**
     * The scale of codes from 0 to a top one over an offset that is not above zero; {@link #depth} is what was found for
     * it. Each trial maps the values' range to another number of steps, and solves scale and offset for the codes that
     * come of it.
     *
     * @param weights of the errors, at the values' places
     */
    float offset(int from, int count, float[] weights, Trials trials) {
        float least = values[from];
        float most = values[from];
        float weight = weights[from];
        float weighted = weight * values[from];
        for (int i = from + 1; i < from + count; i++) {
            least = values[i] < least ? values[i] : least;
            most = values[i] > most ? values[i] : most;
            weight += weights[i];
            weighted += weights[i] * values[i];
        }
        least = least > 0 ? 0 : least;
        if (most == least) {
            depth = -least;
            return nothing(from, count);
        }
        float inverse = trials.top / (most - least);
        float scale = 1 / inverse;
        int[] tried = new int[count];
        code(from, inverse, least, trials.top, tried);
        float best = error(from, scale, least, tried, weights, trials.error);
        System.arraycopy(tried, 0, codes, from, count);
        for (int step = 0; step <= trials.steps; step++) {
            code(from, (trials.first + 0.1f * step + trials.top) / (most - least), least, trials.top, tried);
            float sum = 0;
            float squares = 0;
            float products = 0;
            for (int i = 0; i < count; i++) {
                sum += weights[from + i] * tried[i];
                squares += weights[from + i] * tried[i] * tried[i];
                products += weights[from + i] * tried[i] * values[from + i];
            }
            float determinant = weight * squares - sum * sum;
            if (!(determinant > 0)) {
                continue;
            }
            float triedScale = (weight * products - weighted * sum) / determinant;
            float triedLeast = (squares * weighted - sum * products) / determinant;
            if (triedLeast > 0) {
                triedLeast = 0;
                triedScale = products / squares;
            }
            float error = error(from, triedScale, triedLeast, tried, weights, trials.error);
            if (error < best) {
                System.arraycopy(tried, 0, codes, from, count);
                best = error;
                scale = triedScale;
                least = triedLeast; // what follows starts from it, as the reference's trials do
            }
        }
        depth = -least;
        return scale;
    }

    private void code(int from, float inverse, float least, int top, int[] tried) {
        for (int i = 0; i < tried.length; i++) {
            tried[i] = nearest(inverse * (values[from + i] - least), 0, top);
        }
    }

    private float error(int from, float scale, float least, int[] tried, float[] weights, Error kind) {
        float sum = 0;
        for (int i = 0; i < tried.length; i++) {
            float difference = scale * tried[i] + least - values[from + i];
            sum += weights[from + i] * (kind == Error.ABSOLUTE ? Math.abs(difference) : difference * difference);
        }
        return sum;
    }
}
