package bitwright.accel.pim;

import bitwright.accel.Machine.Whole;
import bitwright.accel.pim.Busy.Cause;
import bitwright.accel.pim.asic.AsicWork;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.Ledger;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.Series;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.transformer.Transformer;
import bitwright.workload.transformer.TransformerRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** What instructions took and did, by operation, and what follows from it for tokens and for the whole. */
final class Tally {
    /** Statistic of the whole: the mean time of a generated token. */
    static final String TOKEN_US = "meanTokenUs";

    private static final PimCommand[] COMMANDS = PimCommand.values();

    /** All of one operation, in the prompt's passes or in those that give a token. */
    private static final class Entry {
        final long[] commands = new long[PimCommand.COUNT];
        final Busy busy = new Busy();
        long chipCycles; // of time, in cycles of the command clock
        AsicWork work = AsicWork.NONE;
        long cycles;
        long openCycles;
        long macs;
        long instructions;
    }

    private final PimGpt machine;
    private final TransformerRun workload;
    private final Channels channels;
    private final Entry[][] entries = new Entry[2][Operation.values().length];
    private final long[] commandsBefore = new long[PimCommand.COUNT];
    private long openBefore;
    private final List<Double> positions = new ArrayList<>();
    private final List<Double> tokenUs = new ArrayList<>();
    private long generated;
    private long generatedCycles;
    private long firstCycles = -1;
    private long lastCycles;

    Tally(PimGpt machine, TransformerRun workload, Channels channels) {
        this.machine = machine;
        this.workload = workload;
        this.channels = channels;
    }

    /**
     * An instruction is done.
     *
     * @param exposed cycles since another one was done, or since the start
     */
    void done(Instruction instruction, boolean answers, long exposed) {
        Entry[] of = entries[answers ? 1 : 0];
        int place = instruction.operation().ordinal();
        if (of[place] == null) {
            of[place] = new Entry();
        }
        Entry entry = of[place];
        entry.instructions++;
        entry.cycles += exposed;
        entry.macs += instruction.macs();
        if (!instruction.operation().inMemory()) {
            entry.chipCycles += exposed;
            entry.work = entry.work.then(instruction.work());
            return;
        }
        // What overlaps with the time before is taken off the end of this order.
        Busy busy = channels.busy();
        long left = exposed;
        for (Cause cause : Cause.values()) {
            long some = Math.min(left, busy.of(cause));
            entry.busy.add(cause, some);
            left -= some;
        }
        for (int i = 0; i < COMMANDS.length; i++) {
            long now = channels.count(COMMANDS[i]);
            entry.commands[i] += now - commandsBefore[i];
            commandsBefore[i] = now;
        }
        long open = channels.openCycles();
        entry.openCycles += open - openBefore;
        openBefore = open;
    }

    /** A token has passed. */
    void token(boolean answers, long cycles) {
        positions.add((double) positions.size());
        tokenUs.add(cycles / machine.clockMHz());
        if (answers) {
            generated++;
            generatedCycles += cycles;
            firstCycles = firstCycles < 0 ? cycles : firstCycles;
            lastCycles = cycles;
        }
    }

    Whole result(EnergyTable prices) {
        var layers = new ArrayList<LayerResult>();
        for (int answers = 0; answers < 2; answers++) {
            for (Operation operation : Operation.values()) {
                Entry entry = entries[answers][operation.ordinal()];
                if (entry != null) {
                    String name = (answers == 0 ? "prompt-" : "") + operation.word();
                    layers.add(layer(name, operation, entry, prices));
                }
            }
        }
        return new Whole(layers, whole(layers));
    }

    private LayerResult layer(String name, Operation operation, Entry entry, EnergyTable prices) {
        Busy busy = entry.busy;
        var cycles = new Cycles(
                busy.of(Cause.MAC) + entry.chipCycles,
                busy.of(Cause.BUFFER) + busy.of(Cause.RESULT),
                0,
                0,
                busy.of(Cause.ROW) + busy.of(Cause.REFRESH) + busy.of(Cause.TRANSFER) + busy.of(Cause.MODE));
        var stalls = new TreeMap<String, Long>();
        for (Cause cause : Cause.values()) {
            if (cause != Cause.MAC && busy.of(cause) > 0) {
                stalls.put(cause.name().toLowerCase(Locale.ROOT), busy.of(cause));
            }
        }
        var statistics = new TreeMap<String, Double>();
        statistics.put("instructions", (double) entry.instructions);
        long columns = columns(entry);
        if (columns > 0) {
            statistics.put("rowHitPercent", 100.0 * (columns - rows(entry)) / columns);
            statistics.put("rowsOpened", (double) rows(entry));
            statistics.put("macCommands", (double) count(entry, PimCommand.MAC_ALL));
            statistics.put("refreshes", (double) count(entry, PimCommand.REFRESH));
        }
        if (!operation.inMemory()) {
            statistics.put("chipAdditions", (double) entry.work.additions());
            statistics.put("chipMultiplications", (double) entry.work.multiplications());
            statistics.put("chipCycles", (double) entry.work.cycles());
            statistics.put("chipSramReads", (double) entry.work.reads());
            statistics.put("chipSramWrites", (double) entry.work.writes());
        }
        return new LayerResult(
                name,
                operation.word(),
                entry.macs,
                entry.macs,
                cycles,
                (long) Math.ceil(entry.macs / machine.peakMacsPerCycle()),
                stalls,
                traffic(entry),
                Map.of(),
                ledger(entry).price(prices),
                ValueCheck.proven(0),
                statistics,
                series(entry));
    }

