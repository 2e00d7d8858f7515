package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One application of an operator: what it takes, how it is set, and who multiplies for it. */
final class Call {
    private final GraphNode node;
    private final int opset;
    private final List<Optional<Value>> inputs;
    private final boolean[] constant;
    private final Products products;

    Call(GraphNode node, int opset, List<Optional<Value>> inputs, boolean[] constant, Products products) {
        this.node = node;
        this.opset = opset;
        this.inputs = inputs;
        this.constant = constant;
        this.products = products;
    }

    GraphNode node() {
        return node;
    }

    int opset() {
        return opset;
    }

    int inputs() {
        return inputs.size();
    }

    boolean has(int position) {
        return position < inputs.size() && inputs.get(position).isPresent();
    }

    Optional<Value> optional(int position) {
        return position < inputs.size() ? inputs.get(position) : Optional.empty();
    }

    Value input(int position) {
        return optional(position).orElseThrow(() -> new WorkloadException("needs an input " + position));
    }

    /** Whether an input was known before the network ran. */
    boolean isConstant(int position) {
        return position < constant.length && constant[position];
    }

    Products products() {
        return products;
    }

    long whole(String attribute, long otherwise) {
        return get(attribute, Attribute.Whole.class).map(Attribute.Whole::value).orElse(otherwise);
    }

    int integer(String attribute, int otherwise) {
        long value = whole(attribute, otherwise);
        if (value != (int) value) {
            throw new WorkloadException(attribute + " must fit 32 bits, got " + value);
        }
        return (int) value;
    }

    float real(String attribute, float otherwise) {
        return get(attribute, Attribute.Real.class).map(Attribute.Real::value).orElse(otherwise);
    }

    String text(String attribute, String otherwise) {
        return get(attribute, Attribute.Text.class).map(Attribute.Text::value).orElse(otherwise);
    }

    Optional<int[]> integers(String attribute) {
        return get(attribute, Attribute.Wholes.class).map(list -> narrowed(attribute, list.values()));
    }

    /** Integers from an attribute, in older operator sets, or from an input. */
    Optional<int[]> integers(String attribute, int position) {
        Optional<int[]> stated = integers(attribute);
        return stated.isPresent() ? stated : optional(position).map(value -> narrowed(attribute, value.integers()));
    }

    private static int[] narrowed(String what, long[] values) {
        int[] narrow = new int[values.length];
        for (int i = 0; i < narrow.length; i++) {
            // Slices say "to the end" by the largest number there is.
            narrow[i] = (int) Math.max(Integer.MIN_VALUE + 1, Math.min(Integer.MAX_VALUE, values[i]));
        }
        return narrow;
    }

    <T extends Attribute> Optional<T> get(String attribute, Class<T> type) {
        Attribute value = node.attributes().get(attribute);
        if (value == null) {
            return Optional.empty();
        }
        if (!type.isInstance(value)) {
            throw new WorkloadException("attribute " + attribute + " is of the wrong kind");
        }
        return Optional.of(type.cast(value));
    }

    /** An axis counted from either end. */
    static int axis(int axis, int rank) {
        int counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) {
            throw new WorkloadException("axis " + axis + " is none of " + rank + " axes");
        }
        return counted;
    }

    /** A single integer given as a tensor. */
    long scalar(int position) {
        long[] values = input(position).integers();
        if (values.length != 1) {
            throw new WorkloadException("input " + position + " must be one number, got "
                    + Arrays.toString(input(position).shape()));
        }
        return values[0];
    }
}
