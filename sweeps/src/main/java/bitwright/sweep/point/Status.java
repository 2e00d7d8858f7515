package bitwright.sweep.point;

import java.util.Locale;

/** What became of a point. */
public enum Status {
    /** It was simulated, and its output values are right. */
    DONE,
    /** Its simulation threw, or its output values differ from the reference. */
    FAILED,
    /** It ran past the time limit. */
    TIMED_OUT,
    /** It could not be bound, or its workload cannot be read; tried again at the next call. */
    INVALID;

    /** As it is written in files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Status of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
