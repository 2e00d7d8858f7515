package bitwright.workload.bundle;

import bitwright.workload.Geometry;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceDocument.LayerEntry;
import bitwright.workload.network.Clamp;
import bitwright.workload.network.Node;
import bitwright.workload.network.Port;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The layers that do not multiply. */
record PlainNodes(LayerEntry entry) {
    /**
     * The node.
     *
     * @param inputs the names of what feeds it
     * @param sources what they give
     * @param stated the output's encoding where the bundle states it; the first input's otherwise
     */
    Node node(List<String> inputs, List<Port> sources, Optional<Port> stated) {
        Port source = sources.get(0);
        Port result = stated.orElse(source);
        Clamp clamp = entry.output().flatMap(TraceDocument.PortEntry::clamp).orElse(Clamp.of(result.format()));
        int[] shape = source.shape();
        return switch (entry.op()) {
            case ADD -> {
                if (!Arrays.equals(shape, sources.get(1).shape())) {
                    throw new WorkloadException("adds tensors of one shape, got " + Arrays.toString(shape) + " from '"
                            + inputs.get(0) + "' and "
                            + Arrays.toString(sources.get(1).shape()) + " from '" + inputs.get(1) + "'");
                }
                yield new Node.Add(entry.name(), inputs, result.reshaped(shape), clamp);
            }
            case AVG_POOL, MAX_POOL -> pool(inputs, image(shape), result, clamp);
            case RESHAPE -> reshape(inputs, source, result);
            case PAD -> {
                image(shape);
                int[] p = entry.padding();
                int[] c = entry.channelPadding();
                int[] padded = {1, shape[1] + p[0] + p[1], shape[2] + p[2] + p[3], shape[3] + c[0] + c[1]};
                yield new Node.Pad(
                        entry.name(),
                        inputs,
                        new int[] {p[0], p[1]},
                        new int[] {p[2], p[3]},
                        c,
                        result.reshaped(padded));
            }
            case MEAN -> {
                int channels = image(shape)[3];
                int[] means = entry.keepDims() ? new int[] {1, 1, 1, channels} : new int[] {1, channels};
                yield new Node.Mean(entry.name(), inputs, result.reshaped(means));
            }
            case SOFTMAX -> new Node.Softmax(entry.name(), inputs, entry.beta(), result.reshaped(shape));
            case CONV2D, DEPTHWISE, FULLY_CONNECTED, MATMUL ->
                throw new IllegalStateException(entry.op() + " multiplies");
        };
    }

    private int[] image(int[] shape) {
        if (shape.length != 4) {
            throw new WorkloadException(
                    entry.op().label() + " needs an input [N,H,W,C], got " + Arrays.toString(shape));
        }
        return shape;
    }

    private Node pool(List<String> inputs, int[] shape, Port result, Clamp clamp) {
        int[] window = entry.window().orElseThrow();
        int[] p = entry.padding();
        var geometry = new Geometry(entry.stride()[0], entry.stride()[1], p[0], p[1], p[2], p[3], 1, 1, 1);
        int height = geometry.outputHeight(shape[1], window[0]);
        int width = geometry.outputWidth(shape[2], window[1]);
        if (height < 1 || width < 1) {
            throw new WorkloadException("the window " + Arrays.toString(window) + " does not fit the input [" + shape[1]
                    + ", " + shape[2] + "] with padding " + Arrays.toString(p));
        }
        if (Math.max(p[0], p[1]) >= window[0] || Math.max(p[2], p[3]) >= window[1]) {
            throw new WorkloadException("padding " + Arrays.toString(p) + " leaves windows " + Arrays.toString(window)
                    + " that cover nothing");
        }
        return new Node.Pool(
                entry.name(),
                entry.op(),
                inputs,
                window[0],
                window[1],
                geometry,
                result.reshaped(1, height, width, shape[3]),
                clamp);
    }

    private Node reshape(List<String> inputs, Port source, Port result) {
        int[] wanted = entry.shape().orElseThrow();
        int[] shape = new int[wanted.length + 1];
        shape[0] = 1;
        System.arraycopy(wanted, 0, shape, 1, wanted.length);
        Port reshaped = result.reshaped(shape);
        if (reshaped.volume() != source.volume()) {
            throw new WorkloadException("reshapes " + Arrays.toString(source.shape()) + " to " + Arrays.toString(wanted)
                    + " for one input, which holds another number of values");
        }
        return new Node.Reshape(entry.name(), inputs, reshaped);
    }
}
