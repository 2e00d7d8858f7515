package bitwright.runner;

import bitwright.accel.NumberMachine;
import bitwright.config.LayerSelection;
import bitwright.config.Quantize;
import bitwright.config.RunConfig;
import bitwright.config.WorkloadSpec;
import bitwright.sim.result.RunResult;
import bitwright.workload.Batch;
import bitwright.workload.Content;
import bitwright.workload.ContentHash;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.dnnsim.DnnsimFolder;
import bitwright.workload.language.CharacterModel;
import bitwright.workload.language.TokenTrace;
import bitwright.workload.quantise.QuantisedTrace;
import bitwright.workload.quantise.TraceQuantisation;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.topology.ScaleSimTopology;
import bitwright.workload.topology.ShapeLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The workload that a run file names. */
public final class Workload {
    private final Content content;
    private final Optional<TraceBundle> bundle;
    private final boolean dependsOnSeed;
    private final Quality quality;
    private final NumbersCache numbers;

    /** How well the network does on what it can be judged by, found out when first asked for. */
    private static final class Quality {
        /** Somebody who judges it. */
        private interface Judge {
            Map<String, Double> statistics() throws IOException;
        }

        private final Judge judge;
        private Map<String, Double> statistics;

        Quality(Judge judge) {
            this.judge = judge;
        }

        static Quality unknown() {
            return new Quality(Map::of);
        }

        /** How many of its labelled inputs the integer network classifies right. */
        static Quality of(TraceBundle bundle) {
            return new Quality(() -> accuracy(TraceVerification.accuracy(bundle)));
        }

        /** What rounding left of the masters' right answers, or of a language model's predictions. */
        static Quality of(QuantisedTrace made) {
            return new Quality(() ->
                    made.isLanguage() ? Map.of(RunResult.PERPLEXITY, made.perplexity()) : accuracy(made.accuracy()));
        }

        private static Map<String, Double> accuracy(Optional<TraceVerification.Accuracy> found) {
            return found.map(
                            one -> Map.of(RunResult.ACCURACY_PERCENT, one.percent(), RunResult.LABELLED_INPUTS, (double)
                                    one.inputs()))
                    .orElse(Map.of());
        }

        synchronized Map<String, Double> statistics() throws IOException {
            if (statistics == null) {
                statistics = judge.statistics();
            }
            return statistics;
        }
    }

    private Workload(
            Content content,
            Optional<TraceBundle> bundle,
            boolean dependsOnSeed,
            Quality quality,
            NumbersCache numbers) {
        this.content = content;
        this.numbers = numbers;
        this.bundle = bundle;
        this.dependsOnSeed = dependsOnSeed;
        this.quality = quality;
    }

    static Workload load(WorkloadSpec spec, Optional<Quantize> quantize, long seed, int batch) throws IOException {
        return quantize.isEmpty() ? load(spec, seed, batch) : quantised(spec, quantize.get(), seed, batch);
    }

    /** What is rounded anew: a whole network where it still is one, its layers by themselves otherwise. */
    private static Workload quantised(WorkloadSpec spec, Quantize quantize, long seed, int batch) throws IOException {
        if (spec instanceof WorkloadSpec.Written written) {
            var weights = TraceQuantisation.of(TraceBundle.open(written.folder(), seed), quantize.recipe());
            Content text = tokens(written).layers(written.phase(), weights.weights(), "weights of " + weights.recipe());
            return new Workload(text, Optional.empty(), false, Quality.of(weights), new NumbersCache(Optional.empty()));
        }
        TraceBundle bundle = bundle(spec, seed)
                .orElseThrow(() -> new WorkloadException("quantize rounds float masters, which a trace bundle may hold "
                        + "(LAYER.weights.f32.npy); this workload is none"));
        QuantisedTrace made = TraceQuantisation.of(bundle, quantize.recipe());
        Optional<TraceBundle> network = made.network();
        return new Workload(
                made.trace(new Batch(batch, batch)),
                network,
                false,
                Quality.of(made),
                new NumbersCache(Optional.empty()));
    }

    private static Optional<TraceBundle> bundle(WorkloadSpec spec, long seed) throws IOException {
        if (spec instanceof WorkloadSpec.Named library) {
            return library.graph().isPresent()
                    ? Optional.empty()
                    : Optional.of(TraceBundle.open(library.folder(), seed));
        }
        return spec instanceof WorkloadSpec.Trace folder
                ? Optional.of(TraceBundle.open(folder.trace(), seed))
                : Optional.empty();
    }

    /** Whether it is a network on a graph. */
    static boolean isGraph(WorkloadSpec spec) {
        return spec instanceof WorkloadSpec.GraphNetwork
                || spec instanceof WorkloadSpec.Named library && library.graph().isPresent();
    }

