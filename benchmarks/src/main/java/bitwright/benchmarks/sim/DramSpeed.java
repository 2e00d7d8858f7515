package bitwright.benchmarks.sim;

import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.ControllerPolicy;
import bitwright.sim.dram.ControllerPolicy.Queues;
import bitwright.sim.dram.Dram;
import bitwright.sim.dram.DramMemory;
import bitwright.sim.dram.Organisation;
import bitwright.sim.engine.Clock;
import bitwright.sim.engine.Engine;
import bitwright.sim.engine.Phase;
import bitwright.sim.engine.Turn;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;

/**
 * Simulated cycles of one DRAM channel per second of processor time, on random reads that keep its queue full; and bytes
 * allocated per request once all is warm. Processor time is that of the whole process.
 *
 * <p>{@code java -cp 'benchmarks/target/classes:benchmarks/target/lib/*' bitwright.benchmarks.sim.DramSpeed [MEMORY]
 * [REQUESTS]}; default {@code gddr6-14000} and 400000.
 */
public final class DramSpeed {
    private static final int ROUNDS = 5;

    private final Engine engine = new Engine();
    private final Dram dram;
    private final Turn turn = new Turn(engine, this::ask);
    private final long bytes;
    private long left;
    private long state = 0x9E3779B97F4A7C15L;

    private DramSpeed(DramMemory memory) {
        dram = Dram.attach(engine, Clock.of(Dram.frequency(memory)), memory);
        dram.onRoom(turn);
        bytes = memory.organisation().bytes();
    }

    public static void main(String[] arguments) {
        String name = arguments.length > 0 ? arguments[0] : "gddr6-14000";
        long requests = arguments.length > 1 ? Long.parseLong(arguments[1]) : 400_000;
        var library = Library.builtIn();
        var memory = (DramMemory) ConfigReader.builtIn()
                .memory(library.path(Library.Kind.MEMORY, name), List.of())
                .memory();
        for (Queues queues : Queues.values()) {
            var speed = new DramSpeed(oneChannel(memory, queues));
            for (int round = 0; round < ROUNDS; round++) {
                speed.round(name + " " + queues.name().toLowerCase(Locale.ROOT), requests);
            }
        }
    }

    private static DramMemory oneChannel(DramMemory memory, Queues queues) {
        var all = memory.organisation();
        var one = new Organisation(
                1,
                all.ranks(),
                all.bankGroups(),
                all.banksPerGroup(),
                all.rows(),
                all.accessesPerRow(),
                all.accessBytes());
        var given = memory.controller();
        boolean perBank = queues == Queues.PER_BANK;
        var policy = new ControllerPolicy(
                queues,
                given.readQueue(),
                given.writeQueue(),
                given.bankQueue(),
                given.drainFrom(),
                given.drainTo(),
                given.drainIdleFrom(),
                given.page(),
                given.rowHitCap(),
                given.refresh(),
                given.prechargeAll(),
                perBank && given.dualCommands());
        return new DramMemory(memory.energyKind(), one, memory.timing(), memory.mapping(), policy, memory.currents());
    }

    private void round(String name, long requests) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cycle = dram.cycle();
        long commands = commands();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long cpu = system.getProcessCpuTime();
        left = requests;
        engine.at(engine.now(), Phase.REACT, argument -> ask(), 0);
        engine.run();
        double seconds = (system.getProcessCpuTime() - cpu) / 1e9;
        long bytesAllocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        System.out.printf(
                Locale.ROOT,
                "%s: %d cycles, %d commands, %.2f cpu s, %.1f M cycles/cpu s, %.1f M commands/cpu s, %.4f B/request%n",
                name,
                dram.cycle() - cycle,
                commands() - commands,
                seconds,
                (dram.cycle() - cycle) / seconds / 1e6,
                (commands() - commands) / seconds / 1e6,
                (double) bytesAllocated / requests);
    }

    private long commands() {
        long sum = 0;
        for (Command command : Command.values()) {
            sum += dram.count(command);
        }
        return sum;
    }

    private void ask() {
        while (left > 0) {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            long address = Long.remainderUnsigned(state, bytes);
            if (!dram.accepts(address, false)) {
                return; // drawn in vain; the next one is as random
            }
            dram.request(address, false, null, 0);
            left--;
        }
    }
}
