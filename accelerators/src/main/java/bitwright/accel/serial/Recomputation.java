package bitwright.accel.serial;

import bitwright.accel.CheckedWindows;
import bitwright.accel.pe.DotKernel;
import bitwright.accel.pe.LanePe;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.reference.Reference;
import bitwright.workload.reference.WindowSums;

/**
 * Output values computed through the PE's own recoding, held against the reference inference: all of them, or those of a
 * seeded sample of windows.
 */
final class Recomputation {
    /** Filters that a kernel is prepared for at once, which bounds its memory. */
    private static final int FILTERS_AT_ONCE = 1024;

    private final GridLayer layer;
    private final LanePe pe;
    private final Composition composition;

    Recomputation(GridLayer layer, LanePe pe, Composition composition) {
        this.layer = layer;
        this.pe = pe;
        this.composition = composition;
    }

    ValueCheck check(ValueCheck.Method method, long seed) {
        if (method == ValueCheck.Method.PROVEN) {
            return ValueCheck.proven((long) layer.windows() * layer.filters());
        }
        return compare(method, seed).result(method);
    }

    /** Computes all outputs, or a sample, and compares them. */
    ValueComparison compare(ValueCheck.Method method, long seed) {
        var comparison = new ValueComparison(layer, pe.accumulatorBits());
        int[] windows = CheckedWindows.of(
                method, layer.windows(), layer.loaded().layer().macs(), seed);
        long[] expected = method == ValueCheck.Method.RECOMPUTED ? referenceOfAll() : referenceOf(windows);
        for (Section section : Section.of(layer, pe.lanes(), Integer.MAX_VALUE)) {
            for (int first = 0; first < section.filters(); first += FILTERS_AT_ONCE) {
                int count = Math.min(FILTERS_AT_ONCE, section.filters() - first);
                compare(section, first, count, windows, expected, comparison);
            }
        }
        return comparison;
    }

    private long[] referenceOfAll() {
        var loaded = layer.loaded();
        return Reference.sums(loaded.layer().geometry(), loaded.activations(), loaded.weights())
                .data();
    }

    private long[] referenceOf(int[] windows) {
        var loaded = layer.loaded();
        return WindowSums.of(loaded.layer().geometry(), loaded.activations(), loaded.weights(), windows);
    }

    private void compare(
            Section section, int first, int count, int[] windows, long[] expected, ValueComparison comparison) {
        int depth = layer.taps() * section.channels();
        var kernels = new DotKernel[composition.activationPieces()][composition.weightPieces()];
        int[][] filters = filters(section, first, count, depth);
        for (int w = 0; w < composition.weightPieces(); w++) {
            int[][] pieces = weightPieces(filters, w);
            for (int a = 0; a < composition.activationPieces(); a++) {
                kernels[a][w] = pe.kernel(pieces, composition.precision(a, w));
            }
        }
        var gathered = new int[depth];
        var piece = composition.isWhole() ? gathered : new int[depth];
        var sums = new long[count];
        var total = new long[count];
        for (int i = 0; i < windows.length; i++) {
            gather(section, windows[i], gathered);
            java.util.Arrays.fill(total, 0);
            for (int a = 0; a < composition.activationPieces(); a++) {
                for (int k = 0; k < depth && !composition.isWhole(); k++) {
                    piece[k] = composition.activationPiece(gathered[k], a);
                }
                for (int w = 0; w < composition.weightPieces(); w++) {
                    kernels[a][w].multiply(piece, sums);
                    int shift = composition.shift(a, w);
                    for (int f = 0; f < count; f++) {
                        total[f] += sums[f] << shift;
                    }
                }
            }
            int filter = section.firstFilter() + first;
            for (int f = 0; f < count; f++) {
                comparison.compare(windows[i], filter + f, total[f], expected[i * layer.filters() + filter + f]);
            }
        }
    }

    /** The filters' weights over all channels of the section; a diagonal section's filters read one channel each. */
    private int[][] filters(Section section, int first, int count, int depth) {
        var filters = new int[count][depth];
        int filtersPerChannel = layer.filters() / layer.groups();
        for (int f = 0; f < count; f++) {
            int filter = section.firstFilter() + first + f;
            int start = filter * layer.depth();
            if (section.diagonal()) {
                int channel = filter / filtersPerChannel - section.firstChannel();
                for (int tap = 0; tap < layer.taps(); tap++) {
                    filters[f][tap * section.channels() + channel] = layer.weights()[start + tap];
                }
            } else {
                System.arraycopy(layer.weights(), start, filters[f], 0, depth);
            }
        }
        return filters;
    }

    private int[][] weightPieces(int[][] filters, int piece) {
        if (composition.isWhole()) {
            return filters;
        }
        var pieces = new int[filters.length][];
        for (int f = 0; f < filters.length; f++) {
            pieces[f] = java.util.Arrays.stream(filters[f])
                    .map(weight -> composition.weightPiece(weight, piece))
                    .toArray();
        }
        return pieces;
    }

    private void gather(Section section, int window, int[] to) {
        int origin = layer.origin(window);
        int channels = section.channels();
        for (int tap = 0; tap < layer.taps(); tap++) {
            int from = (origin + layer.offset(tap)) * layer.channels() + section.firstChannel();
            System.arraycopy(layer.activations(), from, to, tap * channels, channels);
        }
    }
}
