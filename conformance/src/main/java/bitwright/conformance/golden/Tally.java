package bitwright.conformance.golden;

import java.util.ArrayList;
import java.util.List;

/** Counts the records of one file, and keeps the first that differ. */
public final class Tally {
    private static final int SHOWN = 10;

    private final String file;
    private final List<String> details = new ArrayList<>();
    private long records;
    private long mismatches;

    public Tally(String file) {
        this.file = file;
    }

    /** Compares one number. */
    public void expect(String what, long expected, long actual) {
        records++;
        if (expected != actual) {
            mismatch(what + ": expected " + expected + ", got " + actual);
        }
    }

    private void mismatch(String detail) {
        mismatches++;
        if (details.size() < SHOWN) {
            details.add(detail);
        }
    }

    public FileOutcome outcome() {
        return new FileOutcome(file, records, mismatches, "", details);
    }
}