    private static Workload load(WorkloadSpec spec, long seed, int batch) throws IOException {
        Optional<TraceBundle> bundle = bundle(spec, seed);
        if (bundle.isPresent()) {
            return of(bundle.get(), batch);
        }
        if (spec instanceof WorkloadSpec.Named library) {
            return of(GraphRuns.load(library.name(), library.graph().orElseThrow(), seed), true);
        }
        if (spec instanceof WorkloadSpec.DnnSim folders) {
            return of(DnnsimFolder.load(folders.dnnsim(), folders.model(), batch), false);
        }
        if (spec instanceof WorkloadSpec.GraphNetwork network) {
            return of(GraphRuns.load("", network, seed), true);
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
            return of(trace, true);
        }
        if (spec instanceof WorkloadSpec.Transformer transformer) {
            return of(transformer.run(), false);
        }
        if (spec instanceof WorkloadSpec.Written written) {
            return of(tokens(written).layers(written.phase()), false);
        }
        if (spec instanceof WorkloadSpec.Attention attention) {
            return of(attention.run(), false);
        }
        if (spec instanceof WorkloadSpec.Network network) {
            return of(network.trace(seed), true);
        }
        throw new IllegalStateException("a workload of an unknown kind: " + spec);
    }

    private static TokenTrace tokens(WorkloadSpec.Written written) throws IOException {
        var model = CharacterModel.open(written.folder());
        var rounding = new RoundToNearest(written.weightBits(), written.activationBits());
        return new TokenTrace(model, model.vocabulary().tokens(written.prompt()), written.tokens(), rounding);
    }

    private static Workload of(TraceBundle bundle, int batch) {
        return new Workload(
                bundle.trace(new Batch(batch, batch)),
                Optional.of(bundle),
                bundle.isSynthetic(),
                Quality.of(bundle),
                new NumbersCache(Optional.of(bundle)));
    }

    private static Workload of(Content content, boolean dependsOnSeed) {
        return new Workload(
                content, Optional.empty(), dependsOnSeed, Quality.unknown(), new NumbersCache(Optional.empty()));
    }

    /** What to simulate. */
    public Content content() {
        return content;
    }

    /**
     * The layers to simulate.
     *
     * @throws WorkloadException if the workload is not one of layers
     */
    public LayerTrace trace() {
        if (content instanceof LayerTrace trace) {
            return trace;
        }
        throw new WorkloadException("workload " + content.name() + " has no layers of its own to choose from");
    }

    /** Whether another seed would give other operands. */
    boolean dependsOnSeed() {
        return dependsOnSeed;
    }

    /** The same with other layers. */
    Workload with(LayerTrace other) {
        return new Workload(other, bundle, dependsOnSeed, quality, numbers);
    }

    /** The layers that the run selects. */
    Workload narrowed(RunConfig config) {
        if (config.layers().isEmpty()) {
            return this;
        }
        if (config.chain()) {
            throw new WorkloadException("chain runs the whole network, layers narrows it: give one of the two");
        }
        return with(narrowed(trace(), config.layers().get()));
    }

    private static LayerTrace narrowed(LayerTrace trace, LayerSelection selection) {
        List<String> names;
        try {
            names = selection.of(trace.layers().stream().map(Layer::name).toList());
        } catch (IllegalArgumentException e) {
            throw new WorkloadException("layers of workload " + trace.name() + " " + e.getMessage(), e);
        }
        var kept = trace.layers().stream()
                .filter(layer -> names.contains(layer.name()))
                .toList();
        return trace.with(kept);
    }

    /**
     * The same, asking before each operand is loaded whether to go on.
     *
     * @param check throws to end the run there
     */
    public Workload stoppable(Runnable check) {
        if (!(content instanceof LayerTrace trace)) {
            check.run();
            return this;
        }
        return with(trace.with(trace.layers().stream()
                .map(layer -> mapped(layer, source -> stoppable(source, check)))
                .toList()));
    }

    private static TensorSource stoppable(TensorSource source, Runnable check) {
        return new TensorSource() {
            @Override
            public int[] shape() {
                return source.shape();
            }

            @Override
            public Tensor load() throws IOException {
                check.run();
                return source.load();
            }

            @Override
            public Object key() {
                return source.key();
            }
        };
    }

    /** A layer whose operands come from elsewhere. */
    static Layer mapped(Layer layer, UnaryOperator<TensorSource> sources) {
        return new Layer(
                layer.name(),
                layer.op(),
                layer.inputs(),
                layer.geometry(),
                new Operand(
                        layer.activations().encoding(),
                        sources.apply(layer.activations().source())),
                new Operand(
                        layer.weights().encoding(),
                        sources.apply(layer.weights().source())));
    }

    /** How many of the labelled inputs the quantised network classifies right; empty where there are no labels. */
    Map<String, Double> accuracy() throws IOException {
        return quality.statistics();
    }

    /** The network under a design's numbers. */
    DesignNumbers numbers(NumberMachine machine, int batch, int threads) throws IOException {
        return numbers.of(content.name(), machine, batch, threads);
    }

    /** Finds out now what runs would find out once: how well the network classifies. */
    public void prepare() throws IOException {
        accuracy();
    }

    /** The network to chain through a machine. */
    TraceBundle chainable() {
        return bundle.orElseThrow(() -> new WorkloadException("workload " + content.name()
                + ": chain needs a trace bundle that knows the whole network, and quantize "
                + "leaves it one only with a scale a tensor or a channel and activations as they are"));
    }
}
