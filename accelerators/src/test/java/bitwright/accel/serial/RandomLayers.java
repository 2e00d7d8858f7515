package bitwright.accel.serial;

import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.List;
import java.util.SplittableRandom;

/** Small layers of every shape that a grid must cope with, from a seed. */
final class RandomLayers {
    private final SplittableRandom random;

    RandomLayers(long seed) {
        random = new SplittableRandom(seed);
    }

    Layer next() {
        return switch (random.nextInt(4)) {
            case 0 -> fullyConnected();
            case 1 -> depthwise();
            default -> convolution();
        };
    }

    private Layer convolution() {
        int groups = random.nextInt(3) == 0 ? 2 : 1;
        int channelsPerGroup = random.nextInt(4) == 0 ? 3 : 1 + random.nextInt(20);
        return sliding(groups, groups * channelsPerGroup, channelsPerGroup, groups * (1 + random.nextInt(10)));
    }

    private Layer depthwise() {
        int channels = 2 + random.nextInt(20);
        return sliding(channels, channels, 1, channels * (1 + random.nextInt(2)));
    }

    private Layer sliding(int groups, int channels, int channelsPerGroup, int filters) {
        int kernelH = 1 + random.nextInt(3);
        int kernelW = 1 + random.nextInt(3);
        int strideH = 1 + random.nextInt(2);
        int strideW = random.nextBoolean() ? strideH : 1 + random.nextInt(2);
        var geometry = new Geometry(
                strideH,
                strideW,
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(2),
                1 + random.nextInt(2),
                1 + random.nextInt(2),
                groups);
        int height = (kernelH - 1) * geometry.dilationH() + 1 + random.nextInt(5);
        int width = (kernelW - 1) * geometry.dilationW() + 1 + random.nextInt(5);
        return new Layer(
                "layer",
                channelsPerGroup == 1 && groups > 1 ? Op.DEPTHWISE : Op.CONV2D,
                List.of("input"),
                geometry,
                activations(1, height, width, channels),
                weights(filters, kernelH, kernelW, channelsPerGroup));
    }

    private Layer fullyConnected() {
        int channels = 1 + random.nextInt(100);
        return new Layer(
                "layer",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                activations(1, channels),
                weights(1 + random.nextInt(20), channels));
    }

    private Operand activations(int... shape) {
        boolean signed = random.nextBoolean();
        return operand(2 + random.nextInt(7), signed, signed ? 0 : -random.nextInt(3), shape);
    }

    private Operand weights(int... shape) {
        return operand(2 + random.nextInt(7), true, 0, shape);
    }

    private Operand operand(int bits, boolean signed, int zeroPoint, int... shape) {
        int size = 1;
        for (int extent : shape) {
            size *= extent;
        }
        var codes = new int[size];
        int used = 1 + random.nextInt(bits);
        for (int i = 0; i < size; i++) {
            int value = (int) (random.nextLong() >>> 64 - used);
            codes[i] = zeroPoint + (random.nextInt(3) == 0 ? 0 : signed ? value - (1 << used - 1) : value);
        }
        return new Operand(
                new Encoding((signed ? "int" : "uint") + 8, zeroPoint, bits, signed),
                TensorSource.of(new Tensor(shape, codes)));
    }
}
