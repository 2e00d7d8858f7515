package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.util.Arrays;

/** What the nodes of a graph hold at a network's input: a float32 matrix [nodes, features], stored or made on demand. */
public sealed interface Features {
    /** Rows. */
    int nodes();

    /** Features a node. */
    int width();

    /**
     * Writes a node's row.
     *
     * @param into [width], from its start
     */
    void row(int node, float[] into);

    /** A stored matrix in C order; the array is not copied. */
    record Dense(int nodes, int width, float[] values) implements Features {
        public Dense {
            check(nodes, width);
            if ((long) nodes * width != values.length) {
                throw new WorkloadException("features [" + nodes + ", " + width + "] must have " + (long) nodes * width
                        + " values, got " + values.length);
            }
        }

        @Override
        public void row(int node, float[] into) {
            System.arraycopy(values, node * width, into, 0, width);
        }
    }

    /**
     * A matrix of zeros and a few values.
     *
     * @param rowPointers [nodes + 1]
     * @param columns [stored values], from 0 to width − 1
     * @param values [stored values]; or empty where all of them are 1
     */
    record Sparse(int width, int[] rowPointers, int[] columns, float[] values) implements Features {
        public Sparse {
            check(rowPointers.length - 1, width);
            if (rowPointers[0] != 0 || rowPointers[rowPointers.length - 1] != columns.length) {
                throw new WorkloadException("sparse features: row pointers must run from 0 to " + columns.length
                        + ", got " + rowPointers[0] + " to " + rowPointers[rowPointers.length - 1]);
            }
            for (int node = 1; node < rowPointers.length; node++) {
                if (rowPointers[node] < rowPointers[node - 1]) {
                    throw new WorkloadException("sparse features: row pointers must not fall, but those of node "
                            + (node - 1) + " are " + rowPointers[node - 1] + " and " + rowPointers[node]);
                }
            }
            for (int column : columns) {
                if (column < 0 || column >= width) {
                    throw new WorkloadException(
                            "sparse features: a column must lie between 0 and " + (width - 1) + ", got " + column);
                }
            }
            if (values.length != 0 && values.length != columns.length) {
                throw new WorkloadException(
                        "sparse features must have " + columns.length + " values, got " + values.length);
            }
        }

        @Override
        public int nodes() {
            return rowPointers.length - 1;
        }

        @Override
        public void row(int node, float[] into) {
            Arrays.fill(into, 0, width, 0f);
            for (int i = rowPointers[node]; i < rowPointers[node + 1]; i++) {
                into[columns[i]] = values.length == 0 ? 1f : values[i];
            }
        }
    }

    /**
     * Uniform values in [−2, 2), multiples of 2^−22, element i of the matrix being draw i + 1 of a SplitMix64 stream:
     * nothing is stored, any row can be had at once.
     *
     * @param seed of the stream
     */
    record Seeded(int nodes, int width, long seed) implements Features {
        public Seeded {
            check(nodes, width);
        }

        @Override
        public void row(int node, float[] into) {
            SplitMix64.uniform(seed, (long) node * width, into, width);
        }
    }

    private static void check(int nodes, int width) {
        if (nodes < 0 || width < 1) {
            throw new WorkloadException(
                    "features must have at least 0 nodes and 1 feature, got [" + nodes + ", " + width + "]");
        }
    }
}
