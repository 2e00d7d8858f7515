package bitwright.workload.tflite;

import bitwright.workload.ContentHash;
import bitwright.workload.Layout;
import bitwright.workload.WorkloadException;
import bitwright.workload.network.Network;
import bitwright.workload.network.Node;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a quantised TensorFlow Lite model: int8 or int16 activations, int8 or int4 weights, one input. Field numbers are
 * those of the public schema (version 3). Any bytes give either a network or a {@link WorkloadException}.
 */
public final class TfliteImporter {
    private static final long MOST_BYTES = 1L << 30;

    private TfliteImporter() {}

    public static TfliteModel read(Path file) throws IOException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new WorkloadException(file + ": is larger than " + MOST_BYTES + " bytes");
            }
            return read(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new WorkloadException(file + ": no such file", e);
        }
    }

    /**
     * Reads a model from memory.
     *
     * @param file its name, for messages and for the network
     */
    public static TfliteModel read(String file, byte[] content) {
        String plain = file.replaceAll(".*[/\\\\]", "");
        try {
            Network network = network(plain.replaceFirst("\\.tflite$", ""), content);
            return new TfliteModel(network, plain, ContentHash.sha256(content));
        } catch (IndexOutOfBoundsException e) {
            throw new WorkloadException(file + ": is not a TensorFlow Lite model: an offset leaves the file", e);
        } catch (WorkloadException | IllegalArgumentException | ArithmeticException e) {
            throw new WorkloadException(file + ": " + e.getMessage(), e);
        }
    }

    private static Network network(String name, byte[] content) {
        FlatTable model = FlatTable.root(ByteBuffer.wrap(content), "TFL3");
        List<FlatTable> graphs = model.tables(2);
        if (graphs.size() != 1) {
            throw new WorkloadException("must hold one graph, got " + graphs.size());
        }
        FlatTable graph = graphs.get(0);
        List<TfliteTensor> tensors = tensors(graph.tables(0), model.tables(4), content);
        int[] inputs = graph.int32s(1);
        if (inputs.length != 1) {
            throw new WorkloadException("must have one input, got " + inputs.length);
        }
        var operators = new Operators(tensors, inputs[0]);
        List<FlatTable> codes = model.tables(1);
        List<Node> nodes = new ArrayList<>();
        List<FlatTable> listed = graph.tables(3);
        for (int i = 0; i < listed.size(); i++) {
            FlatTable operator = listed.get(i);
            FlatTable code = codes.get(operator.int32(0, 0));
            int builtin = Math.max(code.int8(0, 0), code.int32(3, 0));
            try {
                nodes.add(operators.node(i, builtin, operator));
            } catch (WorkloadException | IllegalArgumentException | ArithmeticException e) {
                throw new WorkloadException("operator " + i + ": " + e.getMessage(), e);
            }
        }
        if (nodes.isEmpty()) {
            throw new WorkloadException("holds no operators");
        }
        return new Network(name, Optional.of(operators.input()), Layout.NHWC, nodes);
    }

    private static List<TfliteTensor> tensors(List<FlatTable> tables, List<FlatTable> buffers, byte[] content) {
        List<TfliteTensor> tensors = new ArrayList<>();
        Map<Integer, ByteBuffer> data = new HashMap<>();
        for (int i = 0; i < tables.size(); i++) {
            FlatTable table = tables.get(i);
            Optional<FlatTable> quantization = table.table(4);
            int buffer = table.int32(2, 0);
            tensors.add(new TfliteTensor(
                    i,
                    table.int32s(0),
                    table.int8(1, 0),
                    data.computeIfAbsent(buffer, index -> data(buffers.get(index), content)),
                    quantization.map(q -> q.float32s(2)).orElse(new float[0]),
                    quantization.map(q -> q.int64s(3)).orElse(new long[0]),
                    quantization.map(q -> q.int32(6, 0)).orElse(0)));
        }
        return tensors;
    }

    /** A buffer's bytes, in the table or, for large files, elsewhere in the file. */
    private static ByteBuffer data(FlatTable buffer, byte[] content) {
        long offset = buffer.int64(1, 0);
        long size = buffer.int64(2, 0);
        if (offset <= 1) { // 0 and 1 mean that there is none
            return buffer.bytes(0);
        }
        if (size < 0 || offset > content.length || size > content.length - offset) {
            throw new WorkloadException("a buffer of " + size + " bytes at byte " + offset + " leaves the file of "
                    + content.length + " bytes");
        }
        return ByteBuffer.wrap(content, (int) offset, (int) size).slice();
    }
}
