package bitwright.conformance.dram;

import bitwright.conformance.dram.GoldenDram.Issued;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.sim.dram.Command;
import bitwright.sim.dram.Organisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The commands that another simulator issued in its first channel. */
final class CommandTrace {
    private CommandTrace() {}

    /** A trace of DRAMsim3. Refreshes and what closes banks for them have no channel; other channels are left out. */
    static List<Issued> dramSim3(Path file, Organisation organisation) throws IOException {
        var trace = new ArrayList<Issued>();
        for (var row : new CsvTable(file).rows()) {
            if (row.integer("channel") > 0) {
                continue;
            }
            var command = switch (row.text("cmd")) {
                case "activate" -> Command.ACTIVATE;
                case "precharge" -> Command.PRECHARGE;
                case "read" -> Command.READ;
                case "read_p" -> Command.READ_PRECHARGE;
                case "write" -> Command.WRITE;
                case "write_p" -> Command.WRITE_PRECHARGE;
                case "refresh" -> Command.REFRESH;
                case "refresh_bank" -> Command.REFRESH_BANK;
                default -> throw new GoldenDataException(file + ": unknown command " + row.text("cmd"));
            };
            trace.add(issued(
                    row.number("cycle"),
                    command,
                    organisation.bank(
                            row.integer("rank"),
                            Math.max(0, row.integer("bankgroup")),
                            Math.max(0, row.integer("bank"))),
                    row.integer("row"),
                    row.integer("col")));
        }
        return trace;
    }

    /** A trace of Ramulator 2. */
    static List<Issued> ramulator(Path file, Organisation organisation) throws IOException {
        var trace = new ArrayList<Issued>();
        for (var row : new CsvTable(file).rows()) {
            var command = switch (row.text("command")) {
                case "ACT" -> Command.ACTIVATE;
                case "PREpb" -> Command.PRECHARGE;
                case "PREab" -> Command.PRECHARGE_ALL;
                case "RD" -> Command.READ;
                case "RDA" -> Command.READ_PRECHARGE;
                case "WR" -> Command.WRITE;
                case "WRA" -> Command.WRITE_PRECHARGE;
                case "REFab" -> Command.REFRESH;
                case "REFpb" -> Command.REFRESH_BANK;
                default -> throw new GoldenDataException(file + ": unknown command " + row.text("command"));
            };
            trace.add(issued(
                    row.number("clock"),
                    command,
                    organisation.bank(
                            row.has("Rank") ? row.integer("Rank") : 0,
                            Math.max(0, row.integer("BankGroup")),
                            Math.max(0, row.integer("Bank"))),
                    row.integer("Row"),
                    row.integer("Column")));
        }
        return trace;
    }

    /** A command with what matters to it, as our own are told. */
    private static Issued issued(long cycle, Command command, int bank, int row, int column) {
        boolean ofRow = command.isColumn() || command == Command.ACTIVATE;
        return new Issued(cycle, command, bank, ofRow ? row : -1, command.isColumn() ? column : -1);
    }
}
