package bitwright.config;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The grid of a sweep's points, and the run of each. Points are made when asked for: a grid may be larger than memory. */
public final class Sweep {
    /**
     * One combination of the axes' values.
     *
     * @param index its place in the whole grid, from 0, the last axis fastest; points that conditions exclude leave gaps
     * @param values the value of each key as a word, in the axes' order
     * @param settings what turns the base into the point's run
     */
    public record Point(long index, Map<String, String> values, List<Setting> settings) {}

    /**
     * A key of an axis and its values.
     *
     * @param byName whether those that are mappings go by their names in tables, which tell them apart
     */
    private record Column(String path, List<Tree> values, boolean byName) {
        Column(String path, List<Tree> values) {
            this(path, values, haveNames(values));
        }

        private static boolean haveNames(List<Tree> values) {
            return values.stream().anyMatch(Tree.Mapping.class::isInstance)
                    && values.stream().map(Column::name).distinct().count() == values.size();
        }

        private static String name(Tree value) {
            return value instanceof Tree.Mapping mapping && mapping.get("name") instanceof Tree.Scalar name
                    ? name.text()
                    : Sweep.word(value);
        }

        /** What a value is called in tables. */
        String word(int level) {
            return byName ? name(values.get(level)) : Sweep.word(values.get(level));
        }
    }

    /**
     * An axis ready to be counted through.
     *
     * @param name as written
     * @param size how many values
     * @param stride how many points lie between one value and the next
     */
    private record Dimension(String name, int size, long stride, List<Column> columns) {}

    /** Grids up to this many points are counted and checked through; larger ones must be searched. */
    public static final long ENUMERABLE = 10_000_000;

    /** What tables of points hold beside axes and results. */
    private static final Set<String> COLUMNS =
            Set.of("point", "status", "designName", "workloadName", "configHash", "error");

    private static final int ENOUGH_PROBLEMS = 20;
    private static final int BOUND_TOGETHER = 128;
    private static final int CHECKED_ONE_BY_ONE = 2000;
    private static final int CHECKED_OF_AN_AXIS = 200;
    private static final int CHECKED_BY_CHANCE = 200;

    private final SweepConfig config;
    private final Tree.Mapping tree;
    private final Tree.Mapping base;
    private final ConfigReader reader;
    private final List<Path> plugins;
    private final List<Dimension> dimensions;
    private final Set<String> paths = new LinkedHashSet<>();
    /** Runs that a check has bound and nobody has asked for yet. */
    private final Map<Long, ResolvedRun> bound = new ConcurrentHashMap<>();

    private final long gridSize;

    Sweep(SweepConfig config, Tree.Mapping tree, Tree.Mapping base, ConfigReader reader, List<Path> plugins) {
        this.config = config;
        this.tree = tree;
        this.base = base;
        this.reader = reader;
        this.plugins = List.copyOf(plugins);
        this.gridSize = size(config, tree);
        this.dimensions = dimensions(config, gridSize);
        for (Dimension dimension : dimensions) {
            for (Column column : dimension.columns()) {
                String path = column.path();
                if (!paths.add(path)) {
                    throw new ConfigException(tree.place("axes"), path + " is set by two axes");
                }
                paths.stream()
                        .filter(earlier -> earlier.startsWith(path + "."))
                        .findFirst()
                        .ifPresent(earlier -> {
                            throw new ConfigException(
                                    tree.place("axes"),
                                    path + " would replace what " + earlier + " has set; it must stand before it");
                        });
            }
        }
    }

    private static long size(SweepConfig config, Tree.Mapping tree) {
        var size = config.axes().values().stream()
                .map(axis -> BigInteger.valueOf(axis.size()))
                .reduce(BigInteger.ONE, BigInteger::multiply);
        if (size.bitLength() > 62) {
            throw new ConfigException(tree.place("axes"), "must span fewer than 2^62 points, got " + size);
        }
        return size.longValueExact();
    }

    private static List<Dimension> dimensions(SweepConfig config, long size) {
        var dimensions = new ArrayList<Dimension>();
        long stride = size;
        for (var axis : config.axes().entrySet()) {
            stride /= axis.getValue().size();
            var columns = new ArrayList<Column>();
            axis.getValue().values(axis.getKey()).forEach((path, values) -> columns.add(new Column(path, values)));
            dimensions.add(new Dimension(axis.getKey(), axis.getValue().size(), stride, columns));
        }
        return dimensions;
    }

    public SweepConfig config() {
        return config;
    }

    /** What it was bound from. */
    public Tree.Mapping tree() {
        return tree;
    }

    /** SHA-256 of what the file says, in hex, whatever its layout; plug-ins count by name. */
    public String hash() {
        return Canonical.sha256(tree());
    }

    /** The axes by name with the paths that each sets, in their order. */
    public Map<String, List<String>> axes() {
        var axes = new LinkedHashMap<String, List<String>>();
        for (Dimension dimension : dimensions) {
            axes.put(
                    dimension.name(),
                    dimension.columns().stream().map(Column::path).toList());
        }
        return axes;
    }

