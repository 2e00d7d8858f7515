package bitwright.runner;

import bitwright.config.LayerSelection;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.WorkloadException;
import bitwright.workload.dnnsim.DnnsimFolder;
import java.io.IOException;
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
        if (spec instanceof WorkloadSpec.DnnSim folders) {
            return DnnsimFolder.load(folders.dnnsim(), folders.model(), batch);
        }
        throw new WorkloadException("not yet: " + spec);
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
