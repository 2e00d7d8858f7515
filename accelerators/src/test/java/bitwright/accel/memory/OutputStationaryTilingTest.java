package bitwright.accel.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.memory.Sram;
import bitwright.workload.WorkloadException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutputStationaryTilingTest {
    private static final int KIB = 8192;

    /**
     * A 3×3 kernel over 6 rows of 1 KiB without padding, a row of windows a set: 4 sets, which meet rows 0–3, 1–4, 2–5, 3–6.
     * The first set brings 3 rows, the others one each; each but the last sends one away.
     */
    @Test
    void rowsComeWithTheFirstWindowsThatMeetThemAndGoWithTheLast() {
        var tiles = tiles(layer(6, 3, 1, 1, KIB), buffers(6, 1, Reuse.LEAST_TRAFFIC));
        assertThat(tiles)
                .extracting(tile -> bits(tile, Space.ACTIVATIONS))
                .containsExactly(3L * KIB, 1L * KIB, 1L * KIB, 1L * KIB);
        assertThat(tiles).extracting(Tile::freedActivationBits).containsExactly(1L * KIB, 1L * KIB, 1L * KIB, 3L * KIB);
    }

    /** Every other row only: a kernel of 1 with a stride of 2 meets rows 0, 2, 4. */
    @Test
    void rowsThatNoWindowMeetsStayOffChip() {
        var tiles = tiles(layer(6, 1, 2, 1, KIB), buffers(6, 1, Reuse.LEAST_TRAFFIC));
        assertThat(tiles)
                .flatExtracting(Tile::fetches)
                .filteredOn(fetch -> fetch.space() == Space.ACTIVATIONS)
                .extracting(fetch -> fetch.address() / KIB)
                .containsExactly(0L, 2L, 4L);
    }

    /**
     * 8 filter sets of 1 KiB, a weight buffer of 4 KiB: blocks of 2 find room beside the next ones, so 4 blocks; 6 KiB of
     * activations that do not fit the buffer's 5 come 4 times. Activations that stay come once: half of what outputs leave
     * of 5 KiB does not hold the 3 rows of one set, so each set is a block, and the weights come 4 times.
     */
    @Test
    void theOperandThatStaysComesOnceTheOtherOnceABlock() {
        var layer = layer(6, 3, 1, 8, KIB);
        assertThat(traffic(layer, buffers(5, 4, Reuse.WEIGHTS_STAY))).isEqualTo((8 + 4 * 6) * (long) KIB);
        assertThat(traffic(layer, buffers(5, 4, Reuse.ACTIVATIONS_STAY))).isEqualTo((4 * 8 + 6) * (long) KIB);
        assertThat(traffic(layer, buffers(5, 4, Reuse.LEAST_TRAFFIC))).isEqualTo((8 + 4 * 6) * (long) KIB);
        // Where either fits, both come once.
        assertThat(traffic(layer, buffers(5, 8, Reuse.LEAST_TRAFFIC))).isEqualTo((8 + 6) * (long) KIB);
        assertThat(traffic(layer, buffers(7, 2, Reuse.LEAST_TRAFFIC))).isEqualTo((8 + 6) * (long) KIB);
    }

    @Test
    void theOrderIsThatOfTheOperandThatStays() {
        var layer = layer(4, 3, 1, 4, KIB); // 2 window sets, 4 filter sets
        assertThat(order(layer, buffers(5, 2, Reuse.WEIGHTS_STAY)))
                .containsExactly("0/0", "1/0", "0/1", "1/1", "0/2", "1/2", "0/3", "1/3");
        assertThat(order(layer, buffers(5, 4, Reuse.WEIGHTS_STAY)))
                .containsExactly("0/0", "0/1", "0/2", "0/3", "1/0", "1/1", "1/2", "1/3");
        assertThat(order(layer, buffers(4, 2, Reuse.ACTIVATIONS_STAY)))
                .containsExactly("0/0", "0/1", "0/2", "0/3", "1/0", "1/1", "1/2", "1/3");
        assertThat(order(layer, buffers(5, 2, Reuse.ACTIVATIONS_STAY)))
                .containsExactly("0/0", "1/0", "0/1", "1/1", "0/2", "1/2", "0/3", "1/3");
    }

    /** 4 KiB of one filter set pass a buffer of 2 KiB in 4 slices, half a buffer each, once for each of 2 window sets. */
    @Test
    void weightsThatDoNotFitPassSliceBySlice() {
        var tiles = tiles(layer(4, 3, 1, 1, 4 * KIB), buffers(5, 2, Reuse.LEAST_TRAFFIC));
        assertThat(tiles)
                .hasSize(2 * 4)
                .extracting(tile -> bits(tile, Space.WEIGHTS))
                .containsOnly((long) KIB);
        assertThat(tiles).extracting(Tile::computeCycles).containsOnly(25L); // 100 a tile
        assertThat(tiles).extracting(Tile::storedBits).containsExactly(0L, 0L, 0L, 500L, 0L, 0L, 0L, 500L);
    }

    @Test
    void aLayerWhoseSmallestTileDoesNotFitIsRefused() {
        assertThatThrownBy(() -> tiles(layer(6, 3, 1, 1, KIB), buffers(3, 1, Reuse.LEAST_TRAFFIC)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(
                        "layer given: the smallest tile needs 25076 bits of the activation buffer (24576 for the input "
                                + "rows of one set of windows, 500 for its outputs), which holds 24576");
        assertThatThrownBy(() -> tiles(layer(6, 3, 1, 1, 1000 * KIB), buffers(4, 1, Reuse.LEAST_TRAFFIC)))
                .isInstanceOf(WorkloadException.class)
                .hasMessage(
                        "layer given: the weights of one step need 682667 bits of the weight buffer, which holds 8192");
    }

    @Test
    void everyOperandIsThereWhenItIsNeededAndNoBufferOverflows() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            RandomTiles layer = unpacked(RandomTiles.of(random));
            OutputStationaryTiling tiling;
            try {
                tiling = new OutputStationaryTiling(layer, RandomTiles.buffers(random));
            } catch (WorkloadException doesNotFit) {
                continue;
            }
            check(seed, layer, tiling);
        }
    }

    /** Buffers as queues: what came first goes first. */
    private static void check(int seed, RandomTiles layer, OutputStationaryTiling tiling) {
        long weightBase = layer.activationOffset(layer.sections() - 1, layer.rows());
        weightBase += Math.floorMod(-weightBase, OutputStationaryTiling.ALIGNMENT_BITS);
        var activations = new ArrayDeque<long[]>();
        var weights = new ArrayDeque<long[]>();
        var seen = new HashSet<String>();
        long stored = 0;
        long outputs = 0;
        for (var each = tiling.tiles(); each.hasNext(); ) {
            Tile tile = each.next();
            var label = tile.label();
            for (Fetch fetch : tile.fetches()) {
                boolean ofWeights = fetch.space() == Space.WEIGHTS;
                long from = fetch.address() - (ofWeights ? weightBase : 0);
                (ofWeights ? weights : activations).add(new long[] {from, from + fetch.heldBits()});
            }
            outputs += tile.outputBits();
            String place = "seed " + seed + ", tile " + label;
            assertThat(total(activations)).as(place).isLessThanOrEqualTo(tiling.capacityBits(Space.ACTIVATIONS));
            assertThat(total(weights)).as(place).isLessThanOrEqualTo(tiling.capacityBits(Space.WEIGHTS));
            assertThat(outputs).as(place).isLessThanOrEqualTo(tiling.capacityBits(Space.OUTPUTS));
            requireHeld(
                    place,
                    activations,
                    layer.heldActivationOffset(label.section(), layer.firstRow(label.windows())),
                    layer.heldActivationOffset(label.section(), layer.endRow(label.windows())));
            if (label.slice() == 0 && tile.freedWeightBits() == 0) {
                requireHeld(
                        place,
                        weights,
                        layer.heldWeightOffset(label.section(), label.filters()),
                        layer.heldWeightOffset(label.section(), label.filters() + 1));
            }
            remove(place, activations, tile.freedActivationBits());
            remove(place, weights, tile.freedWeightBits());
            outputs -= tile.storedBits();
            stored += tile.storedBits();
            assertThat(seen.add(label.toString())).as(place).isTrue();
        }
        assertThat(activations).as("seed %d", seed).isEmpty();
        assertThat(weights).as("seed %d", seed).isEmpty();
        assertThat(outputs).as("seed %d", seed).isZero();
        assertThat(stored)
                .isEqualTo((long) layer.sections() * layer.windowSets() * layer.filterSets() * layer.outputBits());
    }

    private static long total(ArrayDeque<long[]> held) {
        return held.stream().mapToLong(range -> range[1] - range[0]).sum();
    }

    private static void requireHeld(String place, ArrayDeque<long[]> held, long from, long to) {
        long covered = from;
        boolean grew = true;
        while (covered < to && grew) {
            grew = false;
            for (long[] range : held) {
                if (range[0] <= covered && covered < range[1]) {
                    covered = range[1];
                    grew = true;
                }
            }
        }
        assertThat(covered).as(place + ": held from " + from).isGreaterThanOrEqualTo(to);
    }

    private static void remove(String place, ArrayDeque<long[]> held, long bits) {
        long left = bits;
        while (left > 0) {
            assertThat(held).as(place + ": more goes than came").isNotEmpty();
            long[] oldest = held.peek();
            long taken = Math.min(left, oldest[1] - oldest[0]);
            oldest[0] += taken;
            left -= taken;
            if (oldest[0] == oldest[1]) {
                held.remove();
            }
        }
    }

    private static RandomTiles unpacked(RandomTiles layer) {
        return new RandomTiles(
                layer.sections(),
                layer.windowSets(),
                layer.filterSets(),
                layer.height(),
                layer.kernel(),
                layer.stride(),
                layer.pad(),
                layer.outputWidth(),
                layer.columns(),
                layer.rowBits(),
                layer.filterBits(),
                layer.outputBits(),
                1,
                layer.accessCycles(),
                layer.seed());
    }

    /** Rows of 1 KiB, a row of windows a set, outputs of 500 bits and 100 cycles a tile. */
    private static OutputTiles layer(int height, int kernel, int stride, int filterSets, int filterBits) {
        return new RowTiles(height, kernel, stride, filterSets, filterBits);
    }

    private record RowTiles(int rows, int kernel, int stride, int sets, int filterBits) implements OutputTiles {
        @Override
        public String layer() {
            return "given";
        }

        @Override
        public int sections() {
            return 1;
        }

        @Override
        public int windowSets() {
            return (rows - kernel) / stride + 1;
        }

        @Override
        public int filterSets(int section) {
            return sets;
        }

        @Override
        public int steps(int section) {
            return 12;
        }

        @Override
        public int firstRow(int windowSet) {
            return windowSet * stride;
        }

        @Override
        public int endRow(int windowSet) {
            return windowSet * stride + kernel;
        }

        @Override
        public long activationOffset(int section, int row) {
            return (long) row * KIB;
        }

        @Override
        public long heldActivationOffset(int section, int row) {
            return (long) row * KIB;
        }

        @Override
        public long weightOffset(int section, int filterSet) {
            return (long) filterSet * filterBits;
        }

        @Override
        public long heldWeightOffset(int section, int filterSet) {
            return (long) filterSet * filterBits;
        }

        @Override
        public long outputBits(int section, int windowSet, int filterSet) {
            return 500;
        }

        @Override
        public long computeCycles(int section, int windowSet, int filterSet) {
            return 100;
        }

        @Override
        public long activationAccessCycles(int section, int windowSet, int filterSet) {
            return 0;
        }

        @Override
        public long weightAccessCycles(int section, int windowSet, int filterSet) {
            return 0;
        }
    }

    private static Buffers buffers(int activationKiB, int weightKiB, Reuse reuse) {
        return new Buffers(Sram.ofKiB(activationKiB), Sram.ofKiB(weightKiB), Optional.empty(), true, reuse);
    }

    private static List<Tile> tiles(OutputTiles layer, Buffers buffers) {
        var tiles = new ArrayList<Tile>();
        new OutputStationaryTiling(layer, buffers).tiles().forEachRemaining(tiles::add);
        return tiles;
    }

    private static List<String> order(OutputTiles layer, Buffers buffers) {
        return tiles(layer, buffers).stream()
                .map(tile -> tile.label().windows() + "/" + tile.label().filters())
                .toList();
    }

    private static long bits(Tile tile, Space space) {
        return tile.fetches().stream()
                .filter(fetch -> fetch.space() == space)
                .mapToLong(Fetch::bits)
                .sum();
    }

    private static long traffic(OutputTiles layer, Buffers buffers) {
        return tiles(layer, buffers).stream()
                .mapToLong(tile -> bits(tile, Space.ACTIVATIONS) + bits(tile, Space.WEIGHTS))
                .sum();
    }
}
