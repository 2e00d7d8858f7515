package bitwright.accel.serial;

import bitwright.accel.pe.BitParallelPe;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.tactical.Schedule;
import bitwright.accel.tactical.WeightLines;
import bitwright.workload.Layer;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Compute cycles of a scheduled grid from the tensors themselves, PE by PE and activation by activation; of the machine it
 * uses only the scheduler, which has an oracle of its own.
 */
final class ScheduledGridOracle {
    private final Layer layer;
    private final SerialGrid grid;
    private final LanePe pe;
    private final int[] activations;
    private final int[] weights;
    private final int height;
    private final int width;
    private final int filtersOfGroup;
    private final int channelsOfGroup;
    private final boolean depthwise;

    private ScheduledGridOracle(Layer layer, SerialGrid grid) {
        this.layer = layer;
        this.grid = grid;
        pe = grid.pe();
        Tensor input = load(layer.activations());
        activations = input.data();
        weights = load(layer.weights()).data();
        height = layer.isFullyConnected() ? 1 : input.extent(1);
        width = layer.isFullyConnected() ? 1 : input.extent(2);
        filtersOfGroup = layer.filters() / layer.geometry().groups();
        channelsOfGroup = layer.channels() / layer.geometry().groups();
        depthwise = layer.geometry().groups() > 1 && channelsOfGroup == 1;
    }

    /** Layers that are run as they are, on PEs that take operands whole. */
    static boolean covers(Layer layer, SerialGrid grid) {
        boolean folded = layer.channels() == 3 && layer.geometry().strideH() > 1;
        boolean known = grid.pe() instanceof BitParallelPe
                || grid.pe() instanceof PragmaticPe
                || grid.pe() instanceof StripesPe stripes
                        && !stripes.activationPrecision().trailingZeros();
        return known && !folded && grid.pe().operandBits() >= 8;
    }

    static long computeCycles(Layer layer, SerialGrid grid) {
        return new ScheduledGridOracle(layer, grid).computeCycles();
    }

    /** The layer with most of its weights zero, some filters' taps all of them. */
    static Layer sparse(Layer layer, SplittableRandom random) {
        var tensor = load(layer.weights());
        int[] codes = tensor.data().clone();
        int run = 0;
        for (int i = 0; i < codes.length; i++) {
            run = run == 0 && random.nextInt(20) == 0 ? random.nextInt(60) : Math.max(0, run - 1);
            codes[i] = run > 0 || random.nextInt(4) != 0 ? 0 : codes[i];
        }
        return new Layer(
                layer.name(),
                layer.op(),
                layer.inputs(),
                layer.geometry(),
                layer.activations(),
                new Operand(layer.weights().encoding(), TensorSource.of(new Tensor(tensor.shape(), codes))));
    }

    private long computeCycles() {
        int lanes = pe.lanes();
        var array = grid.array();
        int together = depthwise ? Math.min(lanes, array.rows() * array.tiles()) : filtersOfGroup;
        long end = 0;
        long clock = 0;
        int column = 0;
        boolean oneColumn = grid.sync().fullyConnected() == Sync.FullyConnected.SINGLE_COLUMN;
        var columnEnd = new long[oneColumn ? 1 : array.columns()];
        long sum = 0;
        for (int section = 0; section < layer.filters(); section += together) {
            int sectionEnd = Math.min(section + together, layer.filters());
            int setSize = array.rows() * array.tiles();
            for (int first = section; first < sectionEnd; first += setSize) {
                var tiles = new ArrayList<Schedule>();
                for (int filter = first; filter < Math.min(first + setSize, sectionEnd); filter += array.rows()) {
                    tiles.add(schedule(section, filter, Math.min(filter + array.rows(), sectionEnd)));
                }
                int steps = tiles.stream().mapToInt(Schedule::lines).max().orElseThrow();
                for (int step = 0; step < steps; step++) {
                    if (layer.isFullyConnected()) {
                        clock = Math.max(clock, columnEnd[column]);
                        columnEnd[column] = clock + slowest(tiles, section, step, List.of(0));
                        end = Math.max(end, columnEnd[column]);
                        clock++;
                        column = (column + 1) % columnEnd.length;
                    } else {
                        for (int window = 0; window < windows(); window += array.columns()) {
                            var set = new ArrayList<Integer>();
                            for (int w = window; w < Math.min(window + array.columns(), windows()); w++) {
                                set.add(w);
                            }
                            sum += slowest(tiles, section, step, set);
                        }
                    }
                }
            }
        }
        return layer.isFullyConnected() ? end : sum;
    }

    private int windows() {
        return layer.outputHeight() * layer.outputWidth();
    }

    private int firstChannel(int firstFilter) {
        return firstFilter / filtersOfGroup * channelsOfGroup;
    }

