package bitwright.workload.real;

import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** What a real-valued network is run on: from files, or made up and said to be so. */
public final class RealInputs {
    /** How long a synthetic sequence is whose length the model leaves open. */
    private static final int OPEN_EXTENT = 16;

    private RealInputs() {}

    /**
     * The runs that files hold: the first axis counts them, or is left out by a file of a single one.
     *
     * @param files by the input's name; an empty name stands for the only input
     * @param divisor what real inputs are divided by, in single precision
     */
    public static List<Map<String, Value>> read(Graph graph, Map<String, List<Path>> files, float divisor)
            throws IOException {
        Map<String, List<Value>> values = new LinkedHashMap<>();
        int runs = -1;
        for (Graph.Input input : graph.inputs()) {
            List<Path> own = files.getOrDefault(
                    input.name(), graph.inputs().size() == 1 ? files.getOrDefault("", List.of()) : List.of());
            if (own.isEmpty()) {
                throw new WorkloadException(graph.name() + ": has no file for its input '" + input.name() + "' "
                        + Arrays.toString(input.shape()));
            }
            List<Value> list = new ArrayList<>();
            for (Path file : own) {
                list.addAll(read(file, input, divisor));
            }
            if (runs >= 0 && runs != list.size()) {
                throw new WorkloadException(graph.name() + ": input '" + input.name() + "' has " + list.size()
                        + " entries, those before have " + runs);
            }
            runs = list.size();
            values.put(input.name(), list);
        }
        for (String name : files.keySet()) {
            if (!name.isEmpty() && !values.containsKey(name)) {
                throw new WorkloadException(graph.name() + ": has no input '" + name + "'; its inputs are "
                        + String.join(", ", values.keySet()));
            }
        }
        List<Map<String, Value>> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Map<String, Value> one = new HashMap<>();
            for (Map.Entry<String, List<Value>> entry : values.entrySet()) {
                one.put(entry.getKey(), entry.getValue().get(run));
            }
            all.add(one);
        }
        return all;
    }

    private static List<Value> read(Path path, Graph.Input input, float divisor) throws IOException {
        NpyFile file = NpyFile.open(path);
        int[] stored = file.shape();
        int[] wanted = input.shape();
        int[] shape = stored.length == wanted.length - 1 && wanted.length > 0 ? prepended(stored) : stored;
        boolean fits = shape.length == wanted.length;
        for (int axis = 1; fits && axis < wanted.length; axis++) {
            fits = wanted[axis] < 0 || wanted[axis] == shape[axis];
        }
        int each = wanted.length == 0 || wanted[0] < 0 ? 1 : wanted[0];
        if (!fits || shape.length > 0 && (shape[0] == 0 || shape[0] % each != 0)) {
            throw new WorkloadException(path + ": input '" + input.name() + "' is of shape " + Arrays.toString(wanted)
                    + " (-1 for any), one or more along the first axis; got " + Arrays.toString(stored));
        }
        int runs = shape.length == 0 ? 1 : shape[0] / each;
        int[] one = shape.clone();
        if (one.length > 0) {
            one[0] = each;
        }
        int volume = Value.volume(one);
        List<Value> values = new ArrayList<>();
        float[] reals = input.element() == Element.REAL ? file.readFloats() : null;
        long[] wholes = reals == null ? file.readLongs() : null;
        for (int run = 0; run < runs; run++) {
            if (reals == null) {
                values.add(
                        Value.of(input.element(), one, Arrays.copyOfRange(wholes, run * volume, (run + 1) * volume)));
            } else {
                values.add(Value.of(
                        one, divided(Arrays.copyOfRange(reals, run * volume, (run + 1) * volume), divisor)));
            }
        }
        return values;
    }

    private static int[] prepended(int[] shape) {
        int[] longer = new int[shape.length + 1];
        longer[0] = 1;
        System.arraycopy(shape, 0, longer, 1, shape.length);
        return longer;
    }

    private static float[] divided(float[] values, float divisor) {
        for (int i = 0; i < values.length; i++) {
            values[i] /= divisor;
        }
        return values;
    }

    /**
     * Seeded runs: reals uniform in [−1, 1), integers uniform in [0, {@code vocabulary}); an axis of any length is 1 if it
     * is the first, else 16.
     */
    public static List<Map<String, Value>> synthetic(Graph graph, int runs, int vocabulary, long seed) {
        var random = new SplittableRandom(seed);
        List<Map<String, Value>> all = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            Map<String, Value> one = new HashMap<>();
            for (Graph.Input input : graph.inputs()) {
                int[] shape = input.shape().clone();
                for (int axis = 0; axis < shape.length; axis++) {
                    shape[axis] = shape[axis] >= 0 ? shape[axis] : axis == 0 ? 1 : OPEN_EXTENT;
                }
                one.put(input.name(), synthetic(input, shape, vocabulary, random));
            }
            all.add(one);
        }
        return all;
    }

    private static Value synthetic(Graph.Input input, int[] shape, int vocabulary, SplittableRandom random) {
        int volume = Value.volume(shape);
        if (input.element() != Element.REAL) {
            if (vocabulary < 1) {
                throw new WorkloadException(
                        "input '" + input.name() + "' takes integers; what they may be is unknown: give a file");
            }
            return Value.of(
                    input.element(), shape, random.longs(volume, 0, vocabulary).toArray());
        }
        float[] values = new float[volume];
        for (int i = 0; i < volume; i++) {
            values[i] = random.nextInt(-32768, 32768) / 32768f;
        }
        return Value.of(shape, values);
    }
}
