package bitwright.sweep;

import bitwright.sweep.point.SweepException;
import java.util.regex.Pattern;

/**
 * One of several parts of a sweep that run independently: every {@code count}-th point.
 *
 * @param number from 1
 * @param count how many there are
 */
public record Shard(int number, int count) {
    public static final Shard WHOLE = new Shard(1, 1);

    private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,9})/([0-9]{1,9})");

    /** Reads {@code i/n}. */
    public static Shard of(String text) {
        var written = WRITTEN.matcher(text);
        if (written.matches()) {
            var shard = new Shard(Integer.parseInt(written.group(1)), Integer.parseInt(written.group(2)));
            if (shard.number >= 1 && shard.number <= shard.count) {
                return shard;
            }
        }
        throw new SweepException("--shard must be i/n with i from 1 to n, got '" + text + "'");
    }

    boolean isWhole() {
        return count == 1;
    }

    /** Whether it has the point at a place among all points. */
    boolean has(long place) {
        return place % count == number - 1;
    }

    /** How many of so many points it has. */
    long size(long points) {
        return (points + count - number) / count;
    }

    String storeName() {
        return isWhole() ? "store.sqlite" : "store-" + number + "-of-" + count + ".sqlite";
    }
}
