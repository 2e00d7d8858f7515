package bitwright.accel.gnn;

import bitwright.sim.engine.Handler;
import java.util.Arrays;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The aggregation engine: meshes of managers, cores and buffer managers, a manager a nodeslot. A manager allocates one core
 * for each 16 features, sends them the messages of its node packet by packet, waits for a buffer manager, and has the cores
 * write their sums into the aggregation buffer.
 *
 * <p>With A cores and N messages that is 24 + 16 A + 6 A N cycles from the request to the response, as measured on the RTL
 * while messages arrive at least every 6 A cycles: a packet of two flits and its core's addition take 6 cycles, and the
 * manager serves its cores in turn. Rows are independent of one another, since each manager has its own row of cores. How the
 * 24 + 16 A cycles fall before the first message ({@link #BEFORE}, {@link #BEFORE_EACH}) and behind the last one is not
 * measured; it matters only where a node waits for a buffer or for messages. Cores of other rows, which a node of many features
 * borrows, are reached by one hop a cycle more a row.
 *
 * <p>An aggregation buffer has as many slots as a mesh has rows, so nodeslots with the same row, one a mesh, share a slot: it
 * is free again once the transformation engine has read it.
 */
final class AggregationEngine {
    /** Cycles of a message in each core. */
    static final int OF_MESSAGE = 6;

    private static final int WHOLE = 24;
    private static final int WHOLE_EACH = 16;

    /** Of those, before the first message: our split. */
    static final int BEFORE = 8;

    static final int BEFORE_EACH = 8;

    /** Flits of a packet: head and tail. */
    private static final int FLITS = 2;

    private final Beat beat;
    private final Nodeslots slots;
    private final FeatureBank bank;
    private final Occupancy managers;
    private final int cores;
    private final int columns;
    private final int[] bufferOf;
    private final Arbiter[] waitingForBuffer;
    private final int[] placeAtBuffer;
    private final int[][] slotsOfBuffer;
    private final boolean[] bufferTaken;
    private final boolean[] deciding;
    private final int[] taken;
    private final boolean[] idle; // a streaming manager without a message
    private final CoreMesh[] meshes;
    private final int[] meshOf;
    private final int[] rowOf;
    private final int[][] coresOf;

    private final Handler sent = this::sent;
    private final Handler begin = this::begin;
    private final Handler message = this::message;
    private final Handler grantBuffer = this::grantBuffer;
    private final Handler written = this::written;
    private LongConsumer aggregated;
    private int busyManagers;
    private long packets;
    private long flitHops;

    /**
     * What an engine is made of.
     *
     * @param cores how many a node needs
     * @param rows of a mesh
     * @param columns of a mesh
     * @param meshes how many
     * @param meshOf the mesh of each nodeslot
     * @param rowOf the row of each nodeslot's manager
     * @param bufferOf the aggregation buffer's slot of each nodeslot
     * @param buffers slots of all aggregation buffers
     */
    record Shape(int cores, int rows, int columns, int meshes, int[] meshOf, int[] rowOf, int[] bufferOf, int buffers) {
        /** An engine of one mesh, each nodeslot with a row, a buffer slot and cores enough of its own. */
        static Shape ofRows(int rows, int cores) {
            int[] own = IntStream.range(0, rows).toArray();
            return new Shape(cores, rows, cores, 1, new int[rows], own, own, rows);
        }
    }

    AggregationEngine(Beat beat, Nodeslots slots, FeatureBank bank, Occupancy managers, Shape shape) {
        this.beat = beat;
        this.slots = slots;
        this.bank = bank;
        this.managers = managers;
        cores = shape.cores();
        bufferOf = shape.bufferOf();
        meshOf = shape.meshOf();
        rowOf = shape.rowOf();
        int count = slots.count();
        coresOf = new int[count][cores];
        columns = shape.columns();
        meshes = new CoreMesh[shape.meshes()];
        Arrays.setAll(meshes, unused -> new CoreMesh(shape.rows(), shape.columns()));
        placeAtBuffer = new int[count];
        slotsOfBuffer = new int[shape.buffers()][0];
        for (int slot = 0; slot < count; slot++) {
            int[] mates = slotsOfBuffer[bufferOf[slot]];
            placeAtBuffer[slot] = mates.length;
            slotsOfBuffer[bufferOf[slot]] = Arrays.copyOf(mates, mates.length + 1);
            slotsOfBuffer[bufferOf[slot]][mates.length] = slot;
        }
        waitingForBuffer = new Arbiter[shape.buffers()];
        for (int buffer = 0; buffer < waitingForBuffer.length; buffer++) {
            waitingForBuffer[buffer] =
                    new Arbiter(Math.max(1, slotsOfBuffer[buffer].length), Arbitration.FIXED_PRIORITY);
        }
        bufferTaken = new boolean[shape.buffers()];
        deciding = new boolean[shape.buffers()];
        taken = new int[count];
        idle = new boolean[count];
    }

    /** Who is told of a node whose sums are in the buffer, in the cycle in which the manager is done, with the slot. */
    void connect(LongConsumer done) {
        aggregated = done;
    }

    /** Whether the slot's mesh has cores for another node. */
    boolean hasCores(int slot) {
        return meshes[meshOf[slot]].free() >= cores;
    }

    /** Accepts the request to aggregate a slot's messages in the present cycle. */
    void aggregate(int slot) {
        meshes[meshOf[slot]].take(rowOf[slot], cores, coresOf[slot]);
        managers.set(beat.cycle(), ++busyManagers);
        slots.enter(slot, SlotPhase.AGGREGATION);
        packets += (long) slots.messages[slot] * cores;
        countHops(slot);
        long first = beat.cycle() + BEFORE + (long) BEFORE_EACH * cores;
        if (bank.isPartial(slot)) {
            taken[slot] = 0;
            idle[slot] = false;
            bank.stream(slot);
            beat.arrive(first, begin, slot);
        } else {
            beat.arrive(first + (long) OF_MESSAGE * cores * slots.messages[slot] + farther(slot), sent, slot);
        }
    }

    /** Cycles that the last packets of a node need beyond those of a node with all cores in its row. */
    private int farther(int slot) {
        CoreMesh mesh = meshes[meshOf[slot]];
        int most = 0;
        for (int i = 0; i < cores; i++) {
            // Packets to cores further down the list leave later, which hides the way of those before.
            int late = mesh.distance(rowOf[slot], coresOf[slot][i]) - OF_MESSAGE * (cores - 1 - i);
            most = Math.max(most, late);
        }
        return most;
    }

    private void countHops(int slot) {
        CoreMesh mesh = meshes[meshOf[slot]];
        long there = 0;
        long back = 0;
        for (int core : coresOf[slot]) {
            int column = mesh.column(core);
            int distance = mesh.distance(rowOf[slot], core);
            there += column + 1 + distance;
            back += columns - column + distance;
        }
        // A packet a message and core, one to allocate it, one to ask for its sums, the sums, and the manager's last.
        flitHops += FLITS * (slots.messages[slot] * there + 2 * there + back + columns + 1);
    }

    /** The first message of a stream, or the one after another, is looked for. */
    private void begin(long argument) {
        int slot = (int) argument;
        if (taken[slot] < bank.fetched(slot)) {
            beat.arrive(beat.cycle() + (long) OF_MESSAGE * cores, message, slot);
        } else {
            idle[slot] = true;
            slots.enter(slot, SlotPhase.STREAM);
        }
    }

    private void message(long argument) {
        int slot = (int) argument;
        taken[slot]++;
        bank.take(slot);
        if (taken[slot] == slots.messages[slot]) {
            beat.arrive(beat.cycle() + farther(slot), sent, slot);
        } else {
            begin(slot);
        }
    }

    /** A message of a stream has arrived. */
    void arrived(int slot) {
        if (idle[slot]) {
            idle[slot] = false;
            slots.enter(slot, SlotPhase.AGGREGATION);
            begin(slot);
        }
    }

    /** All messages are with the cores: a buffer manager is needed. */
    private void sent(long argument) {
        int slot = (int) argument;
        int buffer = bufferOf[slot];
        waitingForBuffer[buffer].request(placeAtBuffer[slot]);
        slots.summed(slot);
        slots.enter(slot, SlotPhase.BUFFER);
        wake(buffer);
    }

    private void wake(int buffer) {
        if (!bufferTaken[buffer] && !deciding[buffer] && !waitingForBuffer[buffer].isEmpty()) {
            deciding[buffer] = true;
            beat.decide(beat.cycle(), grantBuffer, buffer);
        }
    }

    private void grantBuffer(long argument) {
        int buffer = (int) argument;
        deciding[buffer] = false;
        int place = waitingForBuffer[buffer].grant();
        if (place < 0) {
            return;
        }
        bufferTaken[buffer] = true;
        int slot = slotsOfBuffer[buffer][place];
        slots.enter(slot, SlotPhase.AGGREGATION);
        beat.arrive(beat.cycle() + WHOLE - BEFORE + (long) (WHOLE_EACH - BEFORE_EACH) * cores, written, slot);
    }

    private void written(long argument) {
        int slot = (int) argument;
        meshes[meshOf[slot]].give(coresOf[slot], cores);
        managers.set(beat.cycle(), --busyManagers);
        aggregated.accept(slot);
    }

    /** The transformation engine has read a slot's sums. */
    void release(int slot) {
        bufferTaken[bufferOf[slot]] = false;
        wake(bufferOf[slot]);
    }

    /** Packets from managers to cores. */
    long packets() {
        return packets;
    }

    /** Flits times the hops that they took. */
    long flitHops() {
        return flitHops;
    }
}
