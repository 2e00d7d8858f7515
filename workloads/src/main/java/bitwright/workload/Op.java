package bitwright.workload;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A layer's operation, named as in the trace bundle. */
public enum Op {
    CONV2D("conv2d", true),
    DEPTHWISE("depthwise", true),
    FULLY_CONNECTED("fully-connected", true),
    MATMUL("matmul", true),
    ADD("add", false),
    AVG_POOL("avg-pool", false),
    MAX_POOL("max-pool", false),
    RESHAPE("reshape", false),
    PAD("pad", false),
    MEAN("mean", false),
    SOFTMAX("softmax", false);

    private final String label;
    private final boolean multiplies;

    Op(String label, boolean multiplies) {
        this.label = label;
        this.multiplies = multiplies;
    }

    /** The name in YAML, JSON and reports. */
    public String label() {
        return label;
    }

    /** Whether the layer is made of multiply-accumulates, so that accelerators run it. */
    public boolean multiplies() {
        return multiplies;
    }

    public static Op of(String label) {
        return Arrays.stream(values())
                .filter(op -> op.label.equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown op '" + label + "'; known ops are "
                        + Arrays.stream(values()).map(Op::label).collect(Collectors.joining(", "))));
    }
}
