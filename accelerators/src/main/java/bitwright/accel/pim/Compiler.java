package bitwright.accel.pim;

import bitwright.accel.pim.ChannelProgram.Buffer;
import bitwright.accel.pim.ChannelProgram.Part;
import bitwright.accel.pim.ChannelProgram.Rows;
import bitwright.accel.pim.ChannelProgram.Transfer;
import bitwright.accel.pim.asic.Asic;
import bitwright.accel.pim.asic.AsicWork;
import bitwright.workload.transformer.Transformer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Turns the way of a token through a transformer into instructions.
 *
 * <p>Products are cut at the chunks of their vectors: each chunk is an instruction, so that the companion chip can add its
 * sums while the memory works on the next one, where the two may overlap. Where they may not, all chunks of a product are
 * one instruction, and so are all of its sums. Where they may overlap, a new value is written beside the softmax, and a
 * layer's vectors are read as soon as the memory is free.
 */
final class Compiler {
    private final PimMemory memory;
    private final Asic asic;
    private final Transformer model;
    private final boolean overlapped;
    private final boolean head;
    private final Layout.Keys keys;
    private final Layout.Values values;
    private final Layout.Weights embedding;
    private final Layout.Weights vectors;
    private final Map<ChannelProgram, ChannelProgram> programs = new HashMap<>();

    private List<Instruction> instructions;

    /** @param head whether the output layer is run */
    Compiler(PimMemory memory, Asic asic, Transformer model, boolean overlapped, boolean head) {
        this.memory = memory;
        this.asic = asic;
        this.model = model;
        this.overlapped = overlapped;
        this.head = head;
        var mapping = new Mapping(memory, model);
        keys = mapping.keys();
        values = mapping.values();
        embedding = mapping.embedding();
        vectors = mapping.vectors();
    }

    /**
     * The instructions of a token's pass.
     *
     * @param position its position, from 0
     * @param output whether the next token is asked for
     */
    List<Instruction> token(int position, boolean output) {
        instructions = new ArrayList<>();
        memory(Operation.EMBEDDING, this::embeddings, 0);
        chip(Operation.EMBEDDING_SUM, asic.add(model.dModel()), at(-1));
        int input = last();
        var layer = new ArrayList<Instruction>();
        int begin = instructions.size();
        input = layer(position, input);
        int size = instructions.size() - begin;
        layer.addAll(instructions.subList(begin, begin + size));
        for (int again = 1; again < model.layers(); again++) {
            instructions.addAll(
                    layer); // places are relative, and the last instruction of a layer is the next one's input
            input += size;
        }
        if (output && head) {
            int norm = chip(Operation.LAYER_NORM, asic.layerNorm(model.dModel()), input);
            int sums = product(Operation.HEAD, embedding, false, norm);
            chip(Operation.GREATEST, asic.greatest(model.vocabulary()), sums);
        }
        return instructions;
    }

    private int last() {
        return instructions.size() - 1;
    }

    private int at(int relative) {
        return instructions.size() + relative;
    }

    private int layer(int position, int input) {
        int d = model.dModel();
        int present = position + 1;
        int parameters = overlapped
                ? memory(Operation.VECTORS, this::vectors, 0)
                : memory(Operation.VECTORS, this::vectors, 0, input);
        int norm = chip(Operation.LAYER_NORM, asic.layerNorm(d), input, parameters);
        int qkv = product(Operation.QKV, new Layout.Weights(memory, 3 * d, d), true, norm);
        int attended = overlapped ? overlappedAttention(position, qkv) : attention(position, qkv);
        int context = partial(attended, d, PimMemory.up(present, memory.chunkValues()));
        int projected = product(Operation.PROJECTION, new Layout.Weights(memory, d, d), true, context);
        int middle = chip(Operation.RESIDUAL, asic.add(d), projected, input);
        int norm2 = chip(Operation.LAYER_NORM, asic.layerNorm(d), middle);
        int f1 = product(Operation.FEED_FORWARD_1, new Layout.Weights(memory, model.dFf(), d), true, norm2);
        int gelu = chip(Operation.GELU, asic.gelu(model.dFf()), f1);
        int f2 = product(Operation.FEED_FORWARD_2, new Layout.Weights(memory, d, model.dFf()), true, gelu);
        return chip(Operation.RESIDUAL, asic.add(d), f2, middle);
    }

    private int attention(int position, int qkv) {
        int present = position + 1;
        int stored = memory(Operation.STORE, channel -> stored(channel, position, true, true), 0, qkv);
        return contexts(present, softmax(present, scores(present, stored)));
    }

    private int overlappedAttention(int position, int qkv) {
        int present = position + 1;
        int storedKey = memory(Operation.STORE, channel -> stored(channel, position, true, false), 0, qkv);
        int softmax = softmax(present, scores(present, storedKey));
        int storedValue = memory(Operation.STORE, channel -> stored(channel, position, false, true), 0, qkv);
        return contexts(present, softmax, storedValue);
    }

    private int scores(int present, int needed) {
        return memory(Operation.SCORE, channel -> scored(channel, present), (long) model.dModel() * present, needed);
    }

    private int softmax(int present, int needed) {
        int heads = model.heads();
        return chip(Operation.SOFTMAX, asic.scale(heads * present).then(asic.softmax(heads, present)), needed);
    }

    private int contexts(int present, int... needed) {
        return memory(Operation.CONTEXT, channel -> weighed(channel, present), (long) model.dModel() * present, needed);
    }

