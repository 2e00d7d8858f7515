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
    private final int lanes;
    /** {@code [power]}: the lanes that have it; beyond the highest come as many empty ones as the shifters reach. */
    private final long[] planes;

    private final long[] left;
    private int powers;

    OneffsetPool(OneffsetSchedule schedule, int lanes) {
        this.schedule = schedule;
        this.lanes = lanes;
        reach = 1 << schedule.firstStageBits();
        planes = new long[Long.SIZE + reach];
        left = new long[Long.SIZE + reach];
    }

    @Override
    public long code(int value) {
        return schedule.recoding().powers(value);
    }

    @Override
    public void load(long[] codes, int from, int count) {
        java.util.Arrays.fill(planes, 0, powers, 0);
        long any = 0;
        for (int lane = 0; lane < Math.min(count, lanes); lane++) {
            long ofLane = codes[from + lane];
            any |= ofLane;
            for (long rest = ofLane; rest != 0; rest &= rest - 1) {
                planes[Long.numberOfTrailingZeros(rest)] |= 1L << lane;
            }
        }
        powers = Long.SIZE - Long.numberOfLeadingZeros(any);
    }

    @Override
    public int summary(long[] choice, int from) {
        int cycles = switch (reach) {
            case 1 -> powersLeft(choice[from]);
            case 4 -> withinFour(choice[from]);
            default -> within(choice[from]);
        };
        return Math.max(1, cycles);
    }

    /** Shifters that reach nothing: a power a cycle. */
    private int powersLeft(long choice) {
        int cycles = 0;
        for (int power = 0; power < powers; power++) {
            cycles += (planes[power] & choice) != 0 ? 1 : 0;
        }
        return cycles;
    }

    /** The usual reach, kept in registers. */
    private int withinFour(long choice) {
        int cycles = 0;
        long here = planes[0] & choice;
        long next = planes[1] & choice;
        long second = planes[2] & choice;
        for (int power = 0; power < powers; power++) {
            long third = planes[power + 3] & choice;
            if (here != 0) {
                cycles++;
            }
            long lower = here == 0 ? -1 : here;
            here = next & lower;
            lower |= next;
            next = second & lower;
            lower |= second;
            second = third & lower;
        }
        return cycles;
    }

    private int within(long choice) {
        for (int power = 0; power < powers; power++) {
            left[power] = planes[power] & choice;
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
