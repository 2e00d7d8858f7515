package bitwright.conformance.golden;

import java.util.List;

/**
 * What came of one file of golden data.
 *
 * @param file its path below the folder
 * @param records records compared
 * @param mismatches records that differ
 * @param skipped why nothing was compared, or empty
 * @param details the first mismatches in full
 */
public record FileOutcome(String file, long records, long mismatches, String skipped, List<String> details) {
    public FileOutcome {
        details = List.copyOf(details);
    }

    public static FileOutcome skipped(String file, String reason) {
        return new FileOutcome(file, 0, 0, reason, List.of());
    }

    public boolean isSkipped() {
        return !skipped.isEmpty();
    }

    public boolean failed() {
        return mismatches > 0;
    }

    /** The file's line in the report of {@code bitwright conform}. */
    public String line() {
        return isSkipped()
                ? file + "  skipped " + skipped
                : file + "  records " + records + "  mismatches " + mismatches;
    }
}
