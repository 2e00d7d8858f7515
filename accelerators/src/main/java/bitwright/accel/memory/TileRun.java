package bitwright.accel.memory;

import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import bitwright.workload.WorkloadException;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A layer's tiles on an array behind an off-chip memory: operands are fetched in the tiles' order as far ahead as the
 * buffers have room, the array runs a tile once its operands are there, outputs are written back.
 *
 * <p>Transfers go over the off-chip interface in an order that the tiles alone decide: the outputs of a tile are written
 * back just before the first fetch that needs the room which that tile frees. Nothing is reordered because it happens to
 * be ready, so every moment is a sum or a maximum of durations, and a slower memory never makes a layer faster.
 */
public final class TileRun {
    /** The array waits for operands. */
    public static final String READ = "offChipRead";
    /** The array waits for outputs to leave, for want of room or at the layer's end. */
    public static final String WRITE = "offChipWrite";
    /** The array waits for the activation buffer's banks. */
    public static final String ACTIVATION_BUFFER = "activationBuffer";
    /** The array waits for the weight buffer's banks. */
    public static final String WEIGHT_BUFFER = "weightBuffer";

    private static final Space[] SPACES = Space.values();

    /** A tile whose fetches have been handed over; it may run when so many reads and writes in all are done. */
    private record Loaded(Tile tile, long reads, long writes) {}

    private final Engine engine;
    private final Clock clock;
    private final OffChip memory;
    private final TileStream stream;
    private final Iterator<Tile> tiles;
    private final long weightLoad;
    private final long fill;
    private final Timeline timeline;

    private final Handler readDone = this::readDone;
    private final Handler writeDone = this::writeDone;
    private final Handler computed = this::computed;
    private final Handler finished = this::finished;

    // Fetching and writing back.
    private Tile next;
    private final ArrayDeque<Tile> held = new ArrayDeque<>();
    private final long[] used = new long[SPACES.length];
    private boolean retiring;
    private long retired;
    private long finishedTiles;
    private long reads;
    private long writes;
    private long readsDone;
    private long writesDone;
    /** Ticks in which a transfer was under way, and since when one has been. */
    private long transferring;

    private long transferringSince;
    private long lastRead;
    private long lastWrite;

    // The array.
    private final ArrayDeque<Loaded> waiting = new ArrayDeque<>();
    private boolean busy;
    private boolean started;
    /** Since when the array waits, as far as that has been counted. */
    private long idleSince;

    private long end;
    private long computeCycles;
    private long readBits;
    private long storedBits;
    private final long[] filled = new long[SPACES.length];
    private final Map<String, Long> stalls = new TreeMap<>();

    /**
     * Ready to start.
     *
     * @param clock the array's clock on the engine
     * @param memory what lies behind it, drained
     * @param weightLoad cycles between the first operands and the first step
     * @param fill cycles from the layer's last step until its last outputs are in the buffer
     */
    public TileRun(
            Engine engine,
            Clock clock,
            OffChip memory,
            TileStream stream,
            long weightLoad,
            long fill,
            Timeline timeline) {
        this.engine = engine;
        this.clock = clock;
        this.memory = memory;
        this.stream = stream;
        this.weightLoad = weightLoad;
        this.fill = fill;
        this.timeline = timeline;
        tiles = stream.tiles();
        next = following();
    }

    /** Runs all tiles; the engine is then out of events. */
    public void run() {
        if (memory.isInstant() && !timeline.isOn()) {
            runInstantly();
            return;
        }
        engine.after(0, Phase.MOVE, argument -> transfer(), 0);
        engine.run();
    }

    /** What the events come to where no transfer takes time: tile after tile, and nobody looks at the moments between. */
    private void runInstantly() {
        long now = clock.edge(engine.now());
        for (; next != null; next = following()) {
            if (!hasRoom(next)) {
                throw tooLarge(next);
            }
            take(next);
            now = hold(next, now);
            free(next);
        }
        memory.moved(readBits + storedBits);
        end = started ? now + clock.ticks(fill) : end;
    }

    private Tile following() {
        return tiles.hasNext() ? tiles.next() : null;
    }

    /** Cycles of the array's steps. */
    public long computeCycles() {
        return computeCycles;
    }

    /** Cycles from the start until the last output has crossed the off-chip interface. */
    public long totalCycles() {
        return clock.cycles(clock.edge(end));
    }

    /** Cycles in which the array waited, by cause; together what the total is longer than the array's own time. */
    public Map<String, Long> stallCycles() {
        return stalls;
    }

    /** Cycles in which at least one transfer was under way. */
    public long offChipCycles() {
        return clock.cycles(clock.edge(transferring));
    }

    /** Bits that were fetched over the off-chip interface. */
    public long readBits() {
        return readBits;
    }

    /** Bits that went back over it. */
    public long storedBits() {
        return storedBits;
    }

    /** Bits that fetches have written into a part of the buffers. */
    public long filledBits(Space space) {
        return filled[space.ordinal()];
    }

    /** Hands over transfers until one has to wait. */
    private void transfer() {
        while (true) {
            if (retiring) {
                if (finishedTiles == retired) {
                    return;
                }
                retire(held.remove());
            } else if (next != null && fits(next)) {
                load(next);
            } else if (!held.isEmpty()) {
                retiring = true;
            } else if (next == null) {
                return;
            } else {
                throw tooLarge(next);
            }
        }
    }

    private boolean fits(Tile tile) {
        return (stream.prefetches() || held.isEmpty()) && hasRoom(tile);
    }

    private boolean hasRoom(Tile tile) {
        for (Space space : SPACES) {
            if (used[space.ordinal()] + needed(tile, space) > stream.capacityBits(space)) {
                return false;
            }
        }
        return true;
    }

