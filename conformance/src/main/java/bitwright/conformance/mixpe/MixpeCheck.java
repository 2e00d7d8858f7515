package bitwright.conformance.mixpe;

import bitwright.accel.mixed.FusionArray;
import bitwright.accel.mixed.PaperCost;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Family {@code mixpe}: cycles, traffic and energy of the library's designs under {@code compat: mixpe-paper}, each layer
 * tiled as its row says; what our own search for tilings makes of them is told beside.
 */
public final class MixpeCheck implements FamilyCheck {
    /** Sums in another order may differ in the last digits. */
    private static final double RELATIVE = 1e-9;

    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        Path layers = folder.resolve("layers.csv");
        if (!Files.isRegularFile(layers)) {
            throw new GoldenDataException(folder + ": has no layers.csv");
        }
        var rows = rows(layers);
        report.accept(layers(layers, rows));
        Path totals = folder.resolve("totals.csv");
        if (Files.isRegularFile(totals)) {
            report.accept(totals(totals, rows));
        }
    }

    private static List<GoldenRow> rows(Path file) throws IOException {
        var machines = new HashMap<String, FusionArray>();
        var rows = new ArrayList<GoldenRow>();
        for (var row : new CsvTable(file).rows()) {
            rows.add(GoldenRow.of(file, row, machines));
        }
        return rows;
    }

    private static FileOutcome layers(Path file, List<GoldenRow> rows) {
        var tally = new Tally(file.getFileName().toString());
        for (GoldenRow golden : rows) {
            var row = golden.row();
            String what = golden.name() + " ";
            var machine = golden.machine();
            tally.expect(what + "N", row.number("N"), machine.array().rows());
            tally.expect(what + "M", row.number("M"), machine.array().columns());
            tally.expect(what + "pmax", row.number("pmax"), machine.pe().maxBits());
            tally.expect(what + "pmin", row.number("pmin"), machine.pe().minBits());
            PaperCost cost = machine.paperCosting().cost(golden.problem(), golden.nest());
            tally.expect(what + "compute", row.number("cycles") - row.number("stall"), cost.computeCycles());
            tally.expect(what + "stall", row.number("stall"), cost.stallCycles());
            tally.expect(what + "dram_rd", row.number("dram_rd"), cost.dramReads());
            tally.expect(what + "dram_wr", row.number("dram_wr"), cost.dramWrites());
            tally.expect(what + "wbuf_rd", row.number("wbuf_rd"), cost.weightReads());
            tally.expect(what + "wbuf_wr", row.number("wbuf_wr"), cost.weightWrites());
            tally.expect(what + "ibuf_rd", row.number("ibuf_rd"), cost.activationReads());
            tally.expect(what + "ibuf_wr", row.number("ibuf_wr"), cost.activationWrites());
            tally.expect(what + "obuf_rd", row.number("obuf_rd"), cost.outputReads());
            tally.expect(what + "obuf_wr", row.number("obuf_wr"), cost.outputWrites());
            energies(tally, what, row, cost);
        }
        FileOutcome outcome = tally.outcome();
        var details = new ArrayList<>(outcome.details());
        details.add(ownTilings(rows));
        return new FileOutcome(outcome.file(), outcome.records(), outcome.mismatches(), "", details);
    }

    /** What our own search for tilings makes of the rows, beside theirs: shown, not compared. */
    private static String ownTilings(List<GoldenRow> rows) {
        int equal = 0;
        double most = 0;
        String where = "";
        for (GoldenRow golden : rows) {
            var costing = golden.machine().paperCosting();
            long theirs = costing.cost(golden.problem(), golden.nest()).cycles();
            long ours = golden.machine()
                    .paperNest(golden.problem())
                    .map(nest -> costing.cost(golden.problem(), nest).cycles())
                    .orElse(0L);
            double deviation = 100.0 * (ours - theirs) / theirs;
            equal += ours == theirs ? 1 : 0;
            if (Math.abs(deviation) > Math.abs(most)) {
                most = deviation;
                where = golden.name();
            }
        }
        String farthest = where.isEmpty() ? "" : String.format(Locale.ROOT, ", at most %+.2f %% (%s)", most, where);
        return "beside: tiled by our own search, " + equal + " of " + rows.size() + " rows take as many cycles"
                + farthest;
    }

    private static void energies(Tally tally, String what, CsvTable.Row row, PaperCost cost) {
        var ours = new LinkedHashMap<String, Double>();
        ours.put("static_nJ", cost.staticNj());
        ours.put("dram_nJ", cost.dramNj());
        ours.put("buf_nJ", cost.bufferNj());
        ours.put("core_nJ", cost.coreNj());
        for (var energy : ours.entrySet()) {
            double theirs = row.decimal(energy.getKey());
            tally.expect(what + energy.getKey(), theirs, energy.getValue(), RELATIVE * theirs);
        }
    }

    private static FileOutcome totals(Path file, List<GoldenRow> rows) throws IOException {
        var tally = new Tally(file.getFileName().toString());
        var totals = new TreeMap<String, PaperCost>();
        var macs = new TreeMap<String, Long>();
        for (GoldenRow golden : rows) {
            PaperCost one = golden.machine().paperCosting().cost(golden.problem(), golden.nest());
            String network = golden.design() + " " + golden.network();
            totals.merge(network, one.times(golden.count()), PaperCost::plus);
            macs.merge(network, golden.count() * golden.problem().macs(), Math::addExact);
        }
        for (var row : new CsvTable(file).rows()) {
            String network = row.text("design") + " " + row.text("network");
            PaperCost cost = totals.get(network);
            if (cost == null) {
                throw new GoldenDataException(file + ": " + network + " has no layers");
            }
            tally.expect(network + " cycles", row.number("cycles"), cost.cycles());
            tally.expect(network + " stall", row.number("stall"), cost.stallCycles());
            tally.expect(network + " macs", row.number("macs"), macs.get(network));
            energies(tally, network + " ", row, cost);
        }
        return tally.outcome();
    }
}
