package bitwright.config;

import java.util.IdentityHashMap;
import java.util.Map;

/**
 * A reading that remembers what it made of a tree: the points of a sweep share the parts that no axis touches, and binding
 * an energy table again for each would take longer than many a simulation. Only for immutable values.
 */
final class Kept<T> implements Registry.Reading<T> {
    private static final int MOST = 64;

    private final Registry.Reading<T> reading;
    private final Map<Tree, T> values = new IdentityHashMap<>();

    Kept(Registry.Reading<T> reading) {
        this.reading = reading;
    }

    @Override
    public T read(Tree tree, RecordReader reader) {
        synchronized (values) {
            T known = values.get(tree);
            if (known != null) {
                return known;
            }
        }
        T value = reading.read(tree, reader);
        synchronized (values) {
            if (values.size() == MOST) {
                values.clear();
            }
            if (value != null) {
                values.put(tree, value);
            }
        }
        return value;
    }
}
