package bitwright.workload.quantise;

import bitwright.arith.block.Tail;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import java.util.Arrays;

/**
 * Which values of a tensor share a scale.
 *
 * @param shape {@code [K,kh,kw,C]} or {@code [K,C]}
 * @param group values a block, or {@link WeightFormat#TENSOR} or {@link WeightFormat#CHANNEL}
 * @param lines the lines that blocks are cut from
 */
public record Blocks(int[] shape, int group, Lines lines) {
    /** The lines that blocks are cut from; a block is never more than one line, and the last of a line may be short. */
    public enum Lines {
        /** Along the channels, each place of a kernel for itself: what one step of a reduction reads. */
        CHANNELS,
        /** A filter's weights in their order, so that blocks run on over the ends of rows: fewer short ones. */
        FILTER,
        /** Along a kernel's columns. */
        COLUMNS,
        /** Along a kernel's rows. */
        ROWS,
        /** Along the filters, for one place of all of them: what is read for several outputs at once. */
        FILTERS;

        /** Reads {@code channels}, {@code filter} and so on. */
        public static Lines of(String text) {
            for (Lines lines : values()) {
                if (lines.label().equals(text)) {
                    return lines;
                }
            }
            throw new IllegalArgumentException(
                    "blocks must run along channels, filter, columns, rows or filters, got '" + text + "'");
        }

        public String label() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** The blocks of a format; a {@link WorkloadException} where its tail rule refuses them. */
    public static Blocks of(WeightFormat format, int[] shape) {
        var blocks = new Blocks(shape, format.group(), format.lines());
        if (format.tail() == Tail.REFUSE && blocks.inShortBlocks() > 0) {
            throw new WorkloadException(format.name() + ": lines of " + blocks.length() + " values along "
                    + format.lines().label() + " are no whole blocks of " + format.group()
                    + ", which the tail rule refuses");
        }
        return blocks;
    }

    /** How many values follow one another in a line. */
    int length() {
        int axis = axis();
        return axis < 0 ? row() : shape[axis];
    }

    private int axis() {
        int last = shape.length - 1;
        return switch (lines) {
            case CHANNELS -> last;
            case FILTER -> -1;
            case COLUMNS -> kernel(2);
            case ROWS -> kernel(1);
            case FILTERS -> 0;
        };
    }

    private int kernel(int axis) {
        if (shape.length != 4) {
            throw new WorkloadException(
                    "blocks along " + lines.label() + " need a kernel, got weights " + Arrays.toString(shape));
        }
        return axis;
    }

    /** Values of a filter. */
    private int row() {
        return volume() / Math.max(1, shape[0]);
    }

    int volume() {
        return Tensor.volume(shape);
    }

    private int perLine() {
        return (length() + group - 1) / group;
    }

    /** How many blocks there are. */
    public int count() {
        if (group == WeightFormat.TENSOR) {
            return 1;
        }
        return group == WeightFormat.CHANNEL ? shape[0] : volume() / length() * perLine();
    }

    /** Values in the blocks that are shorter than a group. */
    public int inShortBlocks() {
        return group <= 0 ? 0 : volume() / length() * (length() % group);
    }

    /** The block of a value. */
    public int of(int place) {
        if (group == WeightFormat.TENSOR) {
            return 0;
        }
        if (group == WeightFormat.CHANNEL) {
            return place / row();
        }
        int axis = axis();
        int stride = 1;
        for (int a = axis + 1; axis >= 0 && a < shape.length; a++) {
            stride *= shape[a];
        }
        int length = length();
        int at = place / stride % length;
        int line = place / (stride * length) * stride + place % stride;
        return line * perLine() + at / group;
    }

    /** The values of each block, in their order. */
    public int[][] members() {
        int[] sizes = new int[count()];
        int volume = volume();
        for (int i = 0; i < volume; i++) {
            sizes[of(i)]++;
        }
        int[][] members = new int[sizes.length][];
        Arrays.setAll(members, b -> new int[sizes[b]]);
        int[] at = new int[sizes.length];
        for (int i = 0; i < volume; i++) {
            int block = of(i);
            members[block][at[block]++] = i;
        }
        return members;
    }
}
