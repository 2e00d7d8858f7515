package bitwright.accel.serial;

import bitwright.accel.pe.GroupStat;
import bitwright.accel.tactical.Schedule;
import java.util.Arrays;

/**
 * What time and work need of a tile's schedule: for each line, which activations its multiplexers bring to whom.
 *
 * <p>Where a statistic merges lane by lane, all rows together make one choice; rows that choose alike count once.
 */
final class ScheduledTile {
    /** Up to so many rows are compared with one another. */
    private static final int COMPARED_ROWS = 64;

    private final int rows;
    private final int lanes;
    private final int words;
    /** Whether a line's first choice is that of all rows together, a bound to those that follow. */
    private final boolean bounded;
    /** The lines' choices, {@link #words} words each. */
    private final long[] choices;
    /** {@code [line]}: where its choices begin; the end of the last line at the end. */
    private final int[] firstChoice;
    /** {@code [line]}: lanes with an operand, over all rows. */
    final int[] operands;
    /** {@code [line]}: the largest weight statistic of a row. */
    final int[] mostOfWeights;
    /** {@code [line]}: the weight statistics of all rows. */
    final int[] sumOfWeights;
    /** {@code [line]}: the same, each times the row's lanes with an operand. */
    final int[] laneSumOfWeights;
    /** {@code [line]}: which unscheduled line it was. */
    private final int[] times;

    /** Slots that hold a weight from elsewhere. */
    private long moved;

    ScheduledTile(Schedule schedule, GroupStat activations, GroupStat weights, int rowsPerDetector) {
        rows = schedule.rows();
        lanes = schedule.lanes();
        words = schedule.maskWords();
        int lines = schedule.lines();
        boolean together = activations.mergesLanes();
        bounded = !together && activations.growsWithLanes();
        boolean needed = !activations.isConstant();
        var all = new long[needed ? Math.multiplyExact(lines * (together ? 1 : rows + 1), words) : 0];
        firstChoice = new int[lines + 1];
        times = new int[lines];
        operands = new int[lines];
        mostOfWeights = new int[lines];
        sumOfWeights = new int[lines];
        laneSumOfWeights = new int[lines];
        int end = 0;
        for (int line = 0; line < lines; line++) {
            if (needed) {
                end = choose(schedule, line, together, all, end);
            }
            times[line] = schedule.time(line);
            firstChoice[line + 1] = end;
            weigh(schedule, line, weights, rowsPerDetector);
        }
        choices = Arrays.copyOf(all, end);
    }

    private int choose(Schedule schedule, int line, boolean together, long[] all, int from) {
        int end = from;
        if (bounded) {
            for (int row = 0; row < rows; row++) {
                schedule.mask(line, row, all, end);
            }
            end += words;
        }
        int first = end;
        for (int row = 0; row < rows; row++) {
            schedule.mask(line, row, all, end);
            if (!together && !(rows <= COMPARED_ROWS && isRepeated(all, first, end))) {
                end += words;
            }
        }
        return together ? end + words : end;
    }

    /** Whether the choice has been made before in the line; it is then wiped out. */
    private boolean isRepeated(long[] all, int from, int choice) {
        for (int earlier = from; earlier < choice; earlier += words) {
            if (all[earlier] != all[choice]) {
                continue; // most differ here, which is quickly seen
            }
            if (words == 1 || Arrays.equals(all, earlier, earlier + words, all, choice, choice + words)) {
                Arrays.fill(all, choice, choice + words, 0);
                return true;
            }
        }
        return false;
    }

    private void weigh(Schedule schedule, int line, GroupStat weights, int rowsPerDetector) {
        for (int start = 0; start < rows; start += rowsPerDetector) {
            int end = Math.min(start + rowsPerDetector, rows);
            int stat = weightStat(schedule, line, weights, start, end);
            mostOfWeights[line] = Math.max(mostOfWeights[line], stat);
            sumOfWeights[line] += stat * (end - start);
            for (int row = start; row < end; row++) {
                int ofRow = schedule.operands(line, row);
                operands[line] += ofRow;
                laneSumOfWeights[line] += stat * ofRow;
                moved += schedule.moved(line, row);
            }
        }
    }

    /** What the detector of some rows finds in a line. */
    static int weightStat(Schedule schedule, int line, GroupStat stat, int from, int to) {
        if (stat.isConstant()) {
            return stat.of(new int[0]);
        }
        int summary = 0;
        var values = new int[schedule.lanes()];
        for (int row = from; row < to; row++) {
            for (int lane = 0; lane < values.length; lane++) {
                values[lane] = schedule.weight(line, row, lane);
            }
            int ofRow = stat.summary(values, 0, values.length);
            summary = row == from ? ofRow : stat.merge(summary, ofRow);
        }
        return stat.read(summary);
    }

    int lines() {
        return operands.length;
    }

    int time(int line) {
        return times[line];
    }

    int rows() {
        return rows;
    }

    /** Slots that are stored, and fetched each time that the tile runs. */
    long slots() {
        return (long) lines() * rows * lanes;
    }

    long moved() {
        return moved;
    }

    long operands() {
        return Arrays.stream(operands).asLongStream().sum();
    }

    boolean isBounded() {
        return bounded;
    }

    int choiceWords() {
        return words;
    }

    /** Where a line's choices begin in {@link #choices}, in words; they end where the next line's begin. */
    int firstChoice(int line) {
        return firstChoice[line];
    }

    long[] choices() {
        return choices;
    }
}
