package bitwright.sim.dram;

import bitwright.sim.dram.ControllerPolicy.Page;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.ControllerPolicy.Refresh;
import java.util.Optional;
import java.util.OptionalInt;

/** Small memories for tests, with times that are all different where that helps to see which one counted. */
final class Drams {
    /** 1 ns a cycle; a closed bank gives its data tRCD 10 + tCL 14 + tBL 2 cycles after its ACTIVATE. */
    static final Timing TIMING = timing(0, 100, 0);

    static final Currents CURRENTS = new Currents(2, 1.5, 50, 20, 30, 150, 130, 200, 0);

    private Drams() {}

    static Timing timing(int tREFI, int tRFC, int tREFIpb) {
        return new Timing(
                1,
                14,
                9,
                2,
                10,
                8,
                11,
                27,
                38,
                5,
                12,
                2,
                4,
                3,
                6,
                4,
                7,
                25,
                0,
                0,
                1,
                OptionalInt.empty(),
                tREFI,
                tRFC,
                tREFIpb,
                40,
                6);
    }

    /** One channel of one rank with two groups of two banks; 8 accesses of 64 bytes a row. */
    static Organisation small() {
        return new Organisation(1, 1, 2, 2, 64, 8, 64);
    }

    static ControllerPolicy policy(Queues queues, Page page, int rowHitCap, Refresh refresh) {
        boolean shared = queues == Queues.SHARED;
        return new ControllerPolicy(
                queues,
                32,
                32,
                8,
                shared ? 26 : 32,
                shared ? 6 : 0,
                shared ? 0 : 9,
                page,
                rowHitCap,
                refresh,
                true,
                false);
    }

    static ControllerPolicy policy() {
        return policy(Queues.PER_BANK, Page.OPEN, 4, Refresh.NONE);
    }

    /** Addresses are row, bank, group, column from the top; the column's step is 64 bytes, the group's 512, the bank's 1024. */
    static DramMemory memory(Organisation organisation, Timing timing, ControllerPolicy policy) {
        return new DramMemory("dram.ddr4", organisation, timing, "rochrababgco", policy, Optional.of(CURRENTS));
    }

    static DramMemory memory(ControllerPolicy policy) {
        return memory(small(), TIMING, policy);
    }
}
