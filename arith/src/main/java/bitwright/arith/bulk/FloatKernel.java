package bitwright.arith.bulk;

import java.util.Optional;

/** Nearest-even conversions of ranges; an implementation on vectors is used when there is one. */
interface FloatKernel {
    /** Codes of at most eight bits of values times a factor. */
    void toBytes(NearestEven rule, float[] values, int from, float factor, byte[] codes, int at, int count);

    /** Codes of at most sixteen bits. */
    void toShorts(NearestEven rule, float[] values, int from, short[] codes, int at, int count);

    /** The bits of the largest magnitude. */
    int largestSize(float[] values, int from, int to);

    /**
     * The kernel on vectors, if the virtual machine was started with {@code --add-modules jdk.incubator.vector} and was built
     * with it.
     */
    static Optional<FloatKernel> onVectors() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.empty();
        }
        try {
            Class<?> kernel = Class.forName("bitwright.arith.bulk.VectorKernel");
            return Optional.of((FloatKernel) kernel.getDeclaredConstructor().newInstance());
        } catch (ReflectiveOperationException | LinkageError e) {
            return Optional.empty(); // built without it, or for another version of the module
        }
    }
}
