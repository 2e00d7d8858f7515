package bitwright.workload.dimensions;

/**
 * What a transformer is given to do.
 *
 * @param prefill tokens of each sequence that are processed at once, 0 for none
 * @param generate tokens of each sequence that follow one at a time
 * @param past tokens of each sequence whose keys and values are there before
 * @param sequences side by side
 */
public record Tokens(int prefill, int generate, int past, int sequences) {
    public Tokens {
        if (prefill < 0 || generate < 0 || past < 0) {
            throw new IllegalArgumentException("tokens must not be negative");
        }
        if (prefill + generate == 0) {
            throw new IllegalArgumentException("prefill must be at least 1 where generate is 0");
        }
        if (sequences < 1) {
            throw new IllegalArgumentException("sequences must be at least 1, got " + sequences);
        }
    }

    /** In a few words, for reports. */
    String describe() {
        var text = new StringBuilder();
        if (prefill > 0) {
            text.append("prefill of ").append(prefill).append(" tokens");
        }
        if (generate > 0) {
            text.append(text.length() > 0 ? ", then " : "").append(generate).append(" generated one at a time");
        }
        if (past > 0) {
            text.append(", behind ").append(past).append(" earlier ones");
        }
        return text.append(sequences > 1 ? ", " + sequences + " sequences" : "").toString();
    }
}
