package bitwright.arith.golden;

import java.util.List;

/**
 * What the comparison of one golden file gave.
 *
 * @param file path below the golden folder
 * @param records how many records were compared
 * @param mismatches how many of them differ
 * @param first the first few differences, in words
 * @param skipped why the file was not compared, or an empty string
 */
public record FileResult(String file, long records, long mismatches, List<String> first, String skipped) {
    /** Whether the file was compared and agrees. */
    public boolean passed() {
        return skipped.isEmpty() && mismatches == 0;
    }
}