    private static long needed(Tile tile, Space space) {
        long needed = space == Space.OUTPUTS ? tile.outputBits() : 0;
        for (Fetch fetch : tile.fetches()) {
            needed += fetch.space() == space ? fetch.heldBits() : 0;
        }
        return needed;
    }

    private WorkloadException tooLarge(Tile tile) {
        for (Space space : SPACES) {
            long needed = used[space.ordinal()] + needed(tile, space);
            if (needed > stream.capacityBits(space)) {
                return new WorkloadException("layer " + stream.layer() + ": tile " + tile.label() + " needs " + needed
                        + " bits for " + space.name().toLowerCase(Locale.ROOT) + ", for which the buffers have "
                        + stream.capacityBits(space));
            }
        }
        throw new IllegalStateException("layer " + stream.layer() + ": tile " + tile.label() + " fits, but waits");
    }

    private void load(Tile tile) {
        take(tile);
        for (Fetch fetch : tile.fetches()) {
            begun();
            reads++;
            memory.transfer(OffChip.Direction.READ, fetch.address(), fetch.bits(), readDone, engine.now());
        }
        held.add(tile);
        next = following();
        showLevels();
        waitedFor(cause());
        waiting.add(new Loaded(tile, reads, writes));
        begin();
    }

    /** A tile's operands take their room. */
    private void take(Tile tile) {
        used[Space.OUTPUTS.ordinal()] += tile.outputBits();
        for (Fetch fetch : tile.fetches()) {
            used[fetch.space().ordinal()] += fetch.heldBits();
            readBits += fetch.bits();
            filled[fetch.space().ordinal()] += fetch.heldBits();
        }
    }

    private void retire(Tile tile) {
        retiring = false;
        retired++;
        free(tile);
        if (tile.storedBits() > 0) {
            begun();
            writes++;
            memory.transfer(OffChip.Direction.WRITE, tile.storeAddress(), tile.storedBits(), writeDone, engine.now());
        }
        showLevels();
    }

    /** A tile's outputs leave, and what it frees is free. */
    private void free(Tile tile) {
        used[Space.ACTIVATIONS.ordinal()] -= tile.freedActivationBits();
        used[Space.WEIGHTS.ordinal()] -= tile.freedWeightBits();
        used[Space.OUTPUTS.ordinal()] -= tile.freedOutputBits();
        storedBits += tile.storedBits();
    }

    private void readDone(long handedOver) {
        waitedFor(cause());
        readsDone++;
        ended();
        lastRead = show("off-chip reads", Math.max(lastRead, handedOver));
        begin();
    }

    private void writeDone(long handedOver) {
        waitedFor(cause());
        writesDone++;
        ended();
        lastWrite = show("off-chip writes", Math.max(lastWrite, handedOver));
        end = Math.max(end, engine.now());
        begin();
    }

    /** A transfer is about to be handed over. */
    private void begun() {
        if (reads + writes == readsDone + writesDone) {
            transferringSince = engine.now();
        }
    }

    /** A transfer was the last one under way, or not. */
    private void ended() {
        if (reads + writes == readsDone + writesDone) {
            transferring += engine.now() - transferringSince;
        }
    }

    /** What the array waits for, if it waits. */
    private String cause() {
        Loaded first = waiting.peek();
        return first == null || writesDone < first.writes ? WRITE : READ;
    }

    /** Counts the time since {@link #idleSince}, if the array has waited since then. */
    private void waitedFor(String cause) {
        long now = clock.edge(engine.now());
        if (!busy && now > idleSince) {
            stall(cause, idleSince, now);
            idleSince = now;
        }
    }

    private void stall(String cause, long from, long to) {
        stalls.merge(cause, clock.cycles(to - from), Long::sum);
        timeline.span("stalls", cause, from, to);
    }

    /** Starts the next tile if the array is free and nothing is missing. */
    private void begin() {
        if (busy || waiting.isEmpty() || readsDone < waiting.peek().reads || writesDone < waiting.peek().writes) {
            return;
        }
        busy = true;
        engine.at(hold(waiting.remove().tile, clock.edge(engine.now())), Phase.REACT, computed, 0);
    }

    /** Lets a tile have the array from a moment on; returns when it is done with it. */
    private long hold(Tile tile, long from) {
        long start = from + (started ? 0 : clock.ticks(weightLoad));
        started = true;
        long computing = start + clock.ticks(tile.computeCycles());
        long released = start + clock.ticks(tile.heldCycles());
        computeCycles += tile.computeCycles();
        if (released > computing) {
            boolean activations = tile.activationAccessCycles() == tile.heldCycles();
            stall(activations ? ACTIVATION_BUFFER : WEIGHT_BUFFER, computing, released);
        }
        if (timeline.isOn()) {
            timeline.span("array", tile.label().toString(), start, computing);
        }
        return released;
    }

    private void computed(long argument) {
        busy = false;
        boolean last = next == null && waiting.isEmpty();
        // Between tiles the few cycles of the pipeline are hidden; after the last one they are the layer's fill.
        long out = last ? engine.now() + clock.ticks(fill) : engine.now();
        idleSince = out;
        end = Math.max(end, out);
        if (last) {
            engine.at(out, Phase.REACT, finished, 0);
        } else {
            finished(0);
            begin();
        }
    }

    private void finished(long argument) {
        finishedTiles++;
        transfer();
    }

    private long show(String track, long from) {
        timeline.span(track, "transfer", from, engine.now());
        return engine.now();
    }

    private void showLevels() {
        if (timeline.isOn()) {
            long now = engine.now();
            for (Space space : SPACES) {
                timeline.level(space.name().toLowerCase(Locale.ROOT) + " held, bits", now, used[space.ordinal()]);
            }
        }
    }
}
