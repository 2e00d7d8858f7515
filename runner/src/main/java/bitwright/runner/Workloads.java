package bitwright.runner;

import bitwright.config.LayerSelection;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import bitwright.workload.Batch;
import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.dnnsim.DnnsimFolder;
import bitwright.workload.topology.ScaleSimTopology;
import bitwright.workload.topology.ShapeLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Loads the workload that a run file names. */
final class Workloads {
    private Workloads() {}

    static LayerTrace load(RunConfig config) {
        LayerTrace whole;
        try {
            whole = load(config.workload(), config.seed(), config.batch());
        } catch (IOException e) {
            throw new WorkloadException("the workload cannot be read: " + e.getMessage(), e);
        }
        return config.layers().map(selection -> narrowed(whole, selection)).orElse(whole);
    }

    private static LayerTrace load(WorkloadSpec spec, long seed, int batch) throws IOException {
        var input = new Batch(batch, batch);
        if (spec instanceof WorkloadSpec.Named library) {
            return TraceBundle.open(library.bundle(), seed).trace(input);
        }
        if (spec instanceof WorkloadSpec.Trace bundle) {
            return TraceBundle.open(bundle.trace(), seed).trace(input);
        }
        if (spec instanceof WorkloadSpec.DnnSim folders) {
            return DnnsimFolder.load(folders.dnnsim(), folders.model(), batch);
        }
        if (spec instanceof WorkloadSpec.Topology shapes) {
            Path file = shapes.topology();
            return ShapeLayer.synthetic(
                    file.getFileName().toString(),
                    new ContentHash().add(file).hex(),
                    ScaleSimTopology.read(file),
                    shapes.synthetic().bits(),
                    shapes.synthetic().spec(),
                    seed);
        }
        throw new IllegalStateException("a workload of an unknown kind: " + spec);
    }

    private static LayerTrace narrowed(LayerTrace trace, LayerSelection selection) {
        List<String> names;
        try {
            names = selection.of(trace.layers().stream().map(Layer::name).toList());
        } catch (IllegalArgumentException e) {
            throw new WorkloadException("workload " + trace.name() + ": " + e.getMessage(), e);
        }
        var kept = trace.layers().stream()
                .filter(layer -> names.contains(layer.name()))
                .toList();
        return new LayerTrace(trace.name(), trace.origin(), trace.contentHash(), kept);
    }
}