    /** How many values each axis has, in the axes' order. */
    public int[] shape() {
        return dimensions.stream().mapToInt(Dimension::size).toArray();
    }

    /** Whether the values of an axis are numbers in rising or falling order, so that neighbours are alike. */
    public boolean isOrdered(int axis) {
        double[] values = numbers(axis);
        if (values.length == 0) {
            return false;
        }
        boolean rising = true;
        boolean falling = true;
        for (int i = 1; i < values.length; i++) {
            rising &= values[i] > values[i - 1];
            falling &= values[i] < values[i - 1];
        }
        return rising || falling;
    }

    /** An axis's values as numbers, those of its first key if it sets several; empty if one of them is none. */
    public double[] numbers(int axis) {
        List<Tree> values = dimensions.get(axis).columns().get(0).values();
        double[] numbers = new double[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (!(Expression.plain(values.get(i)) instanceof Double number) || !Double.isFinite(number)) {
                return new double[0];
            }
            numbers[i] = number;
        }
        return numbers;
    }

    /** Points of the whole grid, excluded ones too. */
    public long gridSize() {
        return gridSize;
    }

    /** The points that meet every condition, in the order of their indices. */
    public Stream<Point> points() {
        return LongStream.range(0, gridSize).mapToObj(this::point).filter(this::meetsConditions);
    }

    /** Which value of each axis a point has. */
    public int[] levels(long index) {
        return dimensions.stream()
                .mapToInt(one -> (int) (index / one.stride() % one.size()))
                .toArray();
    }

    /** The index of the point with these values. */
    public long index(int[] levels) {
        long index = 0;
        for (int i = 0; i < levels.length; i++) {
            index += levels[i] * dimensions.get(i).stride();
        }
        return index;
    }

    /** The point at an index of the whole grid. */
    public Point point(long index) {
        var settings = new ArrayList<Setting>(paths.size());
        var values = new LinkedHashMap<String, String>();
        for (Dimension dimension : dimensions) {
            int level = (int) (index / dimension.stride() % dimension.size());
            for (Column column : dimension.columns()) {
                settings.add(new Setting(column.path(), column.values().get(level)));
                values.put(column.path(), column.word(level));
            }
        }
        return new Point(index, values, List.copyOf(settings));
    }

    private static String word(Tree value) {
        if (!(value instanceof Tree.Scalar scalar)) {
            return Canonical.text(value);
        }
        return scalar.kind() == Tree.Scalar.Kind.INTEGER
                ? Scalars.integer(scalar.text()).toString()
                : scalar.text();
    }

    /** Whether the point meets every condition. Throws {@link ConfigException} if a condition makes no sense for it. */
    public boolean meetsConditions(Point point) {
        for (int i = 0; i < config.where().size(); i++) {
            Expression condition = config.where().get(i);
            try {
                if (!condition.holds(configuration(point, condition.paths()))) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                var conditions = (Tree.Sequence) tree.get("where");
                throw new ConfigException(conditions.items().get(i).at(), e.getMessage());
            }
        }
        return true;
    }

    /** Values by path: those of the axes if they hold all that is asked for, else of the point's whole run. */
    public Function<String, Tree> configuration(Point point, Collection<String> asked) {
        Tree.Mapping run = paths.containsAll(asked) ? null : reader.resolved(base, point.settings());
        return path -> at(run, path, point);
    }

