package bitwright.config;

import bitwright.accel.pe.LanePe;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A processing element outside of any design, as the mapping that a design would have for it. */
final class StandalonePe {
    private final Registry registry;
    private final References references;

    StandalonePe(Registry registry, References references) {
        this.registry = registry;
        this.references = references;
    }

    Tree.Mapping tree(String name, int lanes, List<Setting> settings) {
        String key = registry.variants(LanePe.class).orElseThrow().key();
        var source = new Source("pe " + name, Path.of(""));
        var root = new Position(source, 0, 0, "");
        var word = new Tree.Scalar(new Position(source, 0, 0, key), name, false);
        var tree = new Tree.Mapping(root, Map.of(key, new Tree.Entry(word.at(), word)));
        for (Setting setting : settings) {
            tree = setting.in(tree);
        }
        for (String absent : type(name).map(Shape::of).map(Shape::required).orElse(List.of())) {
            if (!tree.has(absent)) {
                var place = new Position(source, 0, 0, absent);
                Tree value = absent.equals("lanes")
                        ? new Tree.Scalar(place, Integer.toString(lanes), true)
                        : references.ofLibraryPe(key, name, absent);
                // What nobody knows is reported as missing by the reader.
                tree = value == null ? tree : tree.with(absent, new Tree.Entry(place, value));
            }
        }
        return tree;
    }

    /** The record of that name; a name without one is reported by the reader. */
    private Optional<Class<? extends Record>> type(String name) {
        var builtIn = registry.variants(LanePe.class).orElseThrow().names().get(name);
        if (builtIn != null || name.indexOf('.') < 0) {
            return Optional.ofNullable(builtIn);
        }
        try {
            Class<?> plugin = registry.plugin(name);
            return plugin.isRecord() ? Optional.of(plugin.asSubclass(Record.class)) : Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.empty();
        }
    }
}
