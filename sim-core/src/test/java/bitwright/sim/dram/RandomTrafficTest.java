package bitwright.sim.dram;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.dram.ControllerPolicy.Page;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.ControllerPolicy.Refresh;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Handler;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.Turn;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random memories under random traffic: every command keeps every rule, every request is served once, time is not wasted. */
class RandomTrafficTest {
    private static final int REQUESTS = 600;

    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyCommandKeepsEveryRuleAndEveryRequestIsServed(long seed) {
        var random = new Random(seed);
        var memory = memory(random);
        var traffic = new Traffic(memory, random);
        traffic.run();
        String what = "seed " + seed + " " + memory;
        assertThat(IntStream.range(0, REQUESTS).filter(i -> traffic.done[i] != 1))
                .as("requests not done once, " + what)
                .isEmpty();
        traffic.log.check(
                memory.timing().rules(),
                memory.organisation(),
                memory.controller().dualCommands() ? 2 : 1);
        var counts = traffic.dram.counts();
        assertThat(traffic.dram.count(Command.READ) + traffic.dram.count(Command.READ_PRECHARGE))
                .as("reads, " + what)
                .isEqualTo(counts.reads() - counts.mergedReads() - counts.forwardedReads());
        assertThat(traffic.dram.count(Command.WRITE) + traffic.dram.count(Command.WRITE_PRECHARGE))
                .as("writes, " + what)
                .isEqualTo(counts.writes() - counts.mergedWrites());
        long end = traffic.dram.cycle();
        // Those due in the last cycles may be on their way.
        assertThat(refreshes(traffic))
                .as("refreshes, " + what)
                .isBetween(due(memory, end - Traffic.REST), due(memory, end));
    }

    @Test
    void theSameTrafficGivesTheSameCommands() {
        var first = new Traffic(memory(new Random(7)), new Random(8));
        var second = new Traffic(memory(new Random(7)), new Random(8));
        first.run();
        second.run();
        assertThat(first.log.entries).isEqualTo(second.log.entries);
    }

