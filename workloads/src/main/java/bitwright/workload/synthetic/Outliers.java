package bitwright.workload.synthetic;

import java.util.SplittableRandom;

/**
 * Channels whose values are larger than those of the others in every row, as the inputs of large transformers' layers
 * have them (Dettmers et al., LLM.int8(), NeurIPS 2022, section 4).
 *
 * @param share of the channels, 0 to 1; where it is above 0, at least one channel
 * @param factor how many times the others' standard deviation theirs is, 1 to 4096
 */
public record Outliers(double share, int factor) {
    /** All channels alike. */
    public static final Outliers NONE = new Outliers(0, 1);

    /** Keeps the choice of channels apart from the values, whose stream starts at the seed itself. */
    private static final long STREAM = 0x6f75746c69657273L;

    public Outliers {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share must be between 0 and 1, got " + share);
        }
        if (factor < 1 || factor > 4096) {
            throw new IllegalArgumentException("factor must be between 1 and 4096, got " + factor);
        }
    }

    /** How many of so many channels are outliers. */
    public int count(int channels) {
        return share == 0 ? 0 : (int) Math.max(1, Math.rint(share * channels));
    }

    /** Which channels they are: drawn without putting back, in the order of drawing. */
    public int[] channels(int channels, long seed) {
        int[] places = new int[count(channels)];
        if (places.length == 0) {
            return places;
        }
        var random = new SplittableRandom(seed ^ STREAM);
        int[] all = new int[channels];
        for (int i = 0; i < channels; i++) {
            all[i] = i;
        }
        for (int i = 0; i < places.length; i++) {
            int other = i + random.nextInt(channels - i);
            places[i] = all[other];
            all[other] = all[i];
        }
        return places;
    }

    /** In a few words, for reports; empty where there are none. */
    public String describe() {
        return share == 0 ? "" : ", " + 100 * share + " % of the channels " + factor + " times as large";
    }
}
