package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.sim.dram.AddressMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One pattern of requests, run on our controller that decides as the other simulator's does. Where the driver waited for each
 * completion nothing is left to decide, and every cycle must be equal. Otherwise completions are compared, and the file
 * fails if the mean latency is off by more than {@value #TOLERANCE_PERCENT} %.
 */
final class PatternCheck {
    static final int TOLERANCE_PERCENT = 5;

    private final GoldenDram golden;
    private final List<CsvTable.Row> rows;
    private final boolean serial;
    private final TraceRun run;

    PatternCheck(GoldenDram golden, List<CsvTable.Row> rows, boolean serial, long end) {
        this.golden = golden;
        this.rows = rows;
        this.serial = serial;
        run = new TraceRun(
                golden,
                rows.stream()
                        .map(row -> new TraceRun.Request(
                                row.number("arrival"), row.text("op").equals("W"), row.number("addr")))
                        .toList(),
                serial);
        run.runUntil(end);
    }

    TraceRun run() {
        return run;
    }

    boolean serial() {
        return serial;
    }

    /** Cycles of a read from acceptance to its data, on average. */
    double meanReadCycles() {
        long sum = 0;
        long reads = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).text("op").equals("R")) {
                sum += run.completed(i) - run.accepted(i);
                reads++;
            }
        }
        return (double) sum / reads;
    }

    /** Acceptance, completion and, where the file has it, the place of each request. */
    FileOutcome requests(String name) {
        var strict = new Tally(name);
        AddressMapping mapping = golden.mapping();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            String id = "request " + row.text("id");
            if (row.has("row")) {
                long address = row.number("addr");
                strict.expect(
                        id + " rank,bankgroup,bank,row,col",
                        row.fields(List.of("rank", "bankgroup", "bank", "row", "col")),
                        mapping.rank(address) + "," + mapping.bankGroup(address) + "," + mapping.bankOfGroup(address)
                                + "," + mapping.row(address) + "," + mapping.column(address));
            }
            if (serial) {
                strict.expect(id + " accepted", row.number("accept"), run.accepted(i));
                strict.expect(id + " completed", row.number("complete"), run.completed(i));
            }
        }
        return serial ? strict.outcome() : withLatency(name, strict.outcome());
    }

    private FileOutcome withLatency(String name, FileOutcome strict) {
        long theirs = 0;
        long ours = 0;
        long differing = 0;
        for (int i = 0; i < rows.size(); i++) {
            long arrival = rows.get(i).number("arrival");
            long accept = rows.get(i).number("accept");
            long complete = rows.get(i).number("complete");
            boolean timed = complete >= 0; // writes of Ramulator are not told when they are done
            if (accept != run.accepted(i) || timed && complete != run.completed(i)) {
                differing++;
            }
            boolean read = rows.get(i).text("op").equals("R");
            theirs += (read ? complete : accept) - arrival;
            ours += (read ? run.completed(i) : run.accepted(i)) - arrival;
        }
        double error = ours == theirs ? 0 : 100.0 * (ours - theirs) / Math.max(1, theirs);
        var details = new ArrayList<>(strict.details());
        details.add(String.format(
                Locale.ROOT,
                "%d of %d requests differ in a cycle; mean latency, from arrival to data or of writes to acceptance, %.2f "
                        + "cycles, theirs %.2f, error %.2f %%; %s",
                differing,
                rows.size(),
                (double) ours / rows.size(),
                (double) theirs / rows.size(),
                error,
                golden.policy()));
        boolean off = Math.abs(error) > TOLERANCE_PERCENT;
        return new FileOutcome(
                name, strict.records() + rows.size(), strict.mismatches() + (off ? differing : 0), "", details);
    }

    /** Distances of their commands and of ours, and, where there was nothing to decide, that they are the same. */
    FileOutcome commands(String name, List<Issued> theirs, List<List<Distance>> distances, long end) {
        var tally = new Tally(name);
        var organisation = golden.memory().organisation();
        int perCycle = golden.memory().controller().dualCommands() ? 2 : 1;
        List<Issued> ours = run.commands().stream()
                .filter(command -> command.cycle() <= end)
                .toList();
        for (List<Distance> set : distances) {
            Distance.check("theirs", theirs, set, organisation, perCycle, tally);
            Distance.check("ours", run.commands(), set, organisation, perCycle, tally);
        }
        long differing = Math.abs(ours.size() - theirs.size());
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (serial) {
                tally.expect(
                        "command " + i, theirs.get(i).toString(), ours.get(i).toString());
            }
            differing += ours.get(i).equals(theirs.get(i)) ? 0 : 1;
        }
        if (serial) {
            tally.expect("number of commands", theirs.size(), ours.size());
            return tally.outcome();
        }
        var outcome = tally.outcome();
        var details = new ArrayList<>(outcome.details());
        details.add(differing + " of " + theirs.size() + " commands differ");
        return new FileOutcome(name, outcome.records(), outcome.mismatches(), "", details);
    }
}
