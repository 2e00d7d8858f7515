package bitwright.workload;

/**
 * Which of a workload's inputs are simulated.
 *
 * @param first index of the first one, from 0
 * @param last index of the last one
 */
public record Batch(int first, int last) {
    /** The first input alone: the default. */
    public static final Batch FIRST = new Batch(0, 0);

    public Batch {
        if (first < 0 || last < first) {
            throw new IllegalArgumentException(
                    "batch must be an index or first..last, from 0 on, got " + first + ".." + last);
        }
    }

    /** Reads {@code 3} or {@code 0..3}. */
    public static Batch of(String text) {
        if (!text.matches("[0-9]{1,9}(\\.\\.[0-9]{1,9})?")) {
            throw new IllegalArgumentException("batch must be an index or first..last, from 0 on, got '" + text + "'");
        }
        int dots = text.indexOf("..");
        return dots < 0
                ? new Batch(Integer.parseInt(text), Integer.parseInt(text))
                : new Batch(Integer.parseInt(text.substring(0, dots)), Integer.parseInt(text.substring(dots + 2)));
    }

    public int size() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first == last ? Integer.toString(first) : first + ".." + last;
    }
}
