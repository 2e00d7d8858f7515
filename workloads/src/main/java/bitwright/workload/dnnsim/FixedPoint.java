package bitwright.workload.dnnsim;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A profiled fixed-point format as DNNsim's {@code precision.txt} states it.
 *
 * @param bits the magnitude's bits and one for the sign, 1 to 32
 * @param fractionBits bits after the binary point, −64 to 64
 */
public record FixedPoint(int bits, int fractionBits) {
    public FixedPoint {
        if (bits < 1 || bits > 32) {
            throw new IllegalArgumentException("precision must be between 1 and 32 bits, got " + bits);
        }
        if (fractionBits < -64 || fractionBits > 64) {
            throw new IllegalArgumentException("fraction must be between -64 and 64 bits, got " + fractionBits);
        }
    }

    /** The largest magnitude of a code, {@code 2^(bits−1) − 1}. */
    public int largest() {
        return (int) ((1L << bits - 1) - 1);
    }

    /** Scaled by {@code 2^fractionBits}, rounded half away from zero, saturated to {@code ±largest()}. */
    int code(float value) {
        double scaled = Math.scalb((double) value, fractionBits);
        long size = (long) Math.min(Math.floor(Math.abs(scaled) + 0.5), largest());
        return (int) (scaled < 0 ? -size : size);
    }

    /** Quantises a file of floats; a file of integers holds the codes already, and they must fit. */
    Tensor read(NpyFile file) throws IOException {
        if (!file.type().isFloat()) {
            Tensor codes = file.readTensor();
            checkRange(file, codes.data());
            return codes;
        }
        int[] codes = new int[file.elements()];
        file.readFloats(new Quantiser(this, file.path(), codes));
        return new Tensor(file.shape(), codes);
    }

    private record Quantiser(FixedPoint format, Path file, int[] codes) implements NpyFile.FloatBlocks {
        @Override
        public void accept(float[] values, int first, int count) {
            int i = format.fractionBits == 0 ? copyIntegers(values, first, count) : 0;
            for (; i < count; i++) {
                if (Float.isNaN(values[i])) {
                    throw new WorkloadException(file + ": element " + (first + i) + " in file order is not a number");
                }
                codes[first + i] = format.code(values[i]);
            }
        }

        /** The common case, floats that hold the codes: copies up to the first that does not and returns its place. */
        private int copyIntegers(float[] values, int first, int count) {
            int largest = format.largest();
            for (int i = 0; i < count; i++) {
                int code = (int) values[i];
                if (code != values[i] || code > largest || code < -largest) {
                    return i;
                }
                codes[first + i] = code;
            }
            return count;
        }
    }

    private void checkRange(NpyFile file, int[] codes) {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] > largest() || codes[i] < -largest()) {
                throw new WorkloadException(file.path() + ": element " + i + " in file order must be between "
                        + -largest() + " and " + largest() + " for " + bits + " bits, sign included, got "
                        + codes[i]);
            }
        }
    }
}
