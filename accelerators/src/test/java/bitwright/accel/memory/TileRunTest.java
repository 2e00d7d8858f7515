package bitwright.accel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TileRunTest {
    private static final Memory IDEAL = new IdealMemory("dram");
    /** At 1 GHz a bit a cycle; what is read arrives 5 cycles later. */
    private static final Memory BIT_A_CYCLE = new BandwidthMemory(0.125, 5, "dram");

    /**
     * Three tiles of 6, 2 and 5 cycles, 4 bits of activations and 3 of outputs each, 10 bits of weights for all; room for
     * the outputs of one tile, so that the next tile's operands come after they have left. The interface is busy with
     *
     * <pre>
     * weights 0–10, there at 15; activations 0 10–14, there at 19; tile 0 runs 19–25
     * outputs 0 25–28; activations 1 28–32, there at 37; tile 1 runs 37–39
     * outputs 1 39–42; activations 2 42–46, there at 51; tile 2 runs 51–56, drained at 58
     * outputs 2 58–61
     * </pre>
     *
     * Something is under way but for 19–25, 37–39 and 51–58. The array waits 19 for operands, then 3 for the way out and 9
     * for operands, the same again, and 3 at the end.
     */
    @Test
    void withRoomForOneTilesOutputsOneTransferFollowsTheOther() {
        var run = run(new Given(8, 10, 3, true, threeTiles()), BIT_A_CYCLE, 2);
        assertThat(run.totalCycles()).isEqualTo(61);
        assertThat(run.computeCycles()).isEqualTo(13);
        assertThat(run.stallCycles()).containsExactly(entry(TileRun.READ, 37L), entry(TileRun.WRITE, 9L));
        assertThat(run.offChipCycles()).isEqualTo(19 + (37 - 25) + (51 - 39) + (61 - 58));
    }

    /**
     * With room for two tiles' outputs the second tile's activations follow the first one's: there at 23, so that tile 1
     * runs at 25–27. The third one's need the room of the first one's: outputs 0 25–28, activations 2 28–32, there
     * at 37, tile 2 runs 37–42, drained at 44, outputs 1 32–35, outputs 2 44–47.
     */
    @Test
    void withRoomForTwoTilesOperandsArePrefetched() {
        var run = run(new Given(8, 10, 6, true, threeTiles()), BIT_A_CYCLE, 2);
        assertThat(run.totalCycles()).isEqualTo(47);
        assertThat(run.stallCycles()).containsExactly(entry(TileRun.READ, 19L + 9), entry(TileRun.WRITE, 1L + 3));
    }

    /** The same room, but nothing is fetched while the array works: the order is that of the first case. */
    @Test
    void withoutDoubleBufferingNothingIsFetchedAhead() {
        assertThat(run(new Given(8, 10, 6, false, threeTiles()), BIT_A_CYCLE, 2).totalCycles())
                .isEqualTo(61);
    }

    /** 4 cycles of steps need 7 of the weight buffer's banks and 5 of the activation buffer's: 3 are waited. */
    @Test
    void aTileHoldsTheArrayAsLongAsItsSlowestBuffer() {
        var tile = new Tile(label(0), 4, 5, 7, List.of(), 0, 0, 0, 0, 0, 0);
        var run = run(new Given(1, 1, 1, true, List.of(tile, tile)), IDEAL, 0);
        assertThat(run.totalCycles()).isEqualTo(14);
        assertThat(run.stallCycles()).containsExactly(entry(TileRun.WEIGHT_BUFFER, 6L));
    }

    @Test
    void withIdealMemoryTheArrayNeverWaits() {
        var run = run(new Given(8, 10, 3, true, threeTiles()), IDEAL, 2);
        assertThat(run.totalCycles()).isEqualTo(15);
        assertThat(run.stallCycles()).isEmpty();
        assertThat(run.readBits()).isEqualTo(10 + 12);
        assertThat(run.storedBits()).isEqualTo(9);
    }

    @Test
    void aTileThatDoesNotFitIsRefused() {
        assertThatThrownBy(() -> run(new Given(3, 10, 3, true, threeTiles()), IDEAL, 2))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("layer given: tile windows 0 filters 0 needs 4 bits for activations, for which the "
                        + "buffers have 3");
    }

    @Test
    void timesAreThoseOfARecursionWithoutEvents() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new SplittableRandom(seed);
            var stream = RandomTiles.stream(random);
            int latency = random.nextInt(40);
            int fill = random.nextInt(4);
            int bitsPerCycle = 1 << random.nextInt(6);
            var memory = new BandwidthMemory(0.125 * bitsPerCycle, latency, "dram");
            assertThat(run(stream, memory, fill).totalCycles())
                    .as("seed %d", seed)
                    .isEqualTo(recursion(stream, latency, fill, bitsPerCycle));
        }
    }

    /** Each moment as a sum or maximum of earlier ones, transfer by transfer in their order. */
    private static long recursion(TileStream stream, long latency, long fill, double bitsPerCycle) {
        var tiles = new ArrayList<Tile>();
        stream.tiles().forEachRemaining(tiles::add);
        var arrived = new double[tiles.size()];
        var wayFree = new double[tiles.size()];
        var ran = new double[tiles.size()];
        var used = new long[3];
        double free = 0;
        double lastRead = 0;
        double lastWrite = 0;
        int out = 0;
        int ranTiles = 0;
        for (int tile = 0; tile <= tiles.size(); tile++) {
            while (out < tile && (tile == tiles.size() || !fits(stream, used, tiles.get(tile), out < tile))) {
                for (; ranTiles <= out; ranTiles++) {
                    double before = ranTiles == 0 ? 0 : ran[ranTiles - 1];
                    ran[ranTiles] = Math.max(before, Math.max(arrived[ranTiles], wayFree[ranTiles]))
                            + tiles.get(ranTiles).heldCycles();
                }
                Tile done = tiles.get(out);
                if (done.storedBits() > 0) {
                    free = Math.max(free, ran[out] + (out == tiles.size() - 1 ? fill : 0))
                            + done.storedBits() / bitsPerCycle;
                    lastWrite = Math.ceil(free);
                }
                // Nothing that follows in the order is handed over before this tile is done.
                free = Math.max(free, ran[out]);
                used[0] -= done.freedActivationBits();
                used[1] -= done.freedWeightBits();
                used[2] -= done.freedOutputBits();
                out++;
            }
            if (tile < tiles.size()) {
                for (Fetch fetch : tiles.get(tile).fetches()) {
                    used[fetch.space().ordinal()] += fetch.heldBits();
                    free += fetch.bits() / bitsPerCycle;
                    lastRead = Math.ceil(free + latency);
                }
                used[2] += tiles.get(tile).outputBits();
                arrived[tile] = lastRead;
                wayFree[tile] = lastWrite;
            }
        }
        return (long) Math.max(lastWrite, ran[tiles.size() - 1] + fill);
    }

    private static boolean fits(TileStream stream, long[] used, Tile tile, boolean othersHeld) {
        if (!stream.prefetches() && othersHeld) {
            return false;
        }
        var needed = new long[] {used[0], used[1], used[2] + tile.outputBits()};
        tile.fetches().forEach(fetch -> needed[fetch.space().ordinal()] += fetch.heldBits());
        return needed[0] <= stream.capacityBits(Space.ACTIVATIONS)
                && needed[1] <= stream.capacityBits(Space.WEIGHTS)
                && needed[2] <= stream.capacityBits(Space.OUTPUTS);
    }

    @Test
    void aSlowerMemoryNeverMakesALayerFasterAndMovesTheSameBits() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var stream = RandomTiles.stream(random);
            double bandwidth = Math.scalb(0.01 + random.nextDouble(), random.nextInt(12) - 6);
            double latency = random.nextInt(3) * 17.3;
            var ideal = run(stream, IDEAL, 2);
            TileRun faster = ideal;
            for (double slowdown : new double[] {1, 1.001, 1.1, 2, 17}) {
                var slower = run(stream, new BandwidthMemory(bandwidth / slowdown, latency * slowdown, "dram"), 2);
                assertThat(slower.totalCycles())
                        .as("seed %d, %s times slower than %s GB/s", seed, slowdown, bandwidth)
                        .isGreaterThanOrEqualTo(faster.totalCycles());
                assertThat(slower.readBits()).isEqualTo(ideal.readBits());
                assertThat(slower.storedBits()).isEqualTo(ideal.storedBits());
                long waited =
                        slower.stallCycles().values().stream().mapToLong(n -> n).sum();
                assertThat(slower.computeCycles() + 2 + waited)
                        .as("seed %d: the parts", seed)
                        .isEqualTo(slower.totalCycles());
                faster = slower;
            }
        }
    }

    @Test
    void withoutEventsAnIdealMemoryGivesWhatItGivesWithThem() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new SplittableRandom(seed);
            var stream = RandomTiles.stream(random);
            int weightLoad = random.nextInt(9);
            int fill = random.nextInt(4);
            assertThat(observed(stream, ByEvents::new, weightLoad, fill))
                    .as("seed %d", seed)
                    .isEqualTo(observed(stream, memory -> memory, weightLoad, fill));
        }
        var small = new Given(8, 9, 3, true, threeTiles());
        assertThat(observed(small, ByEvents::new, 0, 0))
                .isEqualTo(observed(small, memory -> memory, 0, 0))
                .contains("needs 10 bits for weights");
    }

    /** All that a run on ideal memory tells, or its refusal. */
    private static String observed(TileStream stream, UnaryOperator<OffChip> seen, int weightLoad, int fill) {
        var engine = new Engine();
        var clock = IDEAL.clock(1000);
        var memory = seen.apply(IDEAL.plug(engine, clock, Timeline.OFF));
        var run = new TileRun(engine, clock, memory, stream, weightLoad, fill, Timeline.OFF);
        try {
            run.run();
        } catch (WorkloadException refused) {
            return refused.getMessage();
        }
        var ledger = new Ledger();
        memory.charge(ledger);
        var filled = Arrays.stream(Space.values()).map(run::filledBits).toList();
        return run.computeCycles() + " " + run.totalCycles() + " " + run.stallCycles() + " " + run.offChipCycles() + " "
                + run.readBits() + " " + run.storedBits() + " " + filled + " " + ledger.totals();
    }

    /** A memory that does not tell that it is instant. */
    private record ByEvents(OffChip memory) implements OffChip {
        @Override
        public void transfer(Direction direction, long address, long bits, Handler done, long argument) {
            memory.transfer(direction, address, bits, done, argument);
        }

        @Override
        public void charge(Ledger ledger) {
            memory.charge(ledger);
        }
    }

    @Test
    void theMemoryBillsWhatWasMoved() {
        var engine = new Engine();
        var clock = BIT_A_CYCLE.clock(1000);
        var memory = BIT_A_CYCLE.plug(engine, clock, Timeline.OFF);
        new TileRun(engine, clock, memory, new Given(8, 10, 3, true, threeTiles()), 0, 0, Timeline.OFF).run();
        var ledger = new Ledger();
        memory.charge(ledger);
        assertThat(ledger.totals()).containsExactly(entry("dram:1", 22L + 9));
    }

    private static List<Tile> threeTiles() {
        return List.of(
                tile(0, 6, List.of(new Fetch(Space.WEIGHTS, 0, 10, 10), activations(0))),
                tile(1, 2, List.of(activations(1))),
                tile(2, 5, List.of(activations(2))));
    }

    private static Fetch activations(int tile) {
        return new Fetch(Space.ACTIVATIONS, 100 + 4 * tile, 4, 4);
    }

    private static Tile tile(int number, long cycles, List<Fetch> fetches) {
        return new Tile(label(number), cycles, 0, 0, fetches, 3, 3, 200 + 3 * number, 3, 4, number == 2 ? 10 : 0);
    }

    private static Tile.Label label(int window) {
        return new Tile.Label(0, window, 0, 0);
    }

    private static TileRun run(TileStream stream, Memory memory, long fill) {
        var engine = new Engine();
        var clock = memory.clock(1000);
        var run = new TileRun(engine, clock, memory.plug(engine, clock, Timeline.OFF), stream, 0, fill, Timeline.OFF);
        run.run();
        return run;
    }

    private record Given(long activationBits, long weightBits, long outputBits, boolean prefetches, List<Tile> list)
            implements TileStream {
        @Override
        public String layer() {
            return "given";
        }

        @Override
        public Iterator<Tile> tiles() {
            return list.iterator();
        }

        @Override
        public long capacityBits(Space space) {
            return switch (space) {
                case ACTIVATIONS -> activationBits;
                case WEIGHTS -> weightBits;
                case OUTPUTS -> outputBits;
            };
        }
    }
}
