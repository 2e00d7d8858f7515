package bitwright.workload.llama2c;

import bitwright.workload.IntegerFormat;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Codes;
import bitwright.workload.real.RealModel;
import bitwright.workload.real.Value;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.LlamaGraph;
import bitwright.workload.weights.LlamaShape;
import bitwright.workload.weights.TensorStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A llama2.c checkpoint: the headless float file that its {@code run.c} reads (version 0), the same with a header (1), or
 * int8 in groups (2). Tensors bear GGUF's names. The file's size must be exactly what its dimensions ask for.
 */
public final class Llama2cFile implements TensorStore {
    private static final int MAGIC = 0x616B3432; // "ak42"
    private static final int HEADER = 256;

    private record Entry(int[] shape, long offset, boolean grouped) {}

    private final ByteSource source;
    private final LlamaShape shape;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private int group;
    private long end;

    private Llama2cFile(ByteSource source) throws IOException {
        this.source = source;
        if (source.size() < 28) {
            throw new WorkloadException(source.name() + ": is not a llama2.c checkpoint: it has " + source.size()
                    + " bytes, its dimensions alone take 28");
        }
        ByteBuffer head = source.read(0, Math.min(HEADER, source.size()));
        boolean versioned = head.getInt(0) == MAGIC;
        int version = versioned ? head.getInt(4) : 0;
        if (versioned && (version < 1 || version > 2 || source.size() < HEADER)) {
            throw new WorkloadException(source.name() + ": the version must be 1 or 2 and a header of " + HEADER
                    + " bytes follow, got version " + version + " and " + source.size() + " bytes");
        }
        int at = versioned ? 8 : 0;
        int vocabulary = head.getInt(at + 20);
        boolean shared = versioned ? head.get(at + 28) != 0 : vocabulary > 0;
        shape = shape(head, at, versioned ? vocabulary : Math.abs(vocabulary));
        if (version == 2) {
            group = head.getInt(at + 29);
            if (group < 1 || shape.width() % group != 0 || shape.hidden() % group != 0) {
                throw new WorkloadException(source.name() + ": groups of " + group + " do not divide rows of "
                        + shape.width() + " and " + shape.hidden());
            }
        }
        end = versioned ? HEADER : 28;
        if (versioned) {
            norms();
        }
        weights(version, shared);
        if (end != source.size()) {
            throw new WorkloadException(
                    source.name() + ": its dimensions ask for " + end + " bytes, the file has " + source.size());
        }
    }

    public static Llama2cFile open(ByteSource source) throws IOException {
        return new Llama2cFile(source);
    }

    private LlamaShape shape(ByteBuffer head, int at, int vocabulary) {
        int width = head.getInt(at);
        int heads = head.getInt(at + 12);
        try {
            if (heads < 1 || width % heads != 0) {
                throw new WorkloadException("width " + width + " does not divide into " + heads + " heads");
            }
            return new LlamaShape(
                    head.getInt(at + 8),
                    width,
                    head.getInt(at + 4),
                    heads,
                    head.getInt(at + 16),
                    width / heads,
                    vocabulary,
                    head.getInt(at + 24),
                    1e-5f,
                    10000,
                    true);
        } catch (WorkloadException e) {
            throw new WorkloadException(source.name() + ": " + e.getMessage(), e);
        }
    }

    private void floats(String name, int... extents) {
        long count = 1;
        for (int extent : extents) {
            count *= extent;
        }
        entries.put(name, new Entry(extents, end, false));
        end += 4 * count;
    }

    private void matrix(int version, String name, int rows, int columns) {
        if (version < 2) {
            floats(name, rows, columns);
        } else {
            entries.put(name, new Entry(new int[] {rows, columns}, end, true));
            long count = (long) rows * columns;
            end += count + 4 * (count / group);
        }
    }

    private void norms() {
        each("attn_norm", 1, -1, 0);
        each("ffn_norm", 1, -1, 0);
        floats("output_norm.weight", shape.width());
    }

    /** A tensor for every block; a vector where there are no columns. */
    private void each(String part, int rows, int columns, int version) {
        for (int layer = 0; layer < shape.layers(); layer++) {
            String name = "blk." + layer + "." + part + ".weight";
            if (columns < 0) {
                floats(name, shape.width());
            } else {
                matrix(version, name, rows, columns);
            }
        }
    }

    private void weights(int version, boolean shared) {
        int width = shape.width();
        int keys = shape.keyValueHeads() * shape.headWidth();
        matrix(version, "token_embd.weight", shape.vocabulary(), width);
        if (version == 0) {
            each("attn_norm", 1, -1, 0);
        }
        each("attn_q", width, width, version);
        each("attn_k", keys, width, version);
        each("attn_v", keys, width, version);
        each("attn_output", width, width, version);
        if (version == 0) {
            each("ffn_norm", 1, -1, 0);
        }
        each("ffn_gate", shape.hidden(), width, version);
        each("ffn_down", width, shape.hidden(), version);
        each("ffn_up", shape.hidden(), width, version);
        if (version == 0) {
            floats("output_norm.weight", width);
            // Tables of angles, which nobody reads any more.
            end += 4L * shape.context() * shape.headWidth();
        }
        if (!shared) {
            matrix(version, "output.weight", shape.vocabulary(), width);
        }
    }

    @Override
    public ByteSource source() {
        return source;
    }

    public LlamaShape shape() {
        return shape;
    }

    @Override
    public Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> shapes.put(name, entry.shape.clone()));
        return shapes;
    }

    @Override
    public Value value(String name) throws IOException {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new WorkloadException(source.name() + ": holds no tensor '" + name + "'");
        }
        long count = 1;
        for (int extent : entry.shape) {
            count *= extent;
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw new WorkloadException(source.name() + ": tensor '" + name + "' is too large");
        }
        if (!entry.grouped) {
            float[] values = new float[(int) count];
            source.read(entry.offset, 4 * count).asFloatBuffer().get(values);
            return Value.of(entry.shape, values);
        }
        ByteBuffer codes = source.read(entry.offset, count);
        ByteBuffer scales = source.read(entry.offset + count, 4 * (count / group));
        float[] steps = new float[(int) count / group];
        scales.asFloatBuffer().get(steps);
        int[] data = new int[(int) count];
        float[] values = new float[data.length];
        for (int i = 0; i < data.length; i++) {
            data[i] = codes.get(i);
            values[i] = data[i] * steps[i / group];
        }
        return Value.of(entry.shape, values)
                .withCodes(Codes.blocks(group, IntegerFormat.INT8, data, steps, new float[0]));
    }

    /** The network. */
    public RealModel model() throws IOException {
        var graph = LlamaGraph.of(source.plainName().replaceFirst("\\.bin$", ""), shape, this, LlamaGraph.Names.GGUF);
        return new RealModel(graph, source.plainName(), source.sha256());
    }
}