    /** How long tokens take, shown with the operation that takes longest, which is the one that reports show. */
    private List<Series> series(Entry entry) {
        boolean isLongest = Arrays.stream(entries)
                .flatMap(Arrays::stream)
                .filter(Objects::nonNull)
                .allMatch(other -> other.cycles <= entry.cycles);
        return isLongest
                ? List.of(new Series("Time of a token", "", "position", "µs", false, positions, tokenUs))
                : List.of();
    }

    private static long count(Entry entry, PimCommand command) {
        return entry.commands[command.ordinal()];
    }

    private static long columns(Entry entry) {
        return count(entry, PimCommand.MAC_ALL) + count(entry, PimCommand.READ) + count(entry, PimCommand.WRITE);
    }

    private static long rows(Entry entry) {
        return count(entry, PimCommand.ACTIVATE_ALL) + count(entry, PimCommand.ACTIVATE);
    }

    private Map<String, Long> traffic(Entry entry) {
        PimMemory memory = machine.memory();
        var traffic = new TreeMap<String, Long>();
        long accessBits = memory.accessBytes() * 8L;
        long in = (count(entry, PimCommand.WRITE_BUFFER) + count(entry, PimCommand.WRITE)) * accessBits;
        long out = (count(entry, PimCommand.READ) + count(entry, PimCommand.READ_RESULT) * memory.resultAccesses())
                * accessBits;
        if (in > 0) {
            traffic.put("dram.write", in);
        }
        if (out > 0) {
            traffic.put("dram.read", out);
        }
        return traffic;
    }

    private Ledger ledger(Entry entry) {
        PimMemory memory = machine.memory();
        PimEnergy energy = machine.energy();
        PimTiming timing = machine.timing();
        double nsPerCycle = 1000 / machine.clockMHz();
        var ledger = new Ledger();
        if (entry.work.cycles() > 0) {
            // Milliwatts over megahertz are nanojoules a cycle.
            var asic = machine.asic();
            modelled(ledger, "companion chip", entry.work.cycles() * asic.powerMw() / asic.powerClockMHz() * 1000);
        }
        double rows =
                count(entry, PimCommand.ACTIVATE) + (double) count(entry, PimCommand.ACTIVATE_ALL) * memory.banks();
        modelled(ledger, "dram rows", rows * energy.rowPj(timing));
        long macs = count(entry, PimCommand.MAC_ALL);
        modelled(ledger, "dram columns", macs * energy.columnsPj(timing, memory));
        modelled(ledger, "mac units", macs * energy.macPj(memory));
        long reads = count(entry, PimCommand.READ) + count(entry, PimCommand.READ_RESULT) * memory.resultAccesses();
        long writes = count(entry, PimCommand.WRITE) + count(entry, PimCommand.WRITE_BUFFER);
        modelled(ledger, "dram transfers", reads * energy.readPj(timing) + writes * energy.writePj(timing));
        modelled(ledger, "dram refreshes", count(entry, PimCommand.REFRESH) * energy.refreshPj(timing));
        double standby = energy.closedPj(entry.cycles * nsPerCycle * memory.channels())
                + energy.openPj(entry.openCycles * nsPerCycle);
        modelled(ledger, "dram standby", standby);
        return ledger;
    }

    private static void modelled(Ledger ledger, String component, double pj) {
        if (pj > 0) {
            ledger.modelled(component, pj, Confidence.RECALLED);
        }
    }

    private Map<String, Double> whole(List<LayerResult> layers) {
        double usPerCycle = 1 / machine.clockMHz();
        var statistics = new TreeMap<String, Double>();
        statistics.put("generatedTokens", (double) generated);
        statistics.put("firstTokenUs", firstCycles * usPerCycle);
        statistics.put("lastTokenUs", lastCycles * usPerCycle);
        statistics.put(TOKEN_US, generatedCycles * usPerCycle / generated);
        long total = 0;
        long products = 0;
        long chip = 0;
        long columns = 0;
        long rows = 0;
        long bits = 0;
        double pj = 0;
        for (int answers = 0; answers < 2; answers++) {
            for (Operation operation : Operation.values()) {
                Entry entry = entries[answers][operation.ordinal()];
                if (entry != null) {
                    total += entry.cycles;
                    products += operation.isProduct() ? entry.cycles : 0;
                    chip += entry.chipCycles;
                    columns += columns(entry);
                    rows += rows(entry);
                }
            }
        }
        for (LayerResult layer : layers) {
            bits += layer.trafficBits().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            pj += layer.energy().totalPj();
        }
        statistics.put("totalUs", total * usPerCycle);
        statistics.put("rowHitPercent", 100.0 * (columns - rows) / columns);
        statistics.put("otherThanProductsPercent", 100.0 * (total - products) / total);
        statistics.put("companionChipPercent", 100.0 * chip / total);
        statistics.put("offChipMB", bits / 8e6);
        statistics.put("processorOffChipMB", processorBytes() / 1e6);
        statistics.put("offChipReduction", processorBytes() / (bits / 8.0));
        statistics.put("meanPowerW", pj / (total * usPerCycle) * 1e-6);
        statistics.put("tokenMillijoule", pj / generated * 1e-9);
        return statistics;
    }

    /** What a processor moves that keeps nothing: all weights a token, all keys and values before it, its own ones. */
    private double processorBytes() {
        Transformer model = workload.model();
        double bytes = 0;
        for (int token = 0; token < workload.passes(); token++) {
            double values = model.blockWeights() + 2.0 * model.layers() * model.dModel() * (token + 1);
            if (machine.outputLayer() && workload.hasOutput(token)) {
                values += model.headWeights();
            }
            bytes += values * PimMemory.VALUE_BYTES;
        }
        return bytes;
    }
}