    @Test
    void nothingIsAllocatedOnceAllHasItsSize() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (Queues queues : Queues.values()) {
            var memory = Drams.memory(Drams.policy(queues, Page.OPEN, 4, Refresh.NONE));
            var traffic = new Traffic(memory, new Random(1));
            traffic.dram.listen(null);
            for (int warm = 0; warm < 20; warm++) {
                traffic.again();
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int round = 0; round < 20; round++) {
                traffic.again();
            }
            // Of 20 rounds of 600 requests; what is left is the measurement's own and the engine's start.
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as(queues.toString())
                    .isLessThan(16 * 1024);
        }
    }

    /** Refreshes of ranks or banks in the first channel. */
    private static long refreshes(Traffic traffic) {
        return traffic.log.entries.stream()
                .filter(entry -> entry.channel() == 0
                        && (entry.command() == Command.REFRESH || entry.command() == Command.REFRESH_BANK))
                .count();
    }

    private static long due(DramMemory memory, long end) {
        var timing = memory.timing();
        int ranks = memory.organisation().ranks();
        return switch (memory.controller().refresh()) {
            case NONE -> 0;
            case ALL_BANK -> end / timing.tREFI() * ranks;
            case STAGGERED -> end / (timing.tREFI() / ranks);
            case PER_BANK -> end / timing.tREFIpb() * ranks;
        };
    }

    private static DramMemory memory(Random random) {
        var organisation = new Organisation(
                1 << random.nextInt(2),
                1 << random.nextInt(3),
                1 << random.nextInt(3),
                1 << random.nextInt(3),
                16,
                1 << random.nextInt(4),
                32 << random.nextInt(2));
        int tRCD = 3 + random.nextInt(20);
        int tRP = 3 + random.nextInt(20);
        int tRAS = tRCD + random.nextInt(20) + 1;
        int tCCDS = 1 + random.nextInt(4);
        int tWTRS = random.nextInt(8);
        int tRRDS = 1 + random.nextInt(6);
        var timing = new Timing(
                1,
                5 + random.nextInt(20),
                2 + random.nextInt(14),
                1 + random.nextInt(4),
                tRCD,
                1 + random.nextInt(tRCD),
                tRP,
                tRAS,
                tRAS + tRP + random.nextInt(3),
                1 + random.nextInt(10),
                1 + random.nextInt(20),
                tCCDS,
                tCCDS + random.nextInt(4),
                tWTRS,
                tWTRS + random.nextInt(8),
                tRRDS,
                tRRDS + random.nextInt(6),
                random.nextInt(60),
                random.nextBoolean() ? 0 : 100 + random.nextInt(400),
                random.nextInt(4),
                random.nextInt(3),
                OptionalInt.empty(),
                600 + random.nextInt(2000),
                20 + random.nextInt(150),
                150 + random.nextInt(200),
                10 + random.nextInt(60),
                1 + random.nextInt(20));
        Queues queues = pick(random, Queues.values());
        int writes = 4 + random.nextInt(40);
        int drainFrom = 1 + random.nextInt(writes);
        var policy = new ControllerPolicy(
                queues,
                1 + random.nextInt(40),
                writes,
                1 + random.nextInt(9),
                drainFrom,
                random.nextInt(drainFrom),
                random.nextInt(12),
                pick(random, Page.values()),
                random.nextInt(6),
                pick(random, Refresh.values()),
                random.nextBoolean(),
                queues == Queues.PER_BANK && random.nextBoolean());
        String[] mappings = {"rochrababgco", "rorabacobgch", "chrarobabgco", "robacobgrach"};
        return new DramMemory(
                "dram.ddr4", organisation, timing, mappings[random.nextInt(mappings.length)], policy, Optional.empty());
    }

    private static <T> T pick(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    /** Reads and writes at random addresses of a few rows, in bursts with pauses between. */
    private static final class Traffic {
        private static final int REST = 900;

        private final Engine engine = new Engine();
        private final CommandLog log = new CommandLog();
        private final Dram dram;
        private final Turn turn = new Turn(engine, this::ask);
        private final Handler asking = unused -> ask();
        private final Handler counting = this::count;
        private final int[] done = new int[REQUESTS];
        private final long[] addresses = new long[REQUESTS];
        private final boolean[] writes = new boolean[REQUESTS];
        private final int[] pauses = new int[REQUESTS];
        private int next;
        private long notBefore;

        Traffic(DramMemory memory, Random random) {
            dram = Dram.attach(engine, new Clock(Dram.frequency(memory), 1 + random.nextInt(3)), memory);
            dram.listen(log);
            dram.onRoom(turn);
            int share = random.nextInt(100);
            long span = memory.organisation().bytes() >> random.nextInt(4);
            for (int i = 0; i < REQUESTS; i++) {
                addresses[i] = (long) (random.nextDouble() * span);
                writes[i] = random.nextInt(100) < share;
                pauses[i] = random.nextInt(20) == 0 ? random.nextInt(400) : random.nextInt(3);
            }
        }

        void run() {
            again();
            engine.runUntil(engine.now() + dram.clock().ticks(REST));
            dram.count(Command.REFRESH); // has refreshes of the rest made up for
        }

        void again() {
            next = 0;
            notBefore = 0;
            engine.at(engine.now(), Phase.REACT, asking, 0);
            engine.run();
            dram.flush();
            engine.run();
        }

        private void ask() {
            while (next < REQUESTS && engine.now() >= notBefore && dram.accepts(addresses[next], writes[next])) {
                dram.request(addresses[next], writes[next], counting, next);
                notBefore = engine.now() + pauses[next];
                next++;
                if (notBefore > engine.now()) {
                    engine.at(notBefore, Phase.REACT, asking, 0);
                }
            }
        }

        private void count(long request) {
            done[(int) request]++;
        }
    }
}
