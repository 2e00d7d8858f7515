package bitwright.sim.dram;

import bitwright.sim.engine.Handler;
import java.util.Arrays;

/** The requests that one channel knows of, by slot; a slot is used again when its request is done. */
final class Requests {
    static final int NONE = -1;

    long[] access; // the access that is asked for
    int[] bank;
    int[] row;
    int[] column;
    boolean[] write;
    long[] accepted; // cycle
    Handler[] done; // null if nobody wants to know
    long[] argument;
    int[] next; // the next free slot, or the next read of the same access
    private int free = NONE;
    private int used;

    Requests(int size) {
        access = new long[size];
        bank = new int[size];
        row = new int[size];
        column = new int[size];
        write = new boolean[size];
        accepted = new long[size];
        done = new Handler[size];
        argument = new long[size];
        next = new int[size];
    }

    int take() {
        int slot = free;
        if (slot != NONE) {
            free = next[slot];
        } else {
            if (used == next.length) {
                grow();
            }
            slot = used++;
        }
        next[slot] = NONE;
        return slot;
    }

    void release(int slot) {
        next[slot] = free;
        free = slot;
    }

    private void grow() {
        int size = 2 * used;
        access = Arrays.copyOf(access, size);
        bank = Arrays.copyOf(bank, size);
        row = Arrays.copyOf(row, size);
        column = Arrays.copyOf(column, size);
        write = Arrays.copyOf(write, size);
        accepted = Arrays.copyOf(accepted, size);
        done = Arrays.copyOf(done, size);
        argument = Arrays.copyOf(argument, size);
        next = Arrays.copyOf(next, size);
    }
}
