package bitwright.workload.gnn;

import bitwright.workload.ContentHash;
import bitwright.workload.WorkloadException;
import bitwright.workload.graph.SplitMix64;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
        public Stored {
            neighbours = List.copyOf(neighbours);
            self = List.copyOf(self);
        }

        /**
         * Reads a folder of {@code LAYER.weights.npy} and, where the model has them, {@code LAYER.self.npy}, [outputs, inputs]
         * each. In PyTorch Geometric these are {@code lin.weight} of a GCNConv, {@code lin_l.weight} and {@code lin_r.weight}
         * of a SAGEConv. Wider numbers are rounded to float32.
         *
         * @throws WorkloadException naming the file
         */
        public static Stored read(Path folder, GnnModel model, List<GnnLayer> layers) throws IOException {
            var neighbours = new ArrayList<float[]>();
            var self = new ArrayList<float[]>();
            var hash = new ContentHash();
            for (GnnLayer layer : layers) {
                neighbours.add(matrix(folder.resolve(layer.name() + ".weights.npy"), layer, hash));
                if (model.hasSelfWeights()) {
                    self.add(matrix(folder.resolve(layer.name() + ".self.npy"), layer, hash));
                }
            }
            return new Stored(neighbours, self, "stored, SHA-256 " + hash.hex());
        }

        private static float[] matrix(Path path, GnnLayer layer, ContentHash hash) throws IOException {
            NpyFile file = NpyFile.open(path);
            int[] shape = {layer.outputs(), layer.inputs()};
            if (!Arrays.equals(file.shape(), shape)) {
                throw new WorkloadException(path + ": must have the shape [outputs, inputs], " + Arrays.toString(shape)
                        + ", got " + Arrays.toString(file.shape()));
            }
            float[] values = file.readFloats();
            hash.add(path.getFileName().toString(), values);
            return values;
        }

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
