package bitwright.workload.network;

import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.TensorSource;
import java.util.List;
import java.util.Optional;

/** A layer of a whole network, multiplying or not. */
public sealed interface Node {
    /** Unique in the network. */
    String name();

    Op op();

    /** The nodes that feed it, {@code input} for the network's input. */
    List<String> inputs();

    /** What it gives; empty for a multiplying layer of which only the sums are known. */
    Optional<Port> output();

    /** The output's shape for one input, the leading 1 included; known even where the output's encoding is not. */
    int[] outputShape();

    /**
     * A multiplying layer.
     *
     * @param activations what it takes
     * @param bias one value a filter, or none at all
     * @param accumulatorBits 32, or 64 where biases are 64 bits wide; it decides how sums are scaled
     */
    record Mac(
            String name,
            Op op,
            List<String> inputs,
            Geometry geometry,
            Port activations,
            Operand weights,
            Scale weightScale,
            long[] bias,
            int accumulatorBits,
            Optional<Port> output,
            Clamp clamp)
            implements Node {
        public Mac {
            inputs = List.copyOf(inputs);
        }

        @Override
        public int[] outputShape() {
            Layer layer = layer(new Unfilled(activations.shape()));
            return layer.isFullyConnected()
                    ? new int[] {1, layer.filters()}
                    : new int[] {1, layer.outputHeight(), layer.outputWidth(), layer.filters()};
        }

        /** The same with sums of another width. */
        public Mac with(int sumBits) {
            return new Mac(name, op, inputs, geometry, activations, weights, weightScale, bias, sumBits, output, clamp);
        }

        /** The same with other weights. */
        public Mac with(Operand other, Scale scale) {
            return new Mac(name, op, inputs, geometry, activations, other, scale, bias, accumulatorBits, output, clamp);
        }

        /** The layer as accelerators run it, on given activations. */
        public Layer layer(TensorSource codes) {
            return new Layer(name, op, inputs, geometry, new Operand(activations.encoding(), codes), weights);
        }
    }

    /** A node that multiplies nothing and always knows its output. */
    sealed interface Plain extends Node {
        /** What it gives. */
        Port result();

        @Override
        default Optional<Port> output() {
            return Optional.of(result());
        }

        @Override
        default int[] outputShape() {
            return result().shape();
        }
    }

    /** The sum of two tensors of one shape. */
    record Add(String name, List<String> inputs, Port result, Clamp clamp) implements Plain {
        public Add {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Op op() {
            return Op.ADD;
        }
    }

    /** The mean or the largest of each window; padding takes no part. */
    record Pool(
            String name,
            Op op,
            List<String> inputs,
            int windowHeight,
            int windowWidth,
            Geometry geometry,
            Port result,
            Clamp clamp)
            implements Plain {
        public Pool {
            inputs = List.copyOf(inputs);
        }
    }

    /** The same codes in another shape. */
    record Reshape(String name, List<String> inputs, Port result) implements Plain {
        public Reshape {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Op op() {
            return Op.RESHAPE;
        }
    }

    /**
     * Zeros around the input.
     *
     * @param rows before and after
     * @param columns before and after
     * @param channels before and after
     */
    record Pad(String name, List<String> inputs, int[] rows, int[] columns, int[] channels, Port result)
            implements Plain {
        public Pad {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Op op() {
            return Op.PAD;
        }
    }

    /** The mean over all rows and columns. */
    record Mean(String name, List<String> inputs, Port result) implements Plain {
        public Mean {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Op op() {
            return Op.MEAN;
        }
    }

    /** Softmax over the last axis, {@code beta} times the input in the exponent. */
    record Softmax(String name, List<String> inputs, float beta, Port result) implements Plain {
        public Softmax {
            inputs = List.copyOf(inputs);
        }

        @Override
        public Op op() {
            return Op.SOFTMAX;
        }
    }
}
