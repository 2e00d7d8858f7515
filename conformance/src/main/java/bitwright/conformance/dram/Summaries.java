package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.Banks;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.Currents;
import bitwright.sim.dram.DramEnergy;
import bitwright.sim.dram.Timing;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The totals of a run. For DRAMsim3 our banks are fed with its own commands, and what they count and spend from the
 * configuration's currents must be what it says; its unit is volts times milliamperes times cycles. Ramulator's are compared
 * with those of our run.
 */
final class Summaries {
    private static final double RELATIVE_ERROR = 1e-9; // sums in another order
    private static final Pattern RANK_VALUE = Pattern.compile("'(\\d+)':\\s*([-+0-9.eE]+)");

    private Summaries() {}

    static void dramSim3(CsvTable.Row row, GoldenDram golden, List<Issued> theirs, PatternCheck run, Tally tally) {
        String what = row.text("config") + " " + row.text("pattern") + " ";
        var banks = new Banks(golden.memory().organisation());
        for (Issued command : theirs) {
            banks.issued(command.cycle(), command.command(), command.bank(), command.row());
        }
        long cycles = row.number("num_cycles");
        tally.expect(what + "n_activate", row.number("n_activate"), banks.count(Command.ACTIVATE));
        tally.expect(what + "n_precharge", row.number("n_precharge"), banks.count(Command.PRECHARGE));
        tally.expect(
                what + "n_read", row.number("n_read"), banks.count(Command.READ) + banks.count(Command.READ_PRECHARGE));
        tally.expect(
                what + "n_write",
                row.number("n_write"),
                banks.count(Command.WRITE) + banks.count(Command.WRITE_PRECHARGE));
        tally.expect(what + "n_refresh", row.number("n_refresh"), banks.count(Command.REFRESH));
        tally.expect(what + "row_hits_rd", row.number("row_hits_rd"), banks.readHits());
        tally.expect(what + "row_hits_wr", row.number("row_hits_wr"), banks.writeHits());

        Timing timing = golden.memory().timing();
        Currents currents = golden.memory().currents().orElseThrow();
        double unit = timing.clockNs();
        DramEnergy energy = banks.energy(timing, currents, cycles);
        near(tally, what + "act_energy", row.decimal("act_energy"), energy.activatePj() / unit);
        near(tally, what + "read_energy", row.decimal("read_energy"), energy.readPj() / unit);
        near(tally, what + "write_energy", row.decimal("write_energy"), energy.writePj() / unit);
        near(tally, what + "ref_energy", row.decimal("ref_energy"), energy.refreshPj() / unit);
        ranks(tally, what + "act_stb", row.text("act_stb"), energy.activeStandbyPj(), unit);
        ranks(tally, what + "pre_stb", row.text("pre_stb"), energy.prechargedStandbyPj(), unit);
        near(tally, what + "total_energy", row.decimal("total_energy"), energy.totalPj() / unit);
        near(tally, what + "avg_power", row.decimal("avg_power"), energy.totalPj() / unit / cycles);
        if (run.serial()) {
            near(tally, what + "avg_read_latency", row.decimal("avg_read_latency"), run.meanReadCycles());
        }
    }

    static void ramulator(CsvTable.Row row, PatternCheck run, long end, Tally tally) {
        String what = row.text("config") + " " + row.text("pattern") + " ";
        if (!run.serial()) {
            return; // what the policy decides is reported with the pattern
        }
        for (var column : List.of(
                List.of("ACT", Command.ACTIVATE),
                List.of("PREpb", Command.PRECHARGE),
                List.of("PREab", Command.PRECHARGE_ALL),
                List.of("RD", Command.READ),
                List.of("WR", Command.WRITE),
                List.of("REFab", Command.REFRESH))) {
            String name = (String) column.get(0);
            if (row.has(name)) {
                long count = run.run().commands().stream()
                        .filter(command -> command.command() == column.get(1) && command.cycle() <= end)
                        .count();
                tally.expect(what + name, row.number(name), count);
            }
        }
        String latency = row.text("mean_read_latency");
        if (!latency.isEmpty()) {
            String ours = String.format(Locale.ROOT, "%.4f", run.meanReadCycles());
            tally.expect(what + "mean_read_latency", number(latency), ours);
        }
    }

    private static String number(String text) {
        return String.format(Locale.ROOT, "%.4f", Double.parseDouble(text));
    }

    private static void ranks(Tally tally, String what, String values, List<Double> ours, double unit) {
        Matcher matcher = RANK_VALUE.matcher(values);
        int ranks = 0;
        while (matcher.find()) {
            int rank = Integer.parseInt(matcher.group(1));
            near(tally, what + " of rank " + rank, Double.parseDouble(matcher.group(2)), ours.get(rank) / unit);
            ranks++;
        }
        tally.expect(what + " ranks", ranks, ours.size());
    }

    static void near(Tally tally, String what, double expected, double actual) {
        boolean near = Math.abs(expected - actual) <= RELATIVE_ERROR * Math.abs(expected);
        tally.expect(what, Double.toString(expected), near ? Double.toString(expected) : Double.toString(actual));
    }
}
