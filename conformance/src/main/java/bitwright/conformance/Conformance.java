package bitwright.conformance;

import bitwright.conformance.arith.ArithCheck;
import bitwright.conformance.bitserial.BitSerialCheck;
import bitwright.conformance.dram.DramCheck;
import bitwright.conformance.fusemax.FusemaxCheck;
import bitwright.conformance.gnn.GnnCheck;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.imports.ImportsCheck;
import bitwright.conformance.mixpe.MixpeCheck;
import bitwright.conformance.rtl.RtlCheck;
import bitwright.conformance.systolic.SystolicCheck;
import bitwright.conformance.traces.TracesCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Finds the check for a folder of golden data by the family that its {@code FAMILY} file names. */
public final class Conformance {
    private static final Map<String, FamilyCheck> FAMILIES = new TreeMap<>(Map.ofEntries(
            Map.entry("arith", new ArithCheck()),
            Map.entry("bitserial", new BitSerialCheck()),
            Map.entry("dram", new DramCheck()),
            Map.entry("fusemax", new FusemaxCheck()),
            Map.entry("gnn", new GnnCheck()),
            Map.entry("imports", new ImportsCheck()),
            Map.entry("mixpe", new MixpeCheck()),
            Map.entry("rtl", new RtlCheck()),
            Map.entry("systolic", new SystolicCheck()),
            Map.entry("traces", new TracesCheck())));

    private Conformance() {}

    /** Checks a folder, or a part of one that lies right in it, reporting file by file. */
    public static void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        Path family = folder.resolve("FAMILY");
        Path whole = folder.toAbsolutePath().normalize().getParent();
        if (!Files.isRegularFile(family) && whole != null && Files.isRegularFile(whole.resolve("FAMILY"))) {
            String part = folder.toAbsolutePath().normalize().getFileName() + "/";
            check(whole, outcome -> {
                if (outcome.file().startsWith(part)) {
                    report.accept(outcome);
                }
            });
            return;
        }
        if (!Files.isRegularFile(family)) {
            throw new GoldenDataException(folder + ": not a folder of golden data, it has no file FAMILY");
        }
        String name = Files.readString(family).strip();
        var check = FAMILIES.get(name);
        if (check == null) {
            throw new GoldenDataException(family + ": unknown family '" + name + "'; known families are "
                    + String.join(", ", FAMILIES.keySet()));
        }
        check.check(folder, report);
    }
}
