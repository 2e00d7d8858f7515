package bitwright.workload.gguf;

import bitwright.workload.WorkloadException;
import bitwright.workload.real.Codes;
import bitwright.workload.real.Graph;
import bitwright.workload.real.RealModel;
import bitwright.workload.real.Value;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.LlamaGraph;
import bitwright.workload.weights.LlamaShape;
import bitwright.workload.weights.TensorStore;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A GGUF file of version 2 or 3: its metadata and where its tensors lie. Whatever the bytes, opening gives a file or one
 * {@link WorkloadException}.
 */
public final class GgufFile implements TensorStore {
    private static final int MOST_TENSORS = 1 << 20;

    private record Entry(int[] shape, GgmlType type, long offset, long bytes) {}

    private final ByteSource source;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private GgufFile(ByteSource source) throws IOException {
        this.source = source;
        var in = new GgufReader(source);
        if (source.size() < 4 || in.u32("the magic number") != 0x46554747) {
            throw new WorkloadException(source.name() + ": is not a GGUF file: it does not begin with GGUF");
        }
        long version = in.u32("the version");
        if (version < 2 || version > 3) {
            throw in.problem("the version must be 2 or 3, got " + version);
        }
        long tensors = in.count("the number of tensors", MOST_TENSORS);
        long pairs = in.count("the number of metadata", MOST_TENSORS);
        for (long i = 0; i < pairs; i++) {
            String key = in.text("a metadata key");
            Object value = in.metadata(key);
            if (metadata.put(key, value) != null) {
                throw in.problem("metadata '" + key + "' stands twice");
            }
        }
        for (long i = 0; i < tensors; i++) {
            entry(in);
        }
        place(in.position());
    }

    public static GgufFile open(ByteSource source) throws IOException {
        return new GgufFile(source);
    }

