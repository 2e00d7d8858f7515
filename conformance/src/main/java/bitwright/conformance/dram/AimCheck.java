package bitwright.conformance.dram;

import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Programs of all-bank multiply-accumulate against aim_simulator: cycles and commands. */
final class AimCheck {
    private static final String CYCLES = "memory_system_cycles_0p5ns";

    private AimCheck() {}

    static void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        for (var row : new CsvTable(folder.resolve("summary.csv")).rows()) {
            String file = row.text("name") + ".trace";
            String name = "aim/" + file;
            if (!Files.isRegularFile(folder.resolve(file))) {
                report.accept(FileOutcome.skipped(name, "summary.csv names it, but it is not there"));
                continue;
            }
            AimProgram program;
            try {
                program = new AimProgram(folder.resolve(file));
            } catch (GoldenDataException unmodelled) {
                report.accept(FileOutcome.skipped(name, unmodelled.getMessage()));
                continue;
            }
            var tally = new Tally(name);
            tally.expect(CYCLES, row.number(CYCLES), program.ticks());
            for (String command : new TreeSet<>(AimProgram.COMMANDS.keySet())) {
                String column = "total_" + command;
                if (row.has(column)) {
                    tally.expect(column, row.number(column), program.count(AimProgram.COMMANDS.get(command)));
                }
            }
            report.accept(tally.outcome());
        }
    }
}
