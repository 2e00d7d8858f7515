package bitwright.sim.dram;

import java.util.Arrays;

/** Slots of requests by the access that they are for, at most one an access. */
final class AccessIndex {
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private long[] accesses;
    private int[] slots; // NONE where the place is free
    private int size;

    AccessIndex(int expected) {
        int places = Integer.highestOneBit(Math.max(8, expected)) << 2;
        accesses = new long[places];
        slots = new int[places];
        Arrays.fill(slots, Requests.NONE);
    }

    /** The slot, or {@link Requests#NONE}. */
    int get(long access) {
        return slots[place(access)];
    }

    boolean contains(long access) {
        return get(access) != Requests.NONE;
    }

    void put(long access, int slot) {
        if (2 * ++size > slots.length) {
            grow();
        }
        int place = place(access);
        accesses[place] = access;
        slots[place] = slot;
    }

    void remove(long access) {
        int gap = place(access);
        if (slots[gap] == Requests.NONE) {
            return;
        }
        size--;
        int mask = slots.length - 1;
        // Those behind move up, unless that would put them before the place where they are looked for first.
        for (int at = gap + 1 & mask; slots[at] != Requests.NONE; at = at + 1 & mask) {
            int home = home(accesses[at]);
            if ((at - home & mask) >= (at - gap & mask)) {
                accesses[gap] = accesses[at];
                slots[gap] = slots[at];
                gap = at;
            }
        }
        slots[gap] = Requests.NONE;
    }

    /** The place of an access, or the free one where it belongs. */
    private int place(long access) {
        int mask = slots.length - 1;
        int place = home(access);
        while (slots[place] != Requests.NONE && accesses[place] != access) {
            place = place + 1 & mask;
        }
        return place;
    }

    private int home(long access) {
        return (int) (access * SPREAD >>> 40) & slots.length - 1;
    }

    private void grow() {
        long[] oldAccesses = accesses;
        int[] oldSlots = slots;
        accesses = new long[2 * oldSlots.length];
        slots = new int[2 * oldSlots.length];
        Arrays.fill(slots, Requests.NONE);
        for (int at = 0; at < oldSlots.length; at++) {
            if (oldSlots[at] != Requests.NONE) {
                int place = place(oldAccesses[at]);
                accesses[place] = oldAccesses[at];
                slots[place] = oldSlots[at];
            }
        }
    }
}
