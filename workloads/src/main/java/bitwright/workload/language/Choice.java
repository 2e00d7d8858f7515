package bitwright.workload.language;

import java.util.SplittableRandom;

/** How the next token is picked from logits: the likeliest, the first of equals, or by chance. One object a text. */
public final class Choice {
    private final double temperature;
    private final SplittableRandom random;

    private Choice(double temperature, long seed) {
        this.temperature = temperature;
        this.random = new SplittableRandom(seed);
    }

    /** The likeliest. */
    public static Choice likeliest() {
        return new Choice(0, 0);
    }

    /**
     * By chance, in proportion to {@code e^(logit / temperature)}.
     *
     * @param temperature 0 for the likeliest, 1 for the model's own probabilities
     */
    public static Choice sampled(double temperature, long seed) {
        if (!(temperature >= 0 && temperature <= 100)) {
            throw new IllegalArgumentException("temperature must be between 0 and 100, got " + temperature);
        }
        return new Choice(temperature, seed);
    }

    /**
     * Picks one of a row of logits.
     *
     * @param from where the row begins
     * @param count its length
     */
    public int of(float[] logits, int from, int count) {
        int best = 0;
        for (int i = 1; i < count; i++) {
            best = logits[from + i] > logits[from + best] ? i : best;
        }
        if (temperature == 0) {
            return best;
        }
        double[] weights = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = StrictMath.exp(((double) logits[from + i] - logits[from + best]) / temperature);
            sum += weights[i];
        }
        double left = random.nextDouble() * sum;
        for (int i = 0; i < count; i++) {
            left -= weights[i];
            if (left < 0) {
                return i;
            }
        }
        return best;
    }
}
