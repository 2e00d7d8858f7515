package bitwright.accel.memory;

import bitwright.sim.memory.Sram;
import bitwright.workload.WorkloadException;
import java.util.Optional;
import java.util.SplittableRandom;

/** Layers of every proportion of operands to buffers, from a seed. */
record RandomTiles(
        int sections,
        int windowSets,
        int filterSets,
        int height,
        int kernel,
        int stride,
        int pad,
        int outputWidth,
        int columns,
        int rowBits,
        int filterBits,
        int outputBits,
        double packed,
        int accessCycles,
        long seed)
        implements OutputTiles {

    static RandomTiles of(SplittableRandom random) {
        int kernel = 1 + random.nextInt(4);
        int stride = 1 + random.nextInt(3);
        int pad = random.nextInt(kernel);
        int height = kernel + random.nextInt(12);
        int outputHeight = (height + 2 * pad - kernel) / stride + 1;
        int outputWidth = 1 + random.nextInt(9);
        int columns = 1 + random.nextInt(8);
        int windows = outputHeight * outputWidth;
        return new RandomTiles(
                1 + random.nextInt(2),
                (windows + columns - 1) / columns,
                1 + random.nextInt(6),
                height,
                kernel,
                stride,
                pad,
                outputWidth,
                columns,
                1 + random.nextInt(2000),
                1 + random.nextInt(6000),
                1 + random.nextInt(400),
                random.nextBoolean() ? 1 : 0.1 + 0.9 * random.nextDouble(),
                random.nextInt(3) == 0 ? random.nextInt(40) : 0,
                random.nextLong());
    }

    /** A random layer that fits random buffers. */
    static OutputStationaryTiling stream(SplittableRandom random) {
        while (true) {
            try {
                return new OutputStationaryTiling(of(random), buffers(random));
            } catch (WorkloadException doesNotFit) {
                // the next one may
            }
        }
    }

    static Buffers buffers(SplittableRandom random) {
        return new Buffers(
                sram(random),
                sram(random),
                outputs(random),
                random.nextInt(4) > 0,
                Reuse.values()[random.nextInt(Reuse.values().length)]);
    }

    private static Optional<Sram> outputs(SplittableRandom random) {
        return random.nextInt(3) == 0 ? Optional.of(sram(random)) : Optional.empty();
    }

    private static Sram sram(SplittableRandom random) {
        return new Sram(1 + random.nextInt(4), random.nextInt(3) * 4, 1, 64);
    }

    @Override
    public String layer() {
        return "random";
    }

    @Override
    public int filterSets(int section) {
        return filterSets;
    }

    @Override
    public int steps(int section) {
        return 4 * kernel;
    }

    @Override
    public int rows() {
        return height;
    }

    @Override
    public int firstRow(int windowSet) {
        return clipped(windowSet * columns / outputWidth * stride - pad);
    }

    @Override
    public int endRow(int windowSet) {
        int windows = ((height + 2 * pad - kernel) / stride + 1) * outputWidth;
        int last = Math.min((windowSet + 1) * columns, windows) - 1;
        return Math.max(firstRow(windowSet), clipped(last / outputWidth * stride - pad + kernel));
    }

    private int clipped(int row) {
        return Math.max(0, Math.min(height, row));
    }

    @Override
    public long activationOffset(int section, int row) {
        return (long) (packed * heldActivationOffset(section, row));
    }

    @Override
    public long heldActivationOffset(int section, int row) {
        return ((long) section * height + row) * rowBits;
    }

    @Override
    public long weightOffset(int section, int filterSet) {
        return (long) (packed * heldWeightOffset(section, filterSet));
    }

    @Override
    public long heldWeightOffset(int section, int filterSet) {
        return ((long) section * filterSets + filterSet) * filterBits;
    }

    @Override
    public long outputBits(int section, int windowSet, int filterSet) {
        return outputBits;
    }

    @Override
    public long computeCycles(int section, int windowSet, int filterSet) {
        return 1 + new SplittableRandom(seed + windowSet * 100L + filterSet).nextInt(300);
    }

    @Override
    public long activationAccessCycles(int section, int windowSet, int filterSet) {
        return accessCycles;
    }

    @Override
    public long weightAccessCycles(int section, int windowSet, int filterSet) {
        return accessCycles / 2;
    }
}
