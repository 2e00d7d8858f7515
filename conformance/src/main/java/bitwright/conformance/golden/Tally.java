package bitwright.conformance.golden;

import java.util.ArrayList;
import java.util.Arrays;
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

    /** Compares one number that was rounded on its way: equal up to a distance. */
    public void expect(String what, double expected, double actual, double distance) {
        records++;
        if (!(Math.abs(expected - actual) <= distance)) {
            mismatch(what + ": expected " + expected + ", got " + actual);
        }
    }

    /** Compares one line of text. */
    public void expect(String what, String expected, String actual) {
        records++;
        if (!expected.equals(actual)) {
            mismatch(what + ": expected " + expected + ", got " + actual);
        }
    }

    /**
     * Compares a tensor, each element a record.
     *
     * @param shape the tensor's, in which places are named
     */
    public void expect(String what, int[] shape, long[] expected, long[] actual) {
        if (expected.length != actual.length) {
            records += expected.length;
            mismatch(what + ": expected " + expected.length + " values, got " + actual.length);
            return;
        }
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] == actual[i]) {
                records++;
            } else {
                expect(what + " at " + place(shape, i), expected[i], actual[i]);
            }
        }
    }

    private static String place(int[] shape, int index) {
        int[] place = new int[shape.length];
        int rest = index;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            place[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return Arrays.toString(place);
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
