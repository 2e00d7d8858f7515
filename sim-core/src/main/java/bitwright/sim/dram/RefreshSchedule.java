package bitwright.sim.dram;

import java.util.Arrays;

/** When which rank or bank of a channel is to be refreshed, at multiples of the interval, and which ones are overdue. */
final class RefreshSchedule {
    static final long NEVER = Long.MAX_VALUE;

    private final ControllerPolicy.Refresh kind;
    private final Organisation organisation;
    private final long interval;
    private long due; // the next time
    private int next; // the rank, or the bank of each rank, that is next
    private int[] waiting = new int[64]; // ranks, or banks, in a ring
    private int first;
    private int count;

    RefreshSchedule(ControllerPolicy.Refresh kind, Timing timing, Organisation organisation) {
        boolean none = kind == ControllerPolicy.Refresh.NONE || timing.tREFI() == 0;
        this.kind = none ? ControllerPolicy.Refresh.NONE : kind;
        this.organisation = organisation;
        interval = switch (this.kind) {
            case NONE -> NEVER;
            case ALL_BANK -> timing.tREFI();
            case STAGGERED -> Math.max(1, timing.tREFI() / organisation.ranks());
            case PER_BANK -> timing.tREFIpb();
        };
        due = interval;
    }

    boolean isByBank() {
        return kind == ControllerPolicy.Refresh.PER_BANK;
    }

    /** The next cycle in which a refresh becomes due. */
    long due() {
        return due;
    }

    /** Adds what is due in a cycle to what waits. */
    void advance(long cycle) {
        while (due <= cycle) {
            due += interval;
            switch (kind) {
                case ALL_BANK -> {
                    for (int rank = 0; rank < organisation.ranks(); rank++) {
                        add(rank);
                    }
                }
                case STAGGERED -> {
                    add(next);
                    next = (next + 1) % organisation.ranks();
                }
                default -> {
                    // Bank groups first, so that neighbours in time are not neighbours on the chip.
                    int group = next % organisation.bankGroups();
                    int bank = next / organisation.bankGroups();
                    for (int rank = 0; rank < organisation.ranks(); rank++) {
                        add(organisation.bank(rank, group, bank));
                    }
                    next = (next + 1) % organisation.banksPerRank();
                }
            }
        }
    }

    private void add(int target) {
        if (count == waiting.length) {
            int[] longer = Arrays.copyOf(waiting, 2 * count);
            for (int i = 0; i < count; i++) {
                longer[i] = waiting[(first + i) % count];
            }
            waiting = longer;
            first = 0;
        }
        waiting[(first + count++) % waiting.length] = target;
    }

    boolean isWaiting() {
        return count > 0;
    }

    /** The rank, or the bank, whose refresh waits longest. */
    int target() {
        return waiting[first];
    }

    void done() {
        first = (first + 1) % waiting.length;
        count--;
    }
}
