package bitwright.workload.weights;

import bitwright.workload.WorkloadException;
import bitwright.workload.real.Value;
import java.io.IOException;
import java.util.Map;

/** The named tensors of a file. */
public interface TensorStore {
    /** The file. */
    ByteSource source();

    /** The shape of every tensor by name, slowest axis first, in the file's order. */
    Map<String, int[]> shapes();

    /** A tensor; one stored as small integers keeps them as its codes. */
    Value value(String name) throws IOException;

    /** A tensor of a certain shape. */
    default Value value(String name, int... shape) throws IOException {
        int[] stored = shapes().get(name);
        if (stored == null) {
            throw new WorkloadException(source().name() + ": holds no tensor '" + name + "'");
        }
        if (!java.util.Arrays.equals(stored, shape)) {
            throw new WorkloadException(source().name() + ": tensor '" + name + "' must be of shape "
                    + java.util.Arrays.toString(shape) + ", got " + java.util.Arrays.toString(stored));
        }
        return value(name);
    }
}
