package bitwright.accel.pe;

/**
 * Lanes as planes of powers, so that a schedule is a sweep over powers for all lanes at once.
 *
 * <p>Each cycle of {@link OneffsetSchedule} starts at the lowest power that is left and empties it: lanes that have it have
 * nothing lower. So the sweep goes up once: a power at which something is left costs a cycle, and in it every lane without
 * anything lower spends its own lowest power within the shifters' reach.
 */
final class OneffsetPool implements LanePool {
    private final OneffsetSchedule schedule;
    private final int reach;
    /** A plane a power; beyond the highest come as many empty ones as the shifters reach. */
    private final Planes planes;

    private final long[] left;

    OneffsetPool(OneffsetSchedule schedule, int lanes, int lines, int reachedLines) {
        this.schedule = schedule;
        reach = 1 << schedule.firstStageBits();
        planes = new Planes(lanes, lines, reachedLines, reach);
        left = new long[Long.SIZE + reach];
    }

    @Override
    public long code(int value) {
        return schedule.recoding().powers(value);
    }

    @Override
    public void load(long[] codes) {
        planes.load(codes);
    }

    @Override
    public int summary(int line, long[] choice, int from) {
        int first = planes.first(line);
        int cycles = switch (reach) {
            case 1 -> powers(first, choice[from]);
            case 4 -> withinFour(first, choice[from]);
            default -> within(first, choice[from]);
        };
        return Math.max(1, cycles);
    }

    /** Shifters that reach nothing: a power a cycle. */
    private int powers(int first, long choice) {
        long[] masks = planes.masks();
        int cycles = 0;
        for (int power = first; power < first + planes.bits(); power++) {
            cycles += (masks[power] & choice) != 0 ? 1 : 0;
        }
        return cycles;
    }

    /** The usual reach, kept in registers. */
    private int withinFour(int first, long choice) {
        long[] masks = planes.masks();
        int cycles = 0;
        long here = masks[first] & choice;
        long next = masks[first + 1] & choice;
        long second = masks[first + 2] & choice;
        int end = first + planes.bits();
        for (int power = first; power < end; power++) {
            long third = masks[power + 3] & choice;
            long any = (here | -here) >>> 63; // 1 or 0, without a branch that nobody could foretell
            cycles += (int) any;
            long lower = here | any - 1; // nothing spent here: all the next ones stay
            here = next & lower;
            lower |= next;
            next = second & lower;
            lower |= second;
            second = third & lower;
        }
        return cycles;
    }

    private int within(int first, long choice) {
        int powers = planes.bits();
        for (int power = 0; power < powers; power++) {
            left[power] = planes.masks()[first + power] & choice;
        }
        java.util.Arrays.fill(left, powers, powers + reach, 0);
        int cycles = 0;
        for (int power = 0; power < powers; power++) {
            long lower = left[power];
            if (lower != 0) {
                cycles++;
                for (int higher = power + 1; higher < power + reach; higher++) {
                    long had = left[higher];
                    left[higher] = had & lower;
                    lower |= had;
                }
            }
        }
        return cycles;
    }
}
