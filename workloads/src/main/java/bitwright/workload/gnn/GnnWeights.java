package bitwright.workload.gnn;

import bitwright.workload.graph.SplitMix64;
import java.util.List;

/** The weights of a network's layers, float32, [outputs, inputs] in C order. */
public interface GnnWeights {
    /**
     * What multiplies the aggregate.
     *
     * @param index the layer's, from 0
     */
    float[] neighbours(int index, GnnLayer layer);

    /** What multiplies the node's own features, in models that have such weights. */
    float[] self(int index, GnnLayer layer);

    /** What the weights are, for reports and hashes; equal words mean equal weights. */
    String describe();

    /**
     * Uniform in [−2, 2) · 2^exponent, exact in float32: layer l draws from the SplitMix64 streams of 1000 · seed + 10 · l + 2
     * and, for a node's own features, + 3.
     *
     * @param exponent −30 to 30
     */
    record Seeded(long seed, int exponent) implements GnnWeights {
        public Seeded {
            if (exponent < -30 || exponent > 30) {
                throw new IllegalArgumentException("exponent must be between -30 and 30, got " + exponent);
            }
        }

        @Override
        public float[] neighbours(int index, GnnLayer layer) {
            return draw(index, layer, 2);
        }

        @Override
        public float[] self(int index, GnnLayer layer) {
            return draw(index, layer, 3);
        }

        private float[] draw(int index, GnnLayer layer, int stream) {
            float[] values = new float[Math.multiplyExact(layer.outputs(), layer.inputs())];
            SplitMix64.uniform(seed * 1000 + 10L * index + stream, 0, values, values.length);
            if (exponent != 0) {
                for (int i = 0; i < values.length; i++) {
                    values[i] = Math.scalb(values[i], exponent);
                }
            }
            return values;
        }

        @Override
        public String describe() {
            return "uniform in [-2, 2) x 2^" + exponent + ", seed " + seed;
        }
    }

    /**
     * Stored weights.
     *
     * @param neighbours a matrix a layer
     * @param self a matrix a layer, or empty
     * @param origin where they come from, with a hash of their content
     */
    record Stored(List<float[]> neighbours, List<float[]> self, String origin) implements GnnWeights {
        @Override
        public float[] neighbours(int index, GnnLayer layer) {
            return neighbours.get(index);
        }

        @Override
        public float[] self(int index, GnnLayer layer) {
            return self.get(index);
        }

        @Override
        public String describe() {
            return origin;
        }
    }
}
