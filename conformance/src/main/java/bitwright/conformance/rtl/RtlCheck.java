package bitwright.conformance.rtl;

import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Family {@code rtl}: the multiply-accumulate arrays, register by register; the other designs are not built yet. */
public final class RtlCheck implements FamilyCheck {
    private static final Pattern MAC_ARRAY =
            Pattern.compile("((os|ws)_mac_([0-9]+)x([0-9]+)(?:_[a-z0-9]+)*)_(trace|summary|operands)\\.csv");

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        var files = new TreeMap<String, Path>();
        try (var entries = Files.newDirectoryStream(folder, "*.csv")) {
            entries.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        for (var file : files.entrySet()) {
            Matcher name = MAC_ARRAY.matcher(file.getKey());
            if (!name.matches()) {
                report.accept(FileOutcome.skipped(file.getKey(), "a design that is not built yet"));
                continue;
            }
            Path operands = folder.resolve(name.group(1) + "_operands.csv");
            if (!Files.isRegularFile(operands)) {
                report.accept(FileOutcome.skipped(file.getKey(), "its operands are not there: " + operands));
            } else if (name.group(5).equals("operands")) {
                report.accept(FileOutcome.skipped(file.getKey(), "operands of the trace beside it"));
            } else {
                int rows = Integer.parseInt(name.group(3));
                int columns = Integer.parseInt(name.group(4));
                var arrays = new MacArrayCheck(file.getKey(), file.getValue(), operands, rows, columns);
                boolean summary = name.group(5).equals("summary");
                report.accept(
                        name.group(2).equals("ws")
                                ? arrays.weightStationary()
                                : summary ? arrays.results() : arrays.outputStationary());
            }
        }
    }
}
