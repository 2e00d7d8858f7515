package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import bitwright.sim.memory.OffChip;
import java.util.function.IntConsumer;

/**
 * The instruction prefetcher: reads the nodes' descriptors, 8 of 64 bits a beat and 512 a request, and programs one nodeslot a
 * cycle, as long as one is free, the next beat taking a cycle ({@code nodeslot_prefetcher} of the RTL). A descriptor without
 * messages takes its cycle and leaves the slot as it is. Descriptors come in the order of the nodes: one whose precision has no
 * free slot holds up those behind it.
 */
final class InstructionPrefetcher {
    private static final int OF_BEAT = 8;
    private static final int OF_REQUEST = 512;

    private final Beat beat;
    private final OffChip memory;
    private final Addresses addresses;
    private final int latency;
    private final int nodes;
    private final int[] messages;
    private final byte[] groupOfNode;
    private final Nodeslots slots;
    private final IntConsumer programmed;
    private final Arbiter[] free; // by half and group
    private final int groups;
    private final int halves;
    private final int[] placeOf; // of a slot among those of its half and group
    private final int[] poolOf;
    private final int[][] slotsOfPool;
    private final Handler request = this::request;
    private final Handler crossed = this::crossed;
    private final Handler program = this::program;

    private int next; // the node whose descriptor is at hand
    private int fetchedUpTo;
    private long earliest;
    private boolean waiting;
    private boolean batchClosed;
    private int half;
    private final int[] inBatch;
    private Runnable batchComplete;
    private long readBits;
    private long skipped;

    /**
     * A prefetcher at rest.
     *
     * @param messages messages of each node; those with 0 are not programmed
     * @param groupOfNode the precision group of each node, or null: all in the first
     * @param halves 1, or 2 where batches of nodes take turns in the halves of the slots
     * @param groups first slot of each precision group, and the number of slots
     * @param programmed told of each slot that holds a node, in the cycle of its programming
     */
    InstructionPrefetcher(
            Beat beat,
            OffChip memory,
            Addresses addresses,
            int latency,
            int[] messages,
            byte[] groupOfNode,
            Nodeslots slots,
            int halves,
            int[] groups,
            Arbitration arbitration,
            IntConsumer programmed) {
        this.beat = beat;
        this.memory = memory;
        this.addresses = addresses;
        this.latency = latency;
        this.messages = messages;
        this.nodes = messages.length;
        this.groupOfNode = groupOfNode;
        this.slots = slots;
        this.halves = halves;
        this.groups = groups.length - 1;
        this.programmed = programmed;
        inBatch = new int[this.groups];
        int pools = this.groups * halves;
        free = new Arbiter[pools];
        slotsOfPool = new int[pools][];
        placeOf = new int[slots.count()];
        poolOf = new int[slots.count()];
        for (int group = 0; group < this.groups; group++) {
            int each = (groups[group + 1] - groups[group]) / halves;
            for (int which = 0; which < halves; which++) {
                int pool = which * this.groups + group;
                free[pool] = new Arbiter(each, arbitration);
                slotsOfPool[pool] = new int[each];
                for (int place = 0; place < each; place++) {
                    int slot = groups[group] + which * each + place;
                    slotsOfPool[pool][place] = slot;
                    placeOf[slot] = place;
                    poolOf[slot] = pool;
                    free[pool].request(place);
                }
            }
        }
    }

    /** Batches: who is told that all of a batch is programmed. */
    void connect(Runnable batch) {
        batchComplete = batch;
    }

    /** Makes the first request in a cycle. */
    void start(long cycle) {
        if (nodes > 0) {
            beat.decide(cycle, request, 0);
        }
    }

    /** Nodes of a group in the present batch. */
    int inBatch(int group) {
        return inBatch[group];
    }

    /** Whether every descriptor has been dealt with. */
    boolean isDone() {
        return next == nodes;
    }

    /** Begins the next batch in the other half of the slots, in the next cycle. */
    void nextBatch() {
        half = 1 - half;
        java.util.Arrays.fill(inBatch, 0);
        batchClosed = false;
        if (!isDone()) {
            beat.decide(beat.cycle() + 1, program, 0);
        }
    }

    private void request(long argument) {
        int count = Math.min(OF_REQUEST, nodes - fetchedUpTo);
        long beats = (count + OF_BEAT - 1) / OF_BEAT;
        // The master's address in the next cycle, the first beat L later, its first descriptor in the one after.
        earliest = beat.cycle() + latency + 2;
        readBits += beats * Addresses.BEAT_BITS;
        memory.transfer(
                OffChip.Direction.READ,
                addresses.descriptors(fetchedUpTo / OF_BEAT),
                beats * Addresses.BEAT_BITS,
                crossed,
                0);
        fetchedUpTo += count;
    }

    private void crossed(long argument) {
        beat.decide(Math.max(earliest, beat.cycle() + 1), program, 0);
    }

    private void program(long argument) {
        int group = groupOfNode == null ? 0 : groupOfNode[next];
        var pool = free[half * groups + group];
        if (pool.isEmpty()) {
            if (halves > 1) {
                closeBatch();
            } else {
                waiting = true;
            }
            return;
        }
        if (messages[next] > 0) {
            int slot = slotsOfPool[half * groups + group][pool.grant()];
            inBatch[group]++;
            slots.occupy(slot, next, messages[next]);
            programmed.accept(slot);
        } else {
            skipped++;
        }
        next++;
        if (next == nodes) {
            if (halves > 1) {
                closeBatch();
            }
        } else if (next == fetchedUpTo) {
            beat.decide(beat.cycle() + 1, request, 0);
        } else {
            beat.decide(beat.cycle() + (next % OF_BEAT == 0 ? 2 : 1), program, 0);
        }
    }

    private void closeBatch() {
        if (!batchClosed) {
            batchClosed = true;
            batchComplete.run();
        }
    }

    /** A slot has become free. */
    void free(int slot) {
        free[poolOf[slot]].request(placeOf[slot]);
        if (waiting) {
            waiting = false;
            beat.decide(beat.cycle(), program, 0);
        }
    }

    long readBits() {
        return readBits;
    }

    /** Nodes without messages, which no slot was programmed for. */
    long skipped() {
        return skipped;
    }
}
