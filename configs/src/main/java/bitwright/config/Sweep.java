package bitwright.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** A sweep's points, and the run of each. */
public final class Sweep {
    /**
     * One combination of the axes' values.
     *
     * @param index its place in the whole grid, from 0, the last axis fastest; points that conditions exclude leave gaps
     * @param values the value of each axis as a word, in the axes' order
     * @param settings what turns the base into the point's run
     */
    public record Point(long index, Map<String, String> values, List<Setting> settings) {}

    private static final int ENOUGH_PROBLEMS = 20;

    private final SweepConfig config;
    private final Tree.Mapping tree;
    private final Tree.Mapping base;
    private final ConfigReader reader;
    private final List<Path> plugins;
    private final List<String> axes;

    Sweep(SweepConfig config, Tree.Mapping tree, Tree.Mapping base, ConfigReader reader, List<Path> plugins) {
        this.config = config;
        this.tree = tree;
        this.base = base;
        this.reader = reader;
        this.plugins = List.copyOf(plugins);
        this.axes = List.copyOf(config.axes().keySet());
    }

    public SweepConfig config() {
        return config;
    }

    /** What it was bound from. */
    public Tree.Mapping tree() {
        return tree;
    }

    /** Points of the whole grid, excluded ones too. */
    public long gridSize() {
        return config.axes().values().stream().mapToLong(List::size).reduce(1, Math::multiplyExact);
    }

    /** The points that meet every condition, in the order of their indices. */
    public Stream<Point> points() {
        return LongStream.range(0, gridSize()).mapToObj(this::point).filter(this::meetsConditions);
    }

    /** The point at an index of the whole grid. */
    public Point point(long index) {
        var settings = new ArrayList<Setting>(axes.size());
        var values = new LinkedHashMap<String, String>();
        long block = gridSize();
        for (String axis : axes) {
            var choices = config.axes().get(axis);
            block /= choices.size();
            Tree value = choices.get((int) (index / block % choices.size()));
            settings.add(new Setting(axis, value));
            values.put(axis, value instanceof Tree.Scalar scalar ? scalar.text() : Canonical.text(value));
        }
        return new Point(index, values, List.copyOf(settings));
    }

    /** Whether the point meets every condition. Throws {@link ConfigException} if a condition makes no sense for it. */
    public boolean meetsConditions(Point point) {
        var conditions = (Tree.Sequence) tree.get("where");
        for (int i = 0; i < config.where().size(); i++) {
            Expression condition = config.where().get(i);
            Tree.Mapping run = configuration(point, condition);
            try {
                if (!condition.holds(path -> at(run, path, point))) {
                    return false;
                }
            } catch (IllegalArgumentException e) {
                throw new ConfigException(conditions.items().get(i).at(), e.getMessage());
            }
        }
        return true;
    }

    /** What a condition looks into: nothing but the axes if they hold all that it asks for, else the whole run. */
    private Tree.Mapping configuration(Point point, Expression condition) {
        return point.values().keySet().containsAll(condition.paths()) ? null : reader.resolved(base, point.settings());
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
                    && Integer.parseInt(step) < list.items().size()) {
                tree = list.items().get(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return tree;
    }

    /** The run of a point. Throws {@link ConfigException}; a wrong axis value is reported where it stands. */
    public ResolvedRun run(Point point) {
        return reader.run(base, point.settings(), plugins);
    }

    /**
     * Binds every point, so that a mistake shows before hours have gone into the points ahead of it.
     *
     * @return the number of points
     * @throws ConfigException with the first distinct problems, or if conditions exclude every point
     */
    public long check() {
        var problems = new ArrayList<Problem>();
        long count = 0;
        var points = points().iterator();
        while (points.hasNext() && problems.size() < ENOUGH_PROBLEMS) {
            count++;
            try {
                run(points.next());
            } catch (ConfigException e) {
                e.problems().stream().filter(one -> !problems.contains(one)).forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        if (count == 0) {
            throw new ConfigException(
                    tree.at(), "has no points: " + (gridSize() == 0 ? "an axis is empty" : "where excludes all"));
        }
        return count;
    }
}
