package bitwright.conformance.fusemax;

import bitwright.accel.attention.AttentionCost;
import bitwright.accel.attention.Cascade;
import bitwright.accel.attention.FuseMax;
import bitwright.conformance.fusemax.AttentionModels.Model;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Family {@code fusemax}: latency, utilisation of both arrays and traffic of attention. Not compared: energies, and FLAT's
 * traffic up to 64 K, where its artifact searches mappings that we do not model and which its latency does not feel.
 */
public final class FusemaxCheck implements FamilyCheck {
    private static final double RELATIVE = 1e-9;
    private static final Map<String, Cascade> FILES = Map.of(
            "attn-arch.csv", Cascade.ARCHITECTURE,
            "attn-binding.csv", Cascade.BINDING,
            "attn-cascade.csv", Cascade.CASCADE,
            "attn-flat.csv", Cascade.FLAT,
            "attn-unfused.csv", Cascade.UNFUSED);

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        var files = new TreeMap<String, Path>();
        try (var entries = Files.newDirectoryStream(folder, "*.csv")) {
            entries.forEach(file -> files.put(file.getFileName().toString(), file));
        }
        for (var file : files.entrySet()) {
            Cascade cascade = FILES.get(file.getKey());
            report.accept(
                    cascade == null
                            ? FileOutcome.skipped(file.getKey(), "no attention of a machine that is known")
                            : attention(file.getKey(), file.getValue(), cascade));
        }
    }

    private static FileOutcome attention(String name, Path file, Cascade cascade) throws IOException {
        var tally = new Tally(name);
        FuseMax machine = AttentionModels.machine(cascade);
        for (var row : new CsvTable(file).rows()) {
            Model model = AttentionModels.MODELS.get(row.text("model"));
            Integer length = AttentionModels.LENGTHS.get(row.text("seq_len"));
            if (model == null || length == null) {
                throw new GoldenDataException(file + ": " + row.text("model") + " with " + row.text("seq_len")
                        + " tokens is not one of the artifact's");
            }
            AttentionCost cost = machine.cost(model.attention(length));
            String what = row.text("model") + " " + row.text("seq_len") + " ";
            var ours = new LinkedHashMap<String, Double>();
            ours.put("latency", cost.cycles() / (machine.clockMHz() * 1e6));
            ours.put("util_2d", cost.squareUtilisation());
            ours.put("util_1d", cost.lineUtilisation());
            if (cascade != Cascade.FLAT || length > 1 << 16) {
                ours.put("traffic", cost.trafficBits() / 8);
            }
            double scores = model.attention(length).scores() / machine.peakMacsPerCycle();
            double product = model.headWidth() * scores / cost.cycles();
            shares(row, product, scores / cost.cycles()).forEach(ours::put);
            ours.forEach((column, value) ->
                    tally.expect(what + column, row.decimal(column), value, RELATIVE * Math.abs(row.decimal(column))));
        }
        return tally.outcome();
    }

    /** What each step takes of the two-dimensional array: products as many cycles a score as a head is wide, an exponential 7. */
    private static Map<String, Double> shares(CsvTable.Row row, double product, double score) {
        var shares = new LinkedHashMap<String, Double>();
        Map<String, Double> known = new TreeMap<>(
                Map.of("QK", product, "AV", product, "SLNV", product, "LM", score, "SLN", 7 * score, "SLD", score));
        known.forEach((step, share) -> {
            if (row.has(step)) {
                shares.put(step, share);
            }
        });
        return shares;
    }
}
