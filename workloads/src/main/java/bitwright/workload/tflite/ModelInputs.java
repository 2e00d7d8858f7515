package bitwright.workload.tflite;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Port;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** The inputs that a model is run on: from files, or made up and said to be so. */
public final class ModelInputs {
    private ModelInputs() {}

    /**
     * The inputs of several files, one after another. Integers are codes; floats are real values and quantised as the
     * model's input is, half away from zero. The first axis may be left out by a file that holds a single input.
     */
    public static Tensor read(List<Path> files, Port port) throws IOException {
        int volume = port.volume();
        int[] all = {};
        for (Path path : files) {
            NpyFile file = NpyFile.open(path);
            int[] shape = file.shape();
            int[] one = Arrays.copyOfRange(port.shape(), 1, port.shape().length);
            int[] tail = shape.length > one.length ? Arrays.copyOfRange(shape, 1, shape.length) : shape;
            if (shape.length > one.length + 1 || !Arrays.equals(tail, one)) {
                throw new WorkloadException(path + ": the model takes inputs of shape " + Arrays.toString(port.shape())
                        + ", one or more along the first axis; got " + Arrays.toString(shape));
            }
            int[] codes = file.type().isFloat() ? quantised(file, port) : codes(file, port);
            int from = all.length;
            all = Arrays.copyOf(all, Math.addExact(from, codes.length));
            System.arraycopy(codes, 0, all, from, codes.length);
        }
        return new Tensor(shape(port, all.length / volume), all);
    }

    private static int[] codes(NpyFile file, Port port) throws IOException {
        int[] codes = file.readTensor().data();
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] < port.format().least() || codes[i] > port.format().largest()) {
                throw new WorkloadException(file.path() + ": element " + i + " in file order must be an "
                        + port.encoding().format() + " code, got " + codes[i]);
            }
        }
        return codes;
    }

    private static int[] quantised(NpyFile file, Port port) throws IOException {
        float[] values = file.readFloats();
        float scale = port.scale().at(0);
        int[] codes = new int[values.length];
        for (int i = 0; i < codes.length; i++) {
            if (Float.isNaN(values[i])) {
                throw new WorkloadException(file.path() + ": element " + i + " in file order is not a number");
            }
            double steps = values[i] / scale; // a float division, as TensorFlow Lite quantises
            double code = Math.copySign(Math.floor(Math.abs(steps) + 0.5), steps) + port.zeroPoint();
            codes[i] =
                    (int) Math.max(port.format().least(), Math.min(port.format().largest(), code));
        }
        return codes;
    }

    /** Seeded codes, each as likely as any other; whoever uses them says {@code synthetic}. */
    public static Tensor synthetic(Port port, int inputs, long seed) {
        var random = new SplittableRandom(seed);
        int[] codes = new int[Math.multiplyExact(inputs, port.volume())];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextInt(port.format().least(), port.format().largest() + 1);
        }
        return new Tensor(shape(port, inputs), codes);
    }

    private static int[] shape(Port port, int inputs) {
        int[] shape = port.shape().clone();
        shape[0] = inputs;
        return shape;
    }
}