    /** A product with its partial sums and its bias added. */
    private int product(Operation operation, Layout.Weights weights, boolean bias, int input) {
        int chunks = weights.chunks();
        if (!overlapped) {
            int all = memory(
                    operation,
                    channel -> products(weights, channel, 0, chunks),
                    (long) weights.outputs() * weights.inputs(),
                    input);
            int additions = chunks - 1 + (bias ? 1 : 0);
            return additions == 0
                    ? all
                    : chip(Operation.SUMS, asic.add(weights.outputs()).times(additions), all);
        }
        int sum = -1;
        for (int chunk = 0; chunk < chunks; chunk++) {
            int one = chunk;
            int part = memory(
                    operation,
                    channel -> products(weights, channel, one, one + 1),
                    (long) weights.outputs() * weights.width(one),
                    input);
            if (chunk == 0) {
                sum = bias ? chip(Operation.SUMS, asic.add(weights.outputs()), part) : part;
            } else {
                sum = chip(Operation.SUMS, asic.add(weights.outputs()), part, sum);
            }
        }
        return sum;
    }

    private int partial(int product, int outputs, int chunks) {
        return chunks == 1 ? product : chip(Operation.SUMS, asic.add(outputs).times(chunks - 1L), product);
    }

    private int memory(Operation operation, IntFunction<List<Part>> parts, long macs, int... needs) {
        var ofChannels = IntStream.range(0, memory.channels())
                .mapToObj(parts)
                .map(ChannelProgram::new)
                .map(program -> programs.computeIfAbsent(program, same -> same))
                .toList();
        return add(operation, ofChannels, AsicWork.NONE, macs, needs);
    }

    private int chip(Operation operation, AsicWork work, int... needs) {
        return add(operation, List.of(), work, 0, needs);
    }

    private int add(Operation operation, List<ChannelProgram> ofChannels, AsicWork work, long macs, int... needs) {
        int place = instructions.size();
        int[] before = IntStream.of(needs).map(need -> place - need).toArray();
        instructions.add(new Instruction(operation, ofChannels, work, macs, before));
        return place;
    }

    private Buffer buffer(int values) {
        return new Buffer(PimMemory.up(values, memory.accessValues()));
    }

    private int macs(int values) {
        return memory.padded(values) / memory.macWidth();
    }

    private List<Part> products(Layout.Weights weights, int channel, int from, int to) {
        var parts = new ArrayList<Part>();
        int lines = weights.lines(channel);
        for (int chunk = from; chunk < to && lines > 0; chunk++) {
            int sum = macs(weights.width(chunk));
            parts.add(buffer(weights.width(chunk)));
            parts.add(new Rows(sum, 0, memory.macsPerRow(), (long) lines * sum));
        }
        return parts;
    }

    private List<Part> scored(int channel, int present) {
        var parts = new ArrayList<Part>();
        int lines = keys.lines(channel, present);
        int sum = macs(model.dHead());
        for (int chunk = 0; chunk < keys.chunks() && lines > 0; chunk++) {
            parts.add(buffer(keys.width(chunk)));
            parts.add(new Rows(sum, 0, memory.macsPerRow(), (long) lines * keys.heads(chunk) * sum));
        }
        return parts;
    }

    private List<Part> weighed(int channel, int present) {
        var parts = new ArrayList<Part>();
        int first = values.firstLine(channel) * memory.banks();
        int end = Math.min(values.firstLine(channel + 1) * memory.banks(), model.dModel());
        for (int chunk = 0; chunk * memory.chunkValues() < present && first < end; chunk++) {
            int here = Math.min(memory.chunkValues(), present - chunk * memory.chunkValues());
            int sum = macs(here);
            for (int head = first / model.dHead(); head * model.dHead() < end; head++) {
                // Lines that hold outputs of two heads are gone over for each of them.
                int from = Math.max(first, head * model.dHead()) / memory.banks();
                int to = (Math.min(end, (head + 1) * model.dHead()) - 1) / memory.banks();
                parts.add(buffer(here));
                int perRow = values.linesPerRow(chunk);
                int before = (from - values.firstLine(channel)) % perRow;
                parts.add(new Rows(sum, before * sum, perRow * sum, (long) (to - from + 1) * sum));
            }
        }
        return parts;
    }

    private List<Part> stored(int channel, int position, boolean key, boolean value) {
        var parts = new ArrayList<Part>();
        int perRow = memory.accessesPerRow();
        if (key && keys.channel(position) == channel) {
            for (int chunk = 0; chunk < keys.chunks(); chunk++) {
                int before = (int) (keys.before(position, chunk) % memory.rowValues());
                parts.add(new Transfer(
                        true,
                        false,
                        before / memory.accessValues(),
                        perRow,
                        keys.width(chunk) / memory.accessValues()));
            }
        }
        int lines = values.lines(channel);
        if (value && lines > 0) {
            int lineOfRow = values.linesPerRow(position / memory.chunkValues());
            parts.add(new Transfer(true, true, 0, lineOfRow * memory.banks(), lines * memory.banks()));
        }
        return parts;
    }

    private List<Part> embeddings(int channel) {
        var parts = new ArrayList<Part>();
        if (channel == 0) {
            for (int table = 0; table < 2; table++) { // the token's and the position's; where in a row is of no matter
                for (int chunk = 0; chunk < embedding.chunks(); chunk++) {
                    int accesses = PimMemory.up(embedding.width(chunk), memory.accessValues());
                    parts.add(new Transfer(false, false, 0, memory.accessesPerRow(), accesses));
                }
            }
        }
        return parts;
    }

    private List<Part> vectors(int channel) {
        var parts = new ArrayList<Part>();
        int lines = vectors.lines(channel);
        for (int chunk = 0; chunk < vectors.chunks() && lines > 0; chunk++) {
            int accesses = lines * PimMemory.up(vectors.width(chunk), memory.accessValues());
            int perRow = memory.accessesPerRow() * memory.banks();
            parts.add(new Transfer(false, true, 0, perRow, accesses * memory.banks()));
        }
        return parts;
    }
}
