package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Operations on shapes: the elements stay as they are. */
final class ShapeOps {
    private ShapeOps() {}

    static void addTo(Map<String, Operator> operators) {
        operators.put("Identity", Operator.of(call -> call.input(0)));
        operators.put("Dropout", Operator.of(call -> call.input(0)));
        operators.put("Reshape", Operator.of(ShapeOps::reshape));
        operators.put("Flatten", Operator.of(ShapeOps::flatten));
        operators.put("Squeeze", Operator.of(ShapeOps::squeeze));
        operators.put("Unsqueeze", Operator.of(ShapeOps::unsqueeze));
        operators.put("Shape", Operator.of(ShapeOps::shape));
        operators.put(
                "Size",
                Operator.of(call ->
                        Value.of(Element.INT64, new int[0], call.input(0).volume())));
        operators.put("Cast", Operator.of(ShapeOps::cast));
        operators.put("Constant", Operator.of(ShapeOps::constant));
        operators.put("ConstantOfShape", Operator.of(ShapeOps::constantOfShape));
        operators.put("Range", Operator.of(ShapeOps::range));
    }

    private static Value reshape(Call call) {
        Value value = call.input(0);
        int[] wanted = call.integers("shape", 1).orElseThrow(() -> new WorkloadException("needs a shape"));
        boolean keepsZeros = call.whole("allowzero", 0) != 0;
        int[] shape = wanted.clone();
        int open = -1;
        long known = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 0 && !keepsZeros) {
                shape[axis] = value.extent(Call.axis(axis, value.rank()));
            }
            if (shape[axis] == -1 && open < 0) {
                open = axis;
            } else {
                known *= shape[axis];
            }
        }
        if (open >= 0) {
            shape[open] = known > 0 && value.volume() % known == 0 ? (int) (value.volume() / known) : -2;
        }
        if (Arrays.stream(shape).anyMatch(extent -> extent < 0) || Value.volume(shape) != value.volume()) {
            throw new WorkloadException("a tensor of shape " + Arrays.toString(value.shape())
                    + " does not take the shape " + Arrays.toString(wanted));
        }
        return value.reshaped(shape);
    }

    private static Value flatten(Call call) {
        Value value = call.input(0);
        int axis = call.integer("axis", 1);
        int split = axis < 0 ? axis + value.rank() : axis;
        if (split < 0 || split > value.rank()) {
            throw new WorkloadException("axis " + axis + " is none of " + value.rank() + " axes");
        }
        int before = Value.volume(Arrays.copyOf(value.shape(), split));
        int after = Value.volume(Arrays.copyOfRange(value.shape(), split, value.rank()));
        return value.reshaped(before, after);
    }

    private static Value squeeze(Call call) {
        Value value = call.input(0);
        boolean[] gone = new boolean[value.rank()];
        int[] axes = call.integers("axes", 1)
                .orElseGet(() -> IntStream.range(0, value.rank())
                        .filter(axis -> value.extent(axis) == 1)
                        .toArray());
        for (int axis : axes) {
            int counted = Call.axis(axis, value.rank());
            if (value.extent(counted) != 1) {
                throw new WorkloadException("axis " + axis + " of " + Arrays.toString(value.shape()) + " is not 1");
            }
            gone[counted] = true;
        }
        return value.reshaped(IntStream.range(0, value.rank())
                .filter(axis -> !gone[axis])
                .map(value::extent)
                .toArray());
    }

    private static Value unsqueeze(Call call) {
        Value value = call.input(0);
        int[] axes = call.integers("axes", 1).orElseThrow(() -> new WorkloadException("needs axes"));
        int[] shape = new int[Math.addExact(value.rank(), axes.length)];
        for (int axis : axes) {
            int counted = Call.axis(axis, shape.length);
            if (shape[counted] != 0) {
                throw new WorkloadException("axis " + axis + " stands twice");
            }
            shape[counted] = 1;
        }
        int next = 0;
        boolean[] made = new boolean[shape.length];
        for (int axis : axes) {
            made[Call.axis(axis, shape.length)] = true;
        }
        for (int axis = 0; axis < shape.length; axis++) {
            if (!made[axis]) {
                shape[axis] = value.extent(next++);
            }
        }
        return value.reshaped(shape);
    }

    private static Value shape(Call call) {
        int[] shape = call.input(0).shape();
        int start = bound(call.integer("start", 0), shape.length);
        int end = bound(call.integer("end", shape.length), shape.length);
        int[] part = Arrays.copyOfRange(shape, start, Math.max(start, end));
        return Value.of(
                Element.INT64,
                new int[] {part.length},
                Arrays.stream(part).asLongStream().toArray());
    }

    private static int bound(int axis, int rank) {
        return Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
    }

    /** ONNX's numbers of element types. */
    private static Element element(long number) {
        return switch ((int) number) {
            case 1, 10, 11, 16 -> Element.REAL;
            case 2 -> Element.UINT8;
            case 3 -> Element.INT8;
            case 4 -> Element.UINT16;
            case 5 -> Element.INT16;
            case 6 -> Element.INT32;
            case 7 -> Element.INT64;
            case 9 -> Element.BOOL;
            default -> throw new WorkloadException("element type " + number + " is not supported here");
        };
    }

    private static Value cast(Call call) {
        Value value = call.input(0);
        Element to = element(call.whole("to", 1));
        if (to == value.element()) {
            return value;
        }
        if (to == Element.REAL) {
            return ElementwiseOps.cast(value);
        }
        long[] wholes = new long[value.volume()];
        for (int i = 0; i < wholes.length; i++) {
            long whole = value.isReal() ? (long) value.reals()[i] : value.integers()[i];
            if (to == Element.BOOL) {
                wholes[i] = value.isReal() && value.reals()[i] != 0 || whole != 0 ? 1 : 0;
            } else if (to == Element.INT64) {
                wholes[i] = whole;
            } else { // two's complement wraps, as it does in C
                int bits = to.format().bits();
                wholes[i] = to.format().signed() ? whole << 64 - bits >> 64 - bits : whole & (1L << bits) - 1;
            }
        }
        return Value.of(to, value.shape(), wholes);
    }

    private static Value constant(Call call) {
        var tensor = call.get("value", Attribute.Constant.class);
        if (tensor.isPresent()) {
            return tensor.get().value();
        }
        if (call.node().attributes().containsKey("value_float")) {
            return Value.of(new int[0], call.real("value_float", 0));
        }
        if (call.node().attributes().containsKey("value_int")) {
            return Value.of(Element.INT64, new int[0], call.whole("value_int", 0));
        }
        var reals = call.get("value_floats", Attribute.Reals.class);
        if (reals.isPresent()) {
            return Value.of(new int[] {reals.get().values().length}, reals.get().values());
        }
        var wholes = call.get("value_ints", Attribute.Wholes.class);
        if (wholes.isPresent()) {
            return Value.of(
                    Element.INT64,
                    new int[] {wholes.get().values().length},
                    wholes.get().values());
        }
        throw new WorkloadException("needs a value of numbers");
    }

    private static Value constantOfShape(Call call) {
        int[] shape = Arrays.stream(call.input(0).integers())
                .mapToInt(extent -> (int) Math.max(-1, Math.min(Integer.MAX_VALUE, extent)))
                .toArray();
        int volume = Value.volume(shape);
        Value filling = call.get("value", Attribute.Constant.class)
                .map(Attribute.Constant::value)
                .orElse(Value.of(new int[] {1}, 0f));
        if (filling.volume() != 1) {
            throw new WorkloadException("needs a value of one element");
        }
        return filling.picked(shape, new int[volume], 0, -1);
    }

    private static Value range(Call call) {
        if (call.input(0).isReal()) {
            double start = call.input(0).reals()[0];
            double step = call.input(2).reals()[0];
            int count = count((call.input(1).reals()[0] - start) / step);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = (float) (start + i * step);
            }
            return Value.of(new int[] {count}, values);
        }
        long start = call.scalar(0);
        long step = call.scalar(2);
        int count = count((call.scalar(1) - start) / (double) step);
        List<Long> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(start + i * step);
        }
        return Value.of(
                call.input(0).element(),
                new int[] {count},
                values.stream().mapToLong(Long::longValue).toArray());
    }

    private static int count(double steps) {
        double count = Math.ceil(steps);
        if (!(count <= Value.MOST_COMPUTED)) {
            throw new WorkloadException("a range of " + count + " numbers is not supported");
        }
        return (int) Math.max(0, count);
    }
}
