package bitwright.runner;

import bitwright.config.Quantize;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import bitwright.workload.LayerTrace;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Workloads that many runs share: each is opened, hashed and classified once, and its tensors stay in memory as long as
 * there is room. Safe for use by several threads.
 */
public final class WorkloadCache {
    /** Opened workloads that are kept; a sweep's points walk through them in order. */
    private static final int MOST = 16;

    private record Key(WorkloadSpec spec, Optional<Quantize> quantize, long seed, int batch) {}

    private final Map<Key, Workload> workloads = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Workload> eldest) {
            return size() > MOST;
        }
    };

    /** The workload that a run names, narrowed to its layers. */
    public synchronized Workload of(RunConfig config) throws IOException {
        var anySeed = new Key(config.workload(), config.quantize(), 0, config.batch());
        Workload whole = workloads.get(anySeed);
        if (whole == null || whole.dependsOnSeed()) {
            var key = new Key(config.workload(), config.quantize(), config.seed(), config.batch());
            whole = workloads.get(key);
            if (whole == null) {
                whole = shared(Workload.load(config.workload(), config.quantize(), config.seed(), config.batch()));
                workloads.put(whole.dependsOnSeed() ? key : anySeed, whole);
            }
        }
        return whole.narrowed(config);
    }

    private static Workload shared(Workload workload) {
        if (!(workload.content() instanceof LayerTrace trace)) {
            return workload;
        }
        // What several layers have in common is held once.
        var tensors = new HashMap<Object, TensorSource>();
        var layers = trace.layers().stream()
                .map(layer -> Workload.mapped(
                        layer, source -> tensors.computeIfAbsent(source.key(), key -> new SharedTensor(source))))
                .toList();
        return workload.with(trace.with(layers));
    }

    private static final class SharedTensor implements TensorSource {
        private final TensorSource source;
        private SoftReference<Tensor> tensor = new SoftReference<>(null);

        SharedTensor(TensorSource source) {
            this.source = source;
        }

        @Override
        public int[] shape() {
            return source.shape();
        }

        @Override
        public Object key() {
            return source.key();
        }

        @Override
        public synchronized Tensor load() throws IOException {
            Tensor loaded = tensor.get();
            if (loaded == null) {
                loaded = source.load();
                tensor = new SoftReference<>(loaded);
            }
            return loaded;
        }
    }
}