    private int sectionChannels(int section) {
        if (!depthwise) {
            return channelsOfGroup;
        }
        int setSize = Math.min(pe.lanes(), grid.array().rows() * grid.array().tiles());
        int last = Math.min(section + setSize, layer.filters()) - 1;
        return firstChannel(last) - firstChannel(section) + 1;
    }

    private Schedule schedule(int section, int from, int to) {
        int lanes = pe.lanes();
        int taps = layer.kernelHeight() * layer.kernelWidth();
        int blocks = (sectionChannels(section) + lanes - 1) / lanes;
        var slots = new int[to - from][taps * blocks * lanes];
        var operands = new long[to - from][taps * blocks];
        for (int filter = from; filter < to; filter++) {
            for (int tap = 0; tap < taps; tap++) {
                for (int channel = 0; channel < channelsOfGroup; channel++) {
                    int place = channel + firstChannel(filter) - firstChannel(section);
                    int time = tap * blocks + place / lanes;
                    slots[filter - from][time * lanes + place % lanes] =
                            weights[(filter * taps + tap) * channelsOfGroup + channel];
                    operands[filter - from][time] |= 1L << place % lanes;
                }
            }
        }
        return grid.scheduler().orElseThrow().prepare(new WeightLines(lanes, taps * blocks, slots, operands));
    }

    private int slowest(List<Schedule> tiles, int section, int step, List<Integer> windowSet) {
        int slowest = 0;
        for (Schedule tile : tiles) {
            // A detector of consecutive lines on fully connected layers; of neighbouring columns otherwise.
            int group = pe.activationGroup();
            boolean flat = layer.isFullyConnected();
            int from = flat ? step - step % group : step;
            int to = flat ? Math.min(from + group, tile.lines()) : step + 1;
            if (step >= tile.lines()) {
                continue;
            }
            // All columns wait for the widest, so how they are grouped does not matter.
            for (int line = from; line < to; line++) {
                for (int window : windowSet) {
                    for (int row = 0; row < tile.rows(); row++) {
                        slowest = Math.max(slowest, cycles(brought(tile, section, line, row, window)));
                    }
                }
            }
        }
        return slowest;
    }

    private List<Integer> brought(Schedule tile, int section, int line, int row, int window) {
        int lanes = pe.lanes();
        int blocks = (sectionChannels(section) + lanes - 1) / lanes;
        var values = new ArrayList<Integer>();
        for (int lane = 0; lane < lanes; lane++) {
            int source = tile.source(line, row, lane);
            if (source != Schedule.IDLE) {
                int time = tile.time(line) + source / lanes;
                int channel = firstChannel(section) + time % blocks * lanes + source % lanes;
                values.add(activation(window, time / blocks, channel));
            }
        }
        return values;
    }

    private int activation(int window, int tap, int channel) {
        var g = layer.geometry();
        int y = window / layer.outputWidth() * g.strideH() + tap / layer.kernelWidth() * g.dilationH() - g.padTop();
        int x = window % layer.outputWidth() * g.strideW() + tap % layer.kernelWidth() * g.dilationW() - g.padLeft();
        if (y < 0 || y >= height || x < 0 || x >= width) {
            return 0;
        }
        int zeroPoint = layer.activations().encoding().zeroPoint();
        return activations[(y * width + x) * layer.channels() + channel] - zeroPoint;
    }

    private int cycles(List<Integer> values) {
        if (pe instanceof BitParallelPe) {
            return 1;
        }
        if (pe instanceof StripesPe) {
            int most = values.stream().mapToInt(Math::abs).max().orElse(0);
            int sign = layer.activations().encoding().signed() ? 1 : 0;
            return Math.max(1, Integer.toBinaryString(most).length()) + sign;
        }
        return pragmatic((PragmaticPe) pe, values);
    }

    private static int pragmatic(PragmaticPe pe, List<Integer> values) {
        var left = new ArrayList<List<Integer>>();
        for (int value : values) {
            var powers = new ArrayList<Integer>();
            for (int power = 0; power < 40; power++) {
                if ((pe.recoding().powers(value) >> power & 1) != 0) {
                    powers.add(power);
                }
            }
            left.add(powers);
        }
        int cycles = 0;
        while (left.stream().anyMatch(powers -> !powers.isEmpty())) {
            int lowest = left.stream()
                    .filter(powers -> !powers.isEmpty())
                    .mapToInt(powers -> powers.get(0))
                    .min()
                    .orElseThrow();
            for (List<Integer> powers : left) {
                if (!powers.isEmpty() && powers.get(0) < lowest + (1 << pe.firstStageBits())) {
                    powers.remove(0);
                }
            }
            cycles++;
        }
        return Math.max(1, cycles);
    }

    private static Tensor load(Operand operand) {
        try {
            return operand.source().load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
