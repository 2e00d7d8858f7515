package bitwright.accel.pim;

import java.util.Arrays;

/** What the cycles of a channel went to, each counted once: that of the command which ended the wait. */
final class Busy {
    /** What a cycle goes to. */
    enum Cause {
        /** Multiplying and adding. */
        MAC,
        /** Opening and closing rows. */
        ROW,
        /** Writing the buffer. */
        BUFFER,
        /** Waiting for sums, and reading them. */
        RESULT,
        /** Reading and writing rows over the bus. */
        TRANSFER,
        /** Refreshing. */
        REFRESH,
        /** Changing modes. */
        MODE;

        static final int COUNT = values().length;

        static Cause of(PimCommand command) {
            return switch (command) {
                case MAC_ALL -> MAC;
                case ACTIVATE, ACTIVATE_ALL, PRECHARGE_ALL -> ROW;
                case WRITE_BUFFER, WRITE_BIAS -> BUFFER;
                case READ_RESULT -> RESULT;
                case READ, WRITE -> TRANSFER;
                case REFRESH -> Cause.REFRESH;
                case CHANGE_MODE -> MODE;
            };
        }
    }

    final long[] cycles = new long[Cause.COUNT];

    void add(Cause cause, long some) {
        cycles[cause.ordinal()] += some;
    }

    void add(Busy other, long times) {
        for (int i = 0; i < cycles.length; i++) {
            cycles[i] += other.cycles[i] * times;
        }
    }

    /** Adds what has come to another since it was as given. */
    void addDifference(Busy now, Busy before) {
        for (int i = 0; i < cycles.length; i++) {
            cycles[i] += now.cycles[i] - before.cycles[i];
        }
    }

    long of(Cause cause) {
        return cycles[cause.ordinal()];
    }

    long total() {
        return Arrays.stream(cycles).sum();
    }

    void clear() {
        Arrays.fill(cycles, 0);
    }

    Busy copy() {
        var copy = new Busy();
        copy.add(this, 1);
        return copy;
    }
}