    private void entry(GgufReader in) throws IOException {
        String name = in.text("a tensor's name");
        long axes = in.u32("the axes of " + name);
        if (axes > 4) {
            throw in.problem("tensor '" + name + "' must have at most 4 axes, got " + axes);
        }
        int[] shape = new int[(int) axes];
        long elements = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) { // innermost first
            long extent = in.u64("an extent of " + name);
            if (extent < 1 || extent > Integer.MAX_VALUE - 8 || (elements *= extent) > Integer.MAX_VALUE - 8) {
                throw in.problem("tensor '" + name + "' has an extent of " + Long.toUnsignedString(extent)
                        + ", or too many elements in all");
            }
            shape[axis] = (int) extent;
        }
        long number = in.u32("the type of " + name);
        GgmlType type = GgmlType.of(number)
                .orElseThrow(
                        () -> in.problem("tensor '" + name + "' is of type " + number + ", which is not supported"));
        int row = shape.length == 0 ? 1 : shape[shape.length - 1];
        if (row % type.blockSize() != 0) {
            throw in.problem("tensor '" + name + "' has rows of " + row + " elements, which are no whole blocks of "
                    + type.blockSize() + " (" + type.label() + ")");
        }
        long bytes = elements / type.blockSize() * type.blockBytes();
        var entry = new Entry(shape, type, in.u64("the offset of " + name), bytes);
        if (entries.put(name, entry) != null) {
            throw in.problem("tensor '" + name + "' stands twice");
        }
    }

    /** Turns offsets into places of the file. */
    private void place(long headerEnd) {
        long alignment = metadata.get("general.alignment") instanceof Long stated ? stated : 32;
        if (alignment < 1 || alignment > 1 << 20) {
            throw new WorkloadException(
                    source.name() + ": general.alignment must be between 1 and " + (1 << 20) + ", got " + alignment);
        }
        long start = (headerEnd + alignment - 1) / alignment * alignment;
        for (Map.Entry<String, Entry> named : entries.entrySet()) {
            Entry entry = named.getValue();
            if (entry.offset < 0
                    || entry.offset > source.size()
                    || entry.bytes > source.size() - start - entry.offset) {
                throw new WorkloadException(source.name() + ": tensor '" + named.getKey() + "' of " + entry.bytes
                        + " bytes at offset " + Long.toUnsignedString(entry.offset) + " leaves the file of "
                        + source.size() + " bytes");
            }
            named.setValue(new Entry(entry.shape, entry.type, start + entry.offset, entry.bytes));
        }
    }

    @Override
    public ByteSource source() {
        return source;
    }

    /** Numbers (as {@code Long} or {@code Double}), truths and texts by key; lists are left out. */
    public Map<String, Object> metadata() {
        return Collections.unmodifiableMap(metadata);
    }

    @Override
    public Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> shapes.put(name, entry.shape.clone()));
        return shapes;
    }

    /** How a tensor is stored. */
    public GgmlType type(String name) {
        return entry(name).type;
    }

    private Entry entry(String name) {
        Entry entry = entries.get(name);
        if (entry == null) {
            throw new WorkloadException(source.name() + ": holds no tensor '" + name + "'");
        }
        return entry;
    }

    @Override
    public Value value(String name) throws IOException {
        Entry entry = entry(name);
        GgmlBlocks blocks = GgmlBlocks.decode(entry.type, source.read(entry.offset, entry.bytes));
        if (entry.type == GgmlType.TQ2_0) {
            checkTrits(name, blocks.codes());
        }
        Value value = Value.of(entry.shape, blocks.values());
        return entry.type.codes().isEmpty()
                ? value
                : value.withCodes(Codes.blocks(
                        entry.type.scaledSize(),
                        entry.type.codes().get(),
                        blocks.codes(),
                        blocks.scales(),
                        blocks.offsets()));
    }

    /** Pairs of bits have a fourth value, which ggml never writes and ternary hardware could not hold. */
    private void checkTrits(String name, int[] codes) {
        for (int i = 0; i < codes.length; i++) {
            if (codes[i] > 1) {
                throw new WorkloadException(source.name() + ": tensor '" + name + "': element " + i
                        + " must be -1, 0 or 1, got " + codes[i]);
            }
        }
    }

    /** The file's network, if it is of an architecture that we know. */
    public RealModel model() throws IOException {
        if (!"llama".equals(metadata.get("general.architecture"))) {
            throw new WorkloadException(source.name() + ": its architecture is " + metadata.get("general.architecture")
                    + "; llama is known, and others need a description of their network");
        }
        try {
            Graph graph = LlamaGraph.of(
                    source.plainName().replaceFirst("\\.gguf$", ""), shape(), this, LlamaGraph.Names.GGUF);
            return new RealModel(graph, source.plainName(), source.sha256());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new WorkloadException(source.name() + ": " + e.getMessage(), e);
        }
    }

    private LlamaShape shape() {
        int width = whole("llama.embedding_length", null);
        int heads = whole("llama.attention.head_count", null);
        int[] embedding = entry("token_embd.weight").shape;
        if (embedding.length != 2) {
            throw new WorkloadException(source.name() + ": tensor 'token_embd.weight' must have two axes");
        }
        try {
            return new LlamaShape(
                    whole("llama.block_count", null),
                    width,
                    whole("llama.feed_forward_length", null),
                    heads,
                    whole("llama.attention.head_count_kv", heads),
                    whole("llama.attention.key_length", width / Math.max(1, heads)),
                    embedding[0],
                    whole("llama.context_length", 2048),
                    (float) real("llama.attention.layer_norm_rms_epsilon", 1e-5),
                    real("llama.rope.freq_base", 10000),
                    true);
        } catch (WorkloadException e) {
            throw new WorkloadException(source.name() + ": " + e.getMessage(), e);
        }
    }

    private int whole(String key, Integer otherwise) {
        Object value = metadata.get(key);
        if (value == null && otherwise != null) {
            return otherwise;
        }
        if (!(value instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
            throw new WorkloadException(
                    source.name() + ": metadata '" + key + "' must be a whole number, got " + value);
        }
        return number.intValue();
    }

    private double real(String key, double otherwise) {
        Object value = metadata.get(key);
        if (value != null && !(value instanceof Double)) {
            throw new WorkloadException(source.name() + ": metadata '" + key + "' must be a number, got " + value);
        }
        return value == null ? otherwise : (Double) value;
    }
}
