package bitwright.conformance.rtl;

import bitwright.accel.number.OperandFormat;
import bitwright.accel.number.SumFormat;
import bitwright.accel.systolic.Dataflow;
import bitwright.accel.systolic.MacPe;
import bitwright.accel.systolic.Mesh;
import bitwright.arith.block.BlockFormat;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Family {@code rtl}: multiply-accumulate PEs, arrays and cubes, and the bit-slice PEs, register by register; MX dot products. */
public final class RtlCheck implements FamilyCheck {
    private static final Pattern ARRAY =
            Pattern.compile("((os|ws)_(mac|opt1)_([0-9]+)x([0-9]+)(?:_[a-z0-9]+)*)_(trace|summary|operands)\\.csv");
    private static final Pattern CUBE = Pattern.compile("(cube_(mac|opt1)_([0-9]+))_(outputs|operands)\\.csv");
    private static final Pattern COLUMN = Pattern.compile("(opt3_pe|opt4c_n([0-9]+))_(trace|summary)\\.csv");
    private static final Pattern TREE = Pattern.compile("(opt2_n[0-9]+)_(outputs|operands)\\.csv");

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        var files = new TreeMap<String, Path>();
        try (var entries = Files.newDirectoryStream(folder, "*.csv")) {
            entries.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        for (var file : files.entrySet()) {
            report.accept(outcome(file.getKey(), file.getValue()));
        }
    }

    private static FileOutcome outcome(String name, Path file) throws IOException {
        Matcher array = ARRAY.matcher(name);
        Matcher cube = CUBE.matcher(name);
        Matcher column = COLUMN.matcher(name);
        Matcher tree = TREE.matcher(name);
        if (array.matches()) {
            return array(name, file, array);
        }
        if (cube.matches()) {
            return cube(name, file, cube);
        }
        if (column.matches()) {
            Path summary = file.resolveSibling(column.group(1) + "_summary.csv");
            if (!Files.isRegularFile(summary)) {
                return without(name, summary);
            }
            int pes = column.group(2) == null ? 1 : Integer.parseInt(column.group(2));
            var check = new DigitSerialCheck(name, file, summary, pes);
            return column.group(3).equals("trace") ? check.trace() : check.summary();
        }
        if (tree.matches()) {
            Path operands = file.resolveSibling(tree.group(1) + "_operands.csv");
            Path outputs = file.resolveSibling(tree.group(1) + "_outputs.csv");
            if (!Files.isRegularFile(operands) || !Files.isRegularFile(outputs)) {
                return without(name, Files.isRegularFile(operands) ? outputs : operands);
            }
            var check = new CompressorTreeCheck(name, operands);
            return tree.group(2).equals("outputs") ? check.outputs(file) : check.operands(outputs);
        }
        return switch (name) {
            case "encoder_ent_256.csv" -> EncoderCheck.ent(name, file);
            case "booth_radix4_256.csv" -> EncoderCheck.booth(name, file);
            case "sparse_encoder_4096.csv" -> EncoderCheck.sparse(name, file);
            case "baseline_mac_trace.csv" -> new SingleMacCheck(name, file, pe("mac"), "result_after_edge").trace();
            case "opt1_pe_trace.csv" -> new SingleMacCheck(name, file, pe("opt1"), "acc_total_after_edge").trace();
            case "mx_dot_e4m3.csv" -> new MxDotCheck(name, file, BlockFormat.MXFP8_E4M3, 43).dots();
            case "mx_dot_e5m2.csv" -> new MxDotCheck(name, file, BlockFormat.MXFP8_E5M2, 73).dots();
            default -> FileOutcome.skipped(name, "a design that is not built yet");
        };
    }

    private static MacPe pe(String name) {
        var int8 = OperandFormat.of("int8");
        var adder = name.equals("opt1") ? MacPe.Adder.CARRY_SAVE : MacPe.Adder.CARRY_PROPAGATE;
        return new MacPe(int8, int8, SumFormat.of("int32"), MacPe.Product.EXACT, adder);
    }

    private static FileOutcome without(String name, Path file) {
        return FileOutcome.skipped(name, "what belongs to it is not there: " + file);
    }

    private static FileOutcome array(String name, Path file, Matcher parts) throws IOException {
        Path operands = file.resolveSibling(parts.group(1) + "_operands.csv");
        if (!Files.isRegularFile(operands)) {
            return without(name, operands);
        }
        boolean weightsStay = parts.group(2).equals("ws");
        var mesh = new Mesh(Integer.parseInt(parts.group(4)), Integer.parseInt(parts.group(5)));
        var dataflow = weightsStay ? Dataflow.WEIGHT_STATIONARY : Dataflow.OUTPUT_STATIONARY;
        var machine = MacArrayCheck.array(mesh, dataflow, pe(parts.group(3)));
        var check = new MacArrayCheck(name, file, operands, machine);
        if (parts.group(6).equals("operands")) {
            Path results = file.resolveSibling(parts.group(1) + (weightsStay ? "_trace.csv" : "_summary.csv"));
            return Files.isRegularFile(results) ? check.operands(results) : without(name, results);
        }
        if (weightsStay) {
            return check.weightStationary();
        }
        return parts.group(6).equals("summary") ? check.results() : check.outputStationary();
    }

    private static FileOutcome cube(String name, Path file, Matcher parts) throws IOException {
        Path operands = file.resolveSibling(parts.group(1) + "_operands.csv");
        Path outputs = file.resolveSibling(parts.group(1) + "_outputs.csv");
        if (!Files.isRegularFile(operands) || !Files.isRegularFile(outputs)) {
            return without(name, Files.isRegularFile(operands) ? outputs : operands);
        }
        int n = Integer.parseInt(parts.group(3));
        var machine = MacArrayCheck.array(new Mesh(n, n, n), Dataflow.OUTPUT_STATIONARY, pe(parts.group(2)));
        var check = new MacArrayCheck(name, file, operands, machine);
        return parts.group(4).equals("outputs") ? check.cube() : check.operands(outputs);
    }
}
