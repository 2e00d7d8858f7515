package bitwright.accel.pim;

import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import bitwright.accel.pim.asic.Approximation;
import bitwright.accel.pim.asic.Asic;
import java.util.ArrayList;
import java.util.Random;

/** Channels and programs for tests. */
final class ChannelPrograms {
    private ChannelPrograms() {}

    /** The few times that the paper is recalled to give, the others as small as can be: at 1 GHz. */
    static PimTiming paper() {
        return new PimTiming(12, 12, 12, 0, 1, 12, 1, 1, 1, 1, 1, 1, 6825, 455, 6, 0, 0, 1, 1, 1, 1, 0, 0, 0);
    }

    /** The paper's companion chip. */
    static Asic asic(double clockMHz) {
        return new Asic(
                clockMHz,
                128,
                256,
                128,
                3,
                6,
                3,
                1,
                Approximation.Arguments.REDUCED,
                Asic.Passes.SEPARATE,
                304.59,
                1000);
    }

    static PimTiming random(Random random) {
        return new PimTiming(
                1 + random.nextInt(20),
                1 + random.nextInt(20),
                1 + random.nextInt(20),
                random.nextInt(40),
                random.nextInt(8),
                1 + random.nextInt(16),
                1 + random.nextInt(3),
                random.nextInt(3),
                1 + random.nextInt(2),
                1 + random.nextInt(20),
                1 + random.nextInt(5),
                random.nextInt(8),
                random.nextInt(5) == 0 ? 0 : 200 + random.nextInt(2000),
                30 + random.nextInt(100),
                random.nextInt(30),
                random.nextInt(4),
                random.nextInt(3),
                random.nextInt(4),
                random.nextInt(4),
                random.nextInt(4),
                random.nextInt(8),
                0,
                random.nextInt(4) == 0 ? random.nextInt(20) : 0,
                0);
    }

    static ChannelProgram random(Random random, int most) {
        var parts = new ArrayList<Part>();
        for (int i = 0; i <= random.nextInt(3); i++) {
            int perRow = 1 << random.nextInt(6);
            if (random.nextInt(4) == 0) {
                parts.add(new Transfer(
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextInt(perRow),
                        perRow,
                        1 + random.nextInt(100)));
                continue;
            }
            if (random.nextInt(5) > 0) {
                parts.add(new Buffer(1 + random.nextInt(70)));
            }
            int sum = 1 + random.nextInt(40);
            if (random.nextBoolean()) {
                sum = 1 << random.nextInt(6);
            }
            parts.add(new Rows(
                    sum,
                    random.nextInt(4) == 0 ? random.nextInt(perRow) : 0,
                    perRow,
                    (long) sum * (1 + random.nextInt(most))));
        }
        return new ChannelProgram(parts);
    }

    /** Runs a program command by command; returns the cycle in which all data are there. */
    static long run(ChannelRun channel, ChannelProgram program, long start) {
        channel.start(program, start);
        while (!channel.isFinished()) {
            channel.decide();
            channel.issue();
        }
        return channel.finish();
    }
}
