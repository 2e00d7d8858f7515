package bitwright.arith.golden;

import java.util.ArrayList;
import java.util.List;

/** Counts the records of one file and keeps the first differences. */
final class Tally {
    private static final int KEPT = 5;

    private final String file;
    private final List<String> first = new ArrayList<>();
    private long records;
    private long mismatches;
    private boolean recordDiffers;

    Tally(String file) {
        this.file = file;
    }

    /** Begins the next record. */
    void record() {
        records++;
        recordDiffers = false;
    }

    /** Compares one field of the record, as bits. */
    void same(long expected, long actual, String what, Object... operands) {
        if (expected == actual) {
            return;
        }
        if (!recordDiffers) {
            mismatches++;
            recordDiffers = true;
        }
        if (first.size() < KEPT) {
            StringBuilder text = new StringBuilder("record " + (records - 1) + " " + what);
            for (Object operand : operands) {
                text.append(' ').append(operand instanceof Number n ? "0x" + Long.toHexString(n.longValue()) : operand);
            }
            first.add(text + ": expected 0x" + Long.toHexString(expected) + ", got 0x" + Long.toHexString(actual));
        }
    }

    FileResult result() {
        return new FileResult(file, records, mismatches, List.copyOf(first), "");
    }

    FileResult skipped(String reason) {
        return new FileResult(file, records, mismatches, List.of(), reason);
    }
}
