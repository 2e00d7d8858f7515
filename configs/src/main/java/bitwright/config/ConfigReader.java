package bitwright.config;

import bitwright.accel.pe.LanePe;
import bitwright.sim.energy.EnergyTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Reads the files that users write, and the library's. Every method throws {@link ConfigException} with all it found. */
public final class ConfigReader {
    private final Registry registry;
    private final References references;
    private final Map<List<Path>, ClassLoader> loaders = new ConcurrentHashMap<>();
    private final Map<String, Tree> parts = Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tree> eldest) {
            return size() > 256;
        }
    });

    /** A reader with variants of one's own. */
    public ConfigReader(Registry registry) {
        this.registry = registry.with(DesignConfig.class, DesignConfig::read)
                .with(MemoryConfig.class, MemoryConfig::read)
                .with(EnergyTable.class, new Kept<>((tree, reader) -> reader.readRecord(tree, EnergyTable.class)))
                .with(LayerSelection.class, LayerSelection::read)
                .with(Axis.class, Axis::read)
                .with(SearchConfig.class, "method", SearchConfig.METHODS);
        this.references = new References(Library.builtIn(), registry);
    }

    /** A reader that knows everything built in. */
    public static ConfigReader builtIn() {
        return new ConfigReader(BuiltIns.registry());
    }

    /** What a file describes, told by its keys; a run if by none. */
    public Library.Kind kind(Path file) {
        var mapping = YamlReader.file(file, Source.file(file), null);
        if (mapping.has("base") || mapping.has("axes")) {
            return Library.Kind.SWEEPS;
        }
        if (mapping.has("nodeNm") || mapping.has("rows") || mapping.has("scaling")) {
            return Library.Kind.ENERGY;
        }
        if (mapping.has("model")) {
            return Library.Kind.MEMORY;
        }
        if (mapping.has("hiddenWidth") || mapping.has("feedForward")) {
            return Library.Kind.WORKLOADS;
        }
        boolean design = mapping.has("family") || mapping.has("extends");
        return design && !mapping.has("workload") ? Library.Kind.DESIGNS : Library.Kind.RUNS;
    }

    /** Reads a run file, with settings laid over it and classes from JARs beside those that it names. */
    public ResolvedRun run(Path file, List<Setting> settings, List<Path> plugins) {
        return run(YamlReader.file(file, Source.file(file), null), settings, plugins);
    }

    /**
     * Reads a run that came from another machine.
     *
     * @param directory what the workload's paths start from
     */
    public ResolvedRun run(PortableRun run, Path directory, List<Path> plugins) {
        return run(run.tree(directory, parts), List.of(), plugins);
    }

    ResolvedRun run(Tree.Mapping run, List<Setting> settings, List<Path> plugins) {
        var followed = references.run(run, settings);
        var reader = new RecordReader(registry.with(loader(jars(followed.run(), plugins))));
        var tree = withDesigns(followed.run(), reader);
        var config = reader.read(tree, RunConfig.class);
        if (config != null) {
            distinctNames(tree.place("designs"), config.designs(), reader);
        }
        if (!followed.problems().isEmpty()) {
            var problems = new ArrayList<>(followed.problems());
            // What is wrong elsewhere is reported too, but not that a dead reference makes no design.
            reader.problems().stream()
                    .filter(problem -> followed.dead().stream().noneMatch(problem.at()::samePlace))
                    .forEach(problems::add);
            throw new ConfigException(problems);
        }
        reader.throwProblems();
        return new ResolvedRun(config, tree);
    }

    /** A run with its references followed and settings in place, not bound yet. */
    Tree.Mapping resolved(Tree.Mapping run, List<Setting> settings) {
        var followed = references.run(run, settings);
        if (!followed.problems().isEmpty()) {
            throw new ConfigException(followed.problems());
        }
        return followed.run();
    }

    /** Reads a sweep file; settings of its keys, e.g. {@code base.seed}, are laid over it. Points are bound one by one. */
    public Sweep sweep(Path file, List<Setting> settings, List<Path> plugins) {
        Tree.Mapping tree = YamlReader.file(file, Source.file(file), null);
        for (Setting setting : settings) {
            tree = setting.in(tree);
        }
        try {
            return sweep(tree, plugins);
        } catch (ConfigException e) {
            var problems = new ArrayList<>(e.problems());
            problems.addAll(new SweepRemains(registry).problems(tree, rest -> sweep(rest, plugins)));
            throw new ConfigException(problems);
        }
    }

    private Sweep sweep(Tree.Mapping tree, List<Path> plugins) {
        var config = RecordReader.read(tree, SweepConfig.class, registry);
        var base = references.mapping(config.base(), Library.Kind.RUNS, 0);
        if (base instanceof Tree.Mapping run) {
            return new Sweep(config, tree, resolved(run, List.of()), this, plugins);
        }
        throw new ConfigException(base.at(), "must be a run, got " + base.shown());
    }

    /** One loader for the same JARs: the points of a sweep share their classes. */
    private ClassLoader loader(List<Path> jars) {
        return loaders.computeIfAbsent(jars, Plugins::loader);
    }

    /** The JARs named by the run and those given; a mistake in the run's list is reported when the run is bound. */
    private List<Path> jars(Tree.Mapping run, List<Path> plugins) {
        var named = run.has("plugins")
                ? Optional.ofNullable(new RecordReader(registry).readList(run.get("plugins"), Path.class))
                : Optional.<List<Path>>empty();
        return Stream.concat(named.stream().flatMap(List::stream), plugins.stream())
                .toList();
    }

    /** The run with its one {@code design} written as a list of one. */
    private static Tree.Mapping withDesigns(Tree.Mapping run, RecordReader reader) {
        if (run.has("design") && run.has("designs")) {
            reader.problem(new Problem(run.place("designs"), "design and designs exclude each other"));
            return run.without("design");
        }
        if (run.has("design")) {
            Tree design = run.get("design");
            var list = new Tree.Sequence(design.at(), List.of(design));
            return run.without("design").with("designs", new Tree.Entry(run.place("design"), list));
        }
        if (!run.has("designs")) {
            reader.problem(new Problem(run.at(), run.at().child("design"), "is missing (or designs, a list)"));
            return run.with("designs", new Tree.Sequence(run.at(), List.of()));
        }
        if (run.get("designs") instanceof Tree.Sequence list && list.items().isEmpty()) {
            reader.problem(list, "must name at least one design");
        }
        return run;
    }

    private static void distinctNames(Position place, List<DesignConfig> designs, RecordReader reader) {
        var names = new HashSet<String>();
        for (int i = 0; i < designs.size(); i++) {
            String name = designs.get(i).name();
            if (!names.add(name)) {
                reader.problem(new Problem(
                        place, "designs." + i, "must have a name of its own (name: …), got a second " + name));
            }
        }
    }

    /** Reads a design file. */
    public DesignConfig design(Path file, List<Setting> settings, List<Path> plugins) {
        return one(Library.Kind.DESIGNS, file, settings, DesignConfig.class, registry.with(Plugins.loader(plugins)));
    }

    /**
     * Reads a processing element that stands alone, from its name and settings of its keys.
     *
     * @param name a short name, or a class
     * @param lanes how many lanes it has where no setting says so; other keys that must be given and are not are those of
     *     the library's first design with such an element
     */
    public LanePe pe(String name, int lanes, List<Setting> settings, List<Path> plugins) {
        var known = registry.with(Plugins.loader(plugins));
        var tree = new StandalonePe(known, references).tree(name, lanes, settings);
        return RecordReader.read(tree, LanePe.class, known);
    }

    /**
     * The workload that a word of the command line names.
     *
     * @param word a name in the library
     * @param option what it was given to, for messages
     */
    public WorkloadSpec workload(String word, String option) {
        var place = new Position(new Source(option, Path.of("")), 0, 0, "");
        var run =
                new Tree.Mapping(place, Map.of("workload", new Tree.Entry(place, new Tree.Scalar(place, word, false))));
        return RecordReader.read(resolved(run, List.of()).get("workload"), WorkloadSpec.class, registry);
    }

    /** Reads the dimensions of a network. */
    public NetworkConfig network(Path file, List<Setting> settings) {
        return one(Library.Kind.WORKLOADS, file, settings, NetworkConfig.class, registry);
    }

    /** Reads the file of a memory. */
    public MemoryConfig memory(Path file, List<Setting> settings) {
        return one(Library.Kind.MEMORY, file, settings, MemoryConfig.class, registry);
    }

    /** Reads an energy table. */
    public EnergyTable energy(Path file, List<Setting> settings) {
        return one(Library.Kind.ENERGY, file, settings, EnergyTable.class, registry);
    }

    /**
     * The energy table that a word of the command line names.
     *
     * @param word a name in the library, or a path (with a / in it, or ending in .yaml)
     * @param option the option that it was given to, for messages
     */
    public EnergyTable energy(String word, String option) {
        var place = new Position(new Source(option, Path.of("")), 0, 0, "");
        Tree tree = references.mapping(new Tree.Scalar(place, word, false), Library.Kind.ENERGY, 0);
        return RecordReader.read(tree, EnergyTable.class, registry);
    }

    private <T> T one(Library.Kind kind, Path file, List<Setting> settings, Class<T> type, Registry known) {
        Tree tree = references.file(YamlReader.file(file, Source.file(file), null), kind, file);
        for (Setting setting : settings) {
            tree = setting.in((Tree.Mapping) tree);
        }
        return RecordReader.read(tree, type, known);
    }
}
