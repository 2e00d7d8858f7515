package bitwright.conformance.systolic;

import bitwright.accel.systolic.Gemm;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.Tally;
import bitwright.workload.Layer;
import bitwright.workload.WorkloadException;
import bitwright.workload.synthetic.SyntheticSpec;
import bitwright.workload.topology.ScaleSimTopology;
import bitwright.workload.topology.ShapeLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The matrix products of each topology's layers, held against those in the reports that were made with it. */
final class TopologyCheck {
    private TopologyCheck() {}

    static void check(Path folder, Path topologies, Consumer<FileOutcome> report) throws IOException {
        for (Path file : SystolicCheck.list(topologies)) {
            String shown = folder.relativize(file).toString();
            List<Path> grids = grids(folder, file.getFileName().toString().replace(".csv", ""));
            if (grids.isEmpty()) {
                report.accept(FileOutcome.skipped(shown, "no report was made with it"));
                continue;
            }
            List<Layer> layers;
            try {
                layers = ShapeLayer.synthetic(shown, "", ScaleSimTopology.read(file), 8, SyntheticSpec.INT8, 1)
                        .layers();
            } catch (WorkloadException e) {
                report.accept(FileOutcome.skipped(shown, e.getMessage()));
                continue;
            }
            if (layers.stream().anyMatch(layer -> layer.name().contains("DP"))) {
                report.accept(FileOutcome.skipped(shown, "SCALE-Sim cuts layers called DP into one a channel"));
                continue;
            }
            var tally = new Tally(shown);
            for (Path grid : grids) {
                for (var row : new CsvTable(grid).rows()) {
                    int index = row.integer("LayerID");
                    String what = grid.getFileName() + " " + index + " " + row.text("LayerName");
                    String ours = index < layers.size() ? text(Gemm.of(layers.get(index))) : "no layer";
                    tally.expect(what, row.fields(List.of("GEMM_M", "GEMM_N", "GEMM_K")), ours);
                }
            }
            report.accept(tally.outcome());
        }
    }

    private static String text(Gemm gemm) {
        return gemm.m() + "," + gemm.n() + "," + gemm.k();
    }

    /** One grid, or one run, is enough: all of a topology have the same layers. */
    private static List<Path> grids(Path folder, String topology) throws IOException {
        var grids = new ArrayList<Path>();
        for (Path directory : SystolicCheck.list(folder)) {
            if (Files.isDirectory(directory)) {
                for (Path entry : SystolicCheck.list(directory)) {
                    String name = entry.getFileName().toString();
                    if (name.startsWith(topology + "__") || name.startsWith(topology.replace("_public", "") + "__")) {
                        Path file = Files.isDirectory(entry) ? entry.resolve("COMPUTE.csv") : entry;
                        if (Files.isRegularFile(file)) {
                            grids.add(file);
                            return grids;
                        }
                    }
                }
            }
        }
        return grids;
    }
}
