package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Operations that move elements about; where codes are known they move along. */
final class MovementOps {
    private MovementOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Transpose", Operator.of(MovementOps::transpose));
        operators.put("Gather", Operator.of(MovementOps::gather));
        operators.put("Concat", Operator.of(MovementOps::concat));
        operators.put("Slice", Operator.of(MovementOps::slice));
        operators.put("Split", MovementOps::split);
        operators.put("Expand", Operator.of(MovementOps::expand));
        operators.put("Tile", Operator.of(MovementOps::tile));
        operators.put("Pad", Operator.of(MovementOps::pad));
    }

    private static Value transpose(Call call) {
        Value value = call.input(0);
        int rank = value.rank();
        int[] order = call.integers("perm")
                .orElseGet(() -> IntStream.range(0, rank).map(i -> rank - 1 - i).toArray());
        return transposed(value, order);
    }

    /** The axes in another order. */
    static Value transposed(Value value, int... order) {
        int[] sorted = order.clone();
        Arrays.sort(sorted);
        if (!Arrays.equals(sorted, IntStream.range(0, value.rank()).toArray())) {
            throw new WorkloadException("perm " + Arrays.toString(order) + " is no order of " + value.rank() + " axes");
        }
        int[] shape = new int[order.length];
        int[] steps = new int[order.length];
        int[] own = Broadcast.steps(value.shape());
        for (int axis = 0; axis < order.length; axis++) {
            shape[axis] = value.extent(order[axis]);
            steps[axis] = own[order[axis]];
        }
        int scaled = value.codes().map(Codes::axis).orElse(-1);
        int moved = IntStream.range(0, order.length)
                .filter(axis -> order[axis] == scaled)
                .findFirst()
                .orElse(-1);
        return value.picked(shape, Broadcast.strided(shape, steps, 0), 0, moved);
    }

    private static Value gather(Call call) {
        Value value = call.input(0);
        Value indices = call.input(1);
        int axis = Call.axis(call.integer("axis", 0), value.rank());
        int[] own = value.shape();
        int outer = Value.volume(Arrays.copyOf(own, axis));
        int inner = Value.volume(Arrays.copyOfRange(own, axis + 1, own.length));
        int[] shape = IntStream.concat(
                        IntStream.concat(Arrays.stream(own, 0, axis), Arrays.stream(indices.shape())),
                        Arrays.stream(own, axis + 1, own.length))
                .toArray();
        int[] from = new int[Value.volume(shape)];
        int at = 0;
        for (int o = 0; o < outer; o++) {
            for (long index : indices.integers()) {
                long counted = index < 0 ? index + own[axis] : index;
                if (counted < 0 || counted >= own[axis]) {
                    throw new WorkloadException("index " + index + " is none of " + own[axis]);
                }
                for (int i = 0; i < inner; i++) {
                    from[at++] = (o * own[axis] + (int) counted) * inner + i;
                }
            }
        }
        return value.picked(shape, from, 0, -1);
    }

    private static Value concat(Call call) {
        Value first = call.input(0);
        int axis = Call.axis(call.integer("axis", 1), first.rank());
        int[] shape = first.shape();
        List<Value> parts = new ArrayList<>(List.of(first));
        for (int i = 1; i < call.inputs(); i++) {
            Value part = call.input(i);
            int[] other = part.shape();
            if (other.length != shape.length || part.element() != first.element()) {
                throw new WorkloadException("cannot join " + part + " to " + first);
            }
            shape[axis] = Math.addExact(shape[axis], other[axis]);
            other[axis] = shape[axis];
            if (!Arrays.equals(other, shape)) {
                throw new WorkloadException("cannot join " + part + " to " + first + " along axis " + axis);
            }
            parts.add(part);
        }
        return joined(parts, shape, axis);
    }

    private static Value joined(List<Value> parts, int[] shape, int axis) {
        int volume = Value.volume(shape);
        int outer = Value.volume(Arrays.copyOf(shape, axis));
        int row = volume / Math.max(1, outer);
        Value first = parts.get(0);
        boolean coded = parts.stream().allMatch(part -> sameScale(part.codes(), first.codes()));
        float[] reals = first.isReal() ? new float[volume] : null;
        long[] wholes = first.isReal() ? null : new long[volume];
        int[] codes = coded ? new int[volume] : null;
        int offset = 0;
        for (Value part : parts) {
            int length = part.volume() / Math.max(1, outer);
            for (int o = 0; o < outer; o++) {
                int to = o * row + offset;
                if (reals != null) {
                    System.arraycopy(part.reals(), o * length, reals, to, length);
                } else {
                    System.arraycopy(part.integers(), o * length, wholes, to, length);
                }
                if (codes != null) {
                    System.arraycopy(part.codes().orElseThrow().data(), o * length, codes, to, length);
                }
            }
            offset += length;
        }
        if (wholes != null) {
            return Value.of(first.element(), shape, wholes);
        }
        Value joined = Value.of(shape, reals);
        return codes == null
                ? joined
                : joined.withCodes(first.codes().orElseThrow().with(codes, -1));
    }

    private static boolean sameScale(Optional<Codes> a, Optional<Codes> b) {
        return a.isPresent()
                && b.isPresent()
                && a.get().isPerTensor()
                && b.get().isPerTensor()
                && a.get().format().equals(b.get().format())
                && a.get().scales()[0] == b.get().scales()[0]
                && a.get().zeroPoints()[0] == b.get().zeroPoints()[0];
    }

    private static Value slice(Call call) {
        Value value = call.input(0);
        int[] starts = call.integers("starts", 1).orElseThrow(() -> new WorkloadException("needs starts"));
        int[] ends = call.integers("ends", 2).orElseThrow(() -> new WorkloadException("needs ends"));
        int[] axes = call.integers("axes", 3)
                .orElseGet(() -> IntStream.range(0, starts.length).toArray());
        int[] strides = call.integers("steps", 4)
                .orElseGet(() -> IntStream.range(0, starts.length).map(i -> 1).toArray());
        if (ends.length != starts.length || axes.length != starts.length || strides.length != starts.length) {
            throw new WorkloadException("starts, ends, axes and steps must be equally many");
        }
        int[] shape = value.shape();
        int[] steps = Broadcast.steps(shape);
        long start = 0;
        for (int i = 0; i < axes.length; i++) {
            int axis = Call.axis(axes[i], shape.length);
            int extent = value.extent(axis);
            long stride = strides[i];
            if (stride == 0) {
                throw new WorkloadException("a step must not be 0");
            }
            long last = stride > 0 ? extent : extent - 1L;
            long from = Math.max(0, Math.min(last, starts[i] < 0 ? (long) starts[i] + extent : starts[i]));
            long to = Math.max(stride > 0 ? 0 : -1, Math.min(extent, ends[i] < 0 ? (long) ends[i] + extent : ends[i]));
            long count = stride > 0 ? (to - from + stride - 1) / stride : (from - to - stride - 1) / -stride;
            shape[axis] = (int) Math.max(0, count);
            start += from * steps[axis];
            steps[axis] = (int) Math.max(-extent, Math.min(extent, stride)) * steps[axis];
        }
        if (Value.volume(shape) == 0) {
            return value.picked(shape, new int[0], 0, -1);
        }
        return value.picked(shape, Broadcast.strided(shape, steps, (int) start), 0, -1);
    }

    private static List<Value> split(Call call) {
        Value value = call.input(0);
        int axis = Call.axis(call.integer("axis", 0), value.rank());
        int parts = call.node().outputs().size();
        int extent = value.extent(axis);
        int even = (extent + parts - 1) / parts;
        int[] sizes = call.integers("split", 1)
                .orElseGet(() -> IntStream.range(0, parts)
                        .map(i -> Math.max(0, Math.min(even, extent - i * even)))
                        .toArray());
        if (sizes.length != parts || Arrays.stream(sizes).asLongStream().sum() != extent) {
            throw new WorkloadException(
                    "sizes " + Arrays.toString(sizes) + " do not split " + extent + " into " + parts);
        }
        List<Value> values = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            values.add(part(value, axis, start, size));
            start += size;
        }
        return values;
    }

    /** Some entries of an axis. */
    static Value part(Value value, int axis, int start, int size) {
        int[] shape = value.shape();
        int[] steps = Broadcast.steps(shape);
        shape[axis] = size;
        return value.picked(shape, Broadcast.strided(shape, steps, start * steps[axis]), 0, -1);
    }

    private static Value expand(Call call) {
        Value value = call.input(0);
        int[] wanted = call.integers("shape", 1).orElseThrow(() -> new WorkloadException("needs a shape"));
        int[] shape = Broadcast.shape(value.shape(), wanted);
        return value.picked(shape, Broadcast.places(value.shape(), shape), 0, -1);
    }

    private static Value tile(Call call) {
        Value value = call.input(0);
        int[] repeats = call.integers("repeats", 1).orElseThrow(() -> new WorkloadException("needs repeats"));
        int rank = value.rank();
        if (repeats.length != rank) {
            throw new WorkloadException("needs a repeat for each of " + rank + " axes");
        }
        // Each axis becomes a pair: which copy, and where in it.
        int[] shape = new int[rank];
        int[] pairs = new int[2 * rank];
        int[] steps = new int[2 * rank];
        int[] own = Broadcast.steps(value.shape());
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = Math.multiplyExact(value.extent(axis), repeats[axis]);
            pairs[2 * axis] = repeats[axis];
            pairs[2 * axis + 1] = value.extent(axis);
            steps[2 * axis + 1] = own[axis];
        }
        return value.picked(shape, Broadcast.strided(pairs, steps, 0), 0, -1);
    }

    private static Value pad(Call call) {
        Value value = call.input(0);
        int rank = value.rank();
        int[] pads = call.integers("pads", 1).orElseThrow(() -> new WorkloadException("needs pads"));
        int[] axes = call.optional(3)
                .map(list -> Arrays.stream(list.integers())
                        .mapToInt(Math::toIntExact)
                        .toArray())
                .orElseGet(() -> IntStream.range(0, rank).toArray());
        if (pads.length != 2 * axes.length) {
            throw new WorkloadException("needs two pads for each of " + axes.length + " axes");
        }
        String mode = call.text("mode", "constant");
        if (!mode.equals("constant")) {
            throw new WorkloadException("mode " + mode + " is not supported; constant is");
        }
        double filling = call.real("value", 0);
        if (call.has(2)) {
            Value given = call.input(2);
            filling = given.isReal() ? given.reals()[0] : given.integers()[0];
        }
        int[] before = new int[rank];
        int[] after = new int[rank];
        for (int i = 0; i < axes.length; i++) {
            int axis = Call.axis(axes[i], rank);
            before[axis] = pads[i];
            after[axis] = pads[axes.length + i];
        }
        return padded(value, before, after, filling);
    }

    /** Elements around a tensor; negative numbers take some away. */
    static Value padded(Value value, int[] before, int[] after, double filling) {
        int rank = value.rank();
        int[] shape = value.shape();
        for (int axis = 0; axis < rank; axis++) {
            shape[axis] = Math.addExact(Math.addExact(shape[axis], before[axis]), after[axis]);
        }
        int[] from = new int[Value.volume(shape)];
        int[] own = Broadcast.steps(value.shape());
        int[] index = new int[rank];
        for (int i = 0; i < from.length; i++) {
            int place = 0;
            for (int axis = 0; axis < rank && place >= 0; axis++) {
                int at = index[axis] - before[axis];
                place = at < 0 || at >= value.extent(axis) ? -1 : place + at * own[axis];
            }
            from[i] = place;
            for (int axis = rank - 1; axis >= 0 && ++index[axis] == shape[axis]; axis--) {
                index[axis] = 0;
            }
        }
        return value.picked(shape, from, filling, value.codes().map(Codes::axis).orElse(-1));
    }
}