    /**
     * Holds the names in metrics and objectives against the results that points have.
     *
     * @throws ConfigException for a name that is neither a result nor a metric above nor a key of the run
     */
    public void checkNames(Collection<String> results) {
        var problems = new ArrayList<Problem>();
        var known = new ArrayList<>(results);
        config.metrics().forEach((name, expression) -> {
            var metrics = (Tree.Mapping) tree.get("metrics");
            if (Stream.of(known, paths, COLUMNS).flatMap(Collection::stream).anyMatch(name::equalsIgnoreCase)) {
                problems.add(new Problem(metrics.place(name), "is the name of another column already"));
            }
            var keys = expression.paths().stream()
                    .filter(path -> !known.contains(path))
                    .toList();
            var run = configuration(point(0), keys);
            for (String path : keys) {
                if (run.apply(path) == null) {
                    problems.add(new Problem(
                            metrics.get(name).at(),
                            "must name results, metrics above or keys of the run, got '" + path + "'; results are "
                                    + String.join(", ", known) + Words.didYouMean(path, known)));
                }
            }
            known.add(name);
        });
        for (String name : config.objectives().keySet()) {
            if (!known.contains(name)) {
                problems.add(new Problem(
                        ((Tree.Mapping) tree.get("objectives")).place(name),
                        "must be a result or one of metrics; results are " + String.join(", ", known)
                                + Words.didYouMean(name, known)));
            }
        }
        if (config.search() instanceof SearchConfig.Nsga2 && config.objectives().isEmpty()) {
            problems.add(new Problem(tree.at(), tree.at().child("objectives"), "is missing; nsga2 needs at least one"));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static Tree at(Tree.Mapping run, String path, Point point) {
        for (Setting setting : point.settings()) {
            if (setting.path().equals(path)) {
                return setting.value();
            }
        }
        Tree tree = run;
        for (String step : path.split("\\.")) {
            if (tree instanceof Tree.Mapping mapping) {
                tree = mapping.get(step);
            } else if (tree instanceof Tree.Sequence list
                    && step.chars().allMatch(Character::isDigit)
                    && step.length() < 10
                    && Integer.parseInt(step) < list.items().size()) {
                tree = list.items().get(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return tree;
    }

    /** The run of a point, of one design. Throws {@link ConfigException}; a wrong axis value is reported where it stands. */
    public ResolvedRun run(Point point) {
        ResolvedRun known = bound.remove(point.index());
        return known == null ? bind(point) : known;
    }

    private ResolvedRun bind(Point point) {
        ResolvedRun run = reader.run(base, point.settings(), plugins);
        if (run.config().designs().size() != 1) {
            throw new ConfigException(
                    run.tree().place("designs"),
                    "must be one in a sweep, got " + run.config().designs().size()
                            + "; several are an axis: axes: { design: [dadiannao, loom-1b] }");
        }
        return run;
    }

    /**
     * Binds the points, so that a mistake shows before hours have gone into the points ahead of it: all of them if they
     * are few, else of every axis up to 200 values and some points by chance.
     *
     * @return the number of points that meet the conditions
     * @throws ConfigException with the first distinct problems, or if conditions exclude every point, or if there are too
     *     many to enumerate and the search is a grid
     */
    public long check() {
        checkAxes();
        boolean few = gridSize <= ENUMERABLE;
        long count = few ? points().count() : Long.MAX_VALUE;
        if (count == 0) {
            throw new ConfigException(tree.place("where"), "excludes all " + gridSize + " points");
        }
        throwAny(problems(count <= CHECKED_ONE_BY_ONE ? points() : byChance(), count <= CHECKED_ONE_BY_ONE));
        return few ? count : gridSize;
    }

    /**
     * Binds a point with each value of an axis, or with 200 of them.
     *
     * @throws ConfigException with the first distinct problems, and if there are too many points for a grid
     */
    void checkAxes() {
        var problems = new LinkedHashSet<Problem>();
        if (gridSize > ENUMERABLE && config.search() instanceof SearchConfig.Grid) {
            problems.add(new Problem(
                    tree.place("axes"),
                    "must span at most " + ENUMERABLE + " points for search: grid, got " + gridSize
                            + "; search: { method: random, budget: 1000 } chooses some"));
        }
        // The axes' values first: whoever mistyped a path should not wait for conditions to be tried on millions.
        problems.addAll(problems(dimensions.stream().flatMap(this::varied), false));
        throwAny(problems);
    }

    private static void throwAny(Set<Problem> problems) {
        if (!problems.isEmpty()) {
            throw new ConfigException(List.copyOf(problems));
        }
    }

    /** The first point with each value of one axis, or with some of them, from the first to the last. */
    private Stream<Point> varied(Dimension dimension) {
        int count = Math.min(dimension.size(), CHECKED_OF_AN_AXIS);
        return LongStream.range(0, count)
                .map(i -> count == 1 ? 0 : i * (dimension.size() - 1) / (count - 1))
                .mapToObj(level -> point(level * dimension.stride()));
    }

    private Stream<Point> byChance() {
        var random = new SplittableRandom(1);
        return random.longs(CHECKED_BY_CHANCE, 0, gridSize).mapToObj(this::point);
    }

    /**
     * The first problems of binding points, which processors share.
     *
     * @param kept whether what is bound is kept for {@link #run}
     */
    private Set<Problem> problems(Stream<Point> some, boolean kept) {
        var problems = new LinkedHashSet<Problem>();
        var points = some.iterator();
        while (points.hasNext() && problems.size() < ENOUGH_PROBLEMS) {
            var together = new ArrayList<Point>();
            while (points.hasNext() && together.size() < BOUND_TOGETHER) {
                together.add(points.next());
            }
            together.parallelStream()
                    .map(point -> problems(point, kept))
                    .toList()
                    .forEach(found -> {
                        if (problems.size() < ENOUGH_PROBLEMS) {
                            problems.addAll(found);
                        }
                    });
        }
        return problems;
    }

    private List<Problem> problems(Point point, boolean kept) {
        try {
            if (meetsConditions(point)) {
                ResolvedRun run = bind(point);
                if (kept) {
                    bound.put(point.index(), run);
                }
            }
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    /**
     * Both checks, whose problems are told together.
     *
     * @param results what points have
     * @return the number of points that meet the conditions
     */
    public long check(Collection<String> results) {
        var problems = new ArrayList<Problem>();
        try {
            checkNames(results);
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        try {
            long count = check();
            if (problems.isEmpty()) {
                return count;
            }
        } catch (ConfigException e) {
            problems.addAll(e.problems());
        }
        throw new ConfigException(problems);
    }
}
