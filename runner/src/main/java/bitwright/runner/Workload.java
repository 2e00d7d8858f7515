package bitwright.runner;

import bitwright.config.LayerSelection;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import bitwright.sim.result.RunResult;
import bitwright.workload.Batch;
import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.dnnsim.DnnsimFolder;
import bitwright.workload.topology.ScaleSimTopology;
import bitwright.workload.topology.ShapeLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The workload that a run file names.
 *
 * @param trace the layers to simulate
 * @param bundle the bundle that they come from, if they do
 */
record Workload(LayerTrace trace, Optional<TraceBundle> bundle) {

    static Workload load(RunConfig config) throws IOException {
        Workload whole = load(config.workload(), config.seed(), config.batch());
        if (config.layers().isEmpty()) {
            return whole;
        }
        if (config.chain()) {
            throw new WorkloadException("chain runs the whole network, layers narrows it: give one of the two");
        }
        return new Workload(narrowed(whole.trace, config.layers().get()), whole.bundle);
    }

    private static Workload load(WorkloadSpec spec, long seed, int batch) throws IOException {
        if (spec instanceof WorkloadSpec.Named library) {
            return of(TraceBundle.open(library.bundle(), seed), batch);
        }
        if (spec instanceof WorkloadSpec.Trace folder) {
            return of(TraceBundle.open(folder.trace(), seed), batch);
        }
        if (spec instanceof WorkloadSpec.DnnSim folders) {
            return new Workload(DnnsimFolder.load(folders.dnnsim(), folders.model(), batch), Optional.empty());
        }
        if (spec instanceof WorkloadSpec.Topology shapes) {
            Path file = shapes.topology();
            var trace = ShapeLayer.synthetic(
                    file.getFileName().toString(),
                    new ContentHash().add(file).hex(),
                    ScaleSimTopology.read(file),
                    shapes.synthetic().bits(),
                    shapes.synthetic().spec(),
                    seed);
            return new Workload(trace, Optional.empty());
        }
        throw new IllegalStateException("a workload of an unknown kind: " + spec);
    }

    private static Workload of(TraceBundle bundle, int batch) {
        return new Workload(bundle.trace(new Batch(batch, batch)), Optional.of(bundle));
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

    /** How many of the labelled inputs the quantised network classifies right; empty where there are no labels. */
    Map<String, Double> accuracy() throws IOException {
        if (bundle.isEmpty()) {
            return Map.of();
        }
        return TraceVerification.accuracy(bundle.get())
                .map(accuracy ->
                        Map.of(RunResult.ACCURACY_PERCENT, accuracy.percent(), RunResult.LABELLED_INPUTS, (double)
                                accuracy.inputs()))
                .orElse(Map.of());
    }

    /** The network to chain through a machine. */
    TraceBundle chainable() {
        return bundle.orElseThrow(() -> new WorkloadException(
                "workload " + trace.name() + ": chain needs a trace bundle, which knows the whole network"));
    }
}
