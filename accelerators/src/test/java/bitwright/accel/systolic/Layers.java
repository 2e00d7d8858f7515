package bitwright.accel.systolic;

import bitwright.accel.Setup;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.EnergyTable.Row;
import bitwright.sim.energy.EnergyTable.Scaling;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.Memory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Encoding;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/** Small layers of every shape that an array must cope with, from a seed; and what a run needs besides. */
final class Layers {
    private final SplittableRandom random;

    Layers(long seed) {
        random = new SplittableRandom(seed);
    }

    Layer next() {
        return switch (random.nextInt(5)) {
            case 0 -> fullyConnected();
            case 1 -> depthwise();
            default -> convolution();
        };
    }

    private Layer convolution() {
        int groups = random.nextInt(3) == 0 ? 2 : 1;
        int channelsPerGroup = 1 + random.nextInt(6);
        return sliding(groups, groups * channelsPerGroup, channelsPerGroup, groups * (1 + random.nextInt(9)));
    }

    private Layer depthwise() {
        int channels = 2 + random.nextInt(5);
        return sliding(channels, channels, 1, channels * (1 + random.nextInt(2)));
    }

    private Layer sliding(int groups, int channels, int channelsPerGroup, int filters) {
        int kernelH = 1 + random.nextInt(3);
        int kernelW = 1 + random.nextInt(3);
        var geometry = new Geometry(
                1 + random.nextInt(2),
                1 + random.nextInt(2),
                random.nextInt(3),
                random.nextInt(2),
                random.nextInt(2),
                random.nextInt(3),
                1 + random.nextInt(2),
                1 + random.nextInt(2),
                groups);
        int height = (kernelH - 1) * geometry.dilationH() + 1 + random.nextInt(4);
        int width = (kernelW - 1) * geometry.dilationW() + 1 + random.nextInt(4);
        return new Layer(
                "layer",
                channelsPerGroup == 1 && groups > 1 ? Op.DEPTHWISE : Op.CONV2D,
                List.of("input"),
                geometry,
                operand(1 + random.nextInt(2), height, width, channels),
                operand(filters, kernelH, kernelW, channelsPerGroup));
    }

    private Layer fullyConnected() {
        int channels = 1 + random.nextInt(40);
        return new Layer(
                "layer",
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                operand(1 + random.nextInt(3), channels),
                operand(1 + random.nextInt(20), channels));
    }

    /** Plain int8, a zero point of int8, unsigned through its zero point, or wider than a PE. */
    private Operand operand(int... shape) {
        return switch (random.nextInt(4)) {
            case 0 -> operand(IntegerFormat.INT8, random.nextInt(-128, 128), shape);
            case 1 -> operand(IntegerFormat.INT8, -128, shape);
            case 2 -> operand(new IntegerFormat(4 + random.nextInt(9), random.nextBoolean()), 0, shape);
            default -> operand(IntegerFormat.INT8, 0, shape);
        };
    }

    private Operand operand(IntegerFormat format, int zeroPoint, int... shape) {
        var codes = new int[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextInt(4) == 0 ? zeroPoint : random.nextInt(format.least(), format.largest() + 1);
        }
        return operand(format.encoding(zeroPoint), shape, codes);
    }

    static Operand operand(Encoding encoding, int[] shape, int... codes) {
        return new Operand(encoding, TensorSource.of(new Tensor(shape, codes)));
    }

    /** The product of an M · K and a K · N matrix of int8. */
    static Layer matmul(int[][] a, int[][] b) {
        int k = b.length;
        int n = b[0].length;
        var left = new int[a.length * k];
        var right = new int[n * k];
        for (int i = 0; i < left.length; i++) {
            left[i] = a[i / k][i % k];
        }
        for (int i = 0; i < right.length; i++) {
            right[i] = b[i % k][i / k];
        }
        return new Layer(
                "matmul",
                Op.MATMUL,
                List.of("input"),
                Geometry.UNIT,
                operand(IntegerFormat.INT8.encoding(0), new int[] {1, a.length, 1, k}, left),
                operand(IntegerFormat.INT8.encoding(0), new int[] {n, 1, 1, k}, right));
    }

    static Setup setup(Fidelity fidelity) {
        return setup(fidelity, new IdealMemory("dram"));
    }

    static Setup setup(Fidelity fidelity, Memory memory) {
        return new Setup(memory, prices(), fidelity, ValueCheck.Method.RECOMPUTED, 1, 1);
    }

    private static EnergyTable prices() {
        var rows = Stream.concat(
                        Stream.of(
                                        "add.int",
                                        "mul.int",
                                        "add.float",
                                        "mul.float",
                                        "register.write",
                                        "shift",
                                        "and",
                                        "xor",
                                        "mux",
                                        "dram")
                                .map(kind -> row(kind, 0)),
                        Stream.of("sram.read", "sram.write").map(kind -> row(kind, 64)))
                .toList();
        return new EnergyTable("test", 45, "one picojoule each", rows);
    }

    private static Row row(String kind, int sizeKiB) {
        return new Row(kind, 8, sizeKiB, 1, Scaling.LINEAR, Confidence.DERIVED, "test");
    }
}
