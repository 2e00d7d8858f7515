package bitwright.conformance.arith;

import bitwright.conformance.golden.FileOutcome;
import java.util.ArrayList;
import java.util.List;

/** Counts the records of one file, each of many fields that compare as bits, and keeps the first differences. */
final class RecordTally {
    private static final int SHOWN = 10;

    private final String file;
    private final List<String> details = new ArrayList<>();
    private long records;
    private long mismatches;
    private boolean recordDiffers;

    RecordTally(String file) {
        this.file = file;
    }

    /** Begins the next record. */
    void record() {
        records++;
        recordDiffers = false;
    }

    /** Compares one field of the record. */
    void same(long expected, long actual, String what, Object... operands) {
        if (expected == actual) {
            return;
        }
        if (!recordDiffers) {
            mismatches++;
            recordDiffers = true;
        }
        if (details.size() < SHOWN) {
            StringBuilder text = new StringBuilder("record " + (records - 1) + " " + what);
            for (Object operand : operands) {
                text.append(' ').append(operand instanceof Number n ? "0x" + Long.toHexString(n.longValue()) : operand);
            }
            details.add(text + ": expected 0x" + Long.toHexString(expected) + ", got 0x" + Long.toHexString(actual));
        }
    }

    FileOutcome outcome() {
        return new FileOutcome(file, records, mismatches, "", details);
    }
}
