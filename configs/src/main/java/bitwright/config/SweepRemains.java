package bitwright.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * What is left of a sweep file when the parts that cannot be read are taken out, so that what is wrong with the others is told in
 * the same pass.
 */
final class SweepRemains {
    private static final String AXES = "axes";

    private final Registry registry;

    SweepRemains(Registry registry) {
        this.registry = registry;
    }

    /**
     * The problems of a broken sweep's sound parts. Without one of its axes nothing can be said of conditions, nor of keys
     * that an axis may have brought.
     *
     * @param reading makes a sweep of what is left
     */
    List<Problem> problems(Tree.Mapping sweep, Function<Tree.Mapping, Sweep> reading) {
        if (!sweep.has("base") || !(sweep.get(AXES) instanceof Tree.Mapping axes)) {
            return List.of();
        }
        var sound = new LinkedHashMap<String, Tree.Entry>();
        axes.entries().forEach((name, axis) -> {
            if (isSound(sweep, AXES, new Tree.Mapping(axes.at(), one(name, axis)))) {
                sound.put(name, axis);
            }
        });
        boolean all = sound.size() == axes.entries().size();
        Tree.Mapping rest = sweep.with(AXES, new Tree.Mapping(axes.at(), sound));
        for (String key : sweep.entries().keySet()) {
            boolean kept = key.equals("base") || key.equals(AXES) || isSound(sweep, key, sweep.get(key));
            if (!kept || !all && key.equals("where")) {
                rest = rest.without(key);
            }
        }
        try {
            reading.apply(rest).checkAxes();
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .filter(problem -> all || !problem.text().startsWith("is missing"))
                    .toList();
        }
    }

    private static LinkedHashMap<String, Tree.Entry> one(String name, Tree.Entry entry) {
        var map = new LinkedHashMap<String, Tree.Entry>();
        map.put(name, entry);
        return map;
    }

    /** Whether a sweep of the base and this part alone can be read. */
    private boolean isSound(Tree.Mapping sweep, String key, Tree part) {
        var alone = new LinkedHashMap<String, Tree.Entry>();
        alone.put("base", sweep.entries().get("base"));
        alone.put(AXES, new Tree.Entry(sweep.at(), new Tree.Mapping(sweep.at(), new LinkedHashMap<>())));
        alone.put(key, new Tree.Entry(sweep.entries().get(key).key(), part));
        var reader = new RecordReader(registry);
        reader.read(new Tree.Mapping(sweep.at(), alone), SweepConfig.class);
        return reader.problems().isEmpty();
    }
}
