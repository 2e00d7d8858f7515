package bitwright.conformance.gnn;

import bitwright.accel.gnn.RtlBlocks;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.conformance.golden.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Cycles of single blocks of AMPLE's RTL, as Verilator counted them, against the machine's units at work by themselves. The
 * meaning of a column depends on the block: neighbours, features and latency of a fetch tag; neighbours and features of a
 * node in a mesh; inputs, outputs and latency of a weight bank; inputs, outputs, nodes and write response of a pass.
 */
final class RtlCycles {
    static final String FILE = "ample_rtl_cycles.csv";

    private static final Pattern TRANSFORMATION = Pattern.compile("fte_([0-9]+)rows_([0-9]+)cols");

    private RtlCycles() {}

    static FileOutcome check(Path file) throws IOException {
        var tally = new Tally(FILE);
        for (var row : new CsvTable(file).rows()) {
            int first = row.integer("N_or_INF");
            int second = row.integer("F_or_OUTF");
            int third = row.integer("L_or_NS", 0);
            int response = row.integer("WL", 0);
            String block = row.text("block");
            String metric = row.text("metric");
            var transformation = TRANSFORMATION.matcher(block);
            long ours;
            if (block.equals("fetch_tag")) {
                ours = fetch(metric, RtlBlocks.fetchTag(first, second, third));
            } else if (block.startsWith("agg_mesh")) {
                ours = RtlBlocks.aggregation(first, second);
            } else if (block.equals("weight_bank")) {
                ours = RtlBlocks.weights(first, second, third);
            } else if (transformation.matches()) {
                int rows = Integer.parseInt(transformation.group(1));
                int columns = Integer.parseInt(transformation.group(2));
                ours = RtlBlocks.pass(rows, columns, first, second, third, response);
            } else {
                throw new GoldenDataException(file + ": unknown block '" + block + "'");
            }
            String what = block + " " + metric + " " + first + ", " + second + ", " + third + ", " + response;
            tally.expect(what, row.number("cycles"), ours);
        }
        return tally.outcome();
    }

    private static long fetch(String metric, RtlBlocks.Fetches fetches) {
        return switch (metric) {
            case "adj_list_fetch" -> fetches.list();
            case "scale_factor_fetch" -> fetches.scaleFactors();
            case "message_fetch" -> fetches.messages();
            case "message_drain" -> fetches.drain();
            default -> throw new GoldenDataException("unknown metric '" + metric + "' of fetch_tag");
        };
    }
}
