package bitwright.workload.safetensors;

import bitwright.arith.FloatFormat;
import bitwright.arith.Floats;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.HalfFloat;
import bitwright.workload.real.Element;
import bitwright.workload.real.Value;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.TensorStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file: the length of a JSON header, the header, the bytes of the tensors. Whatever the bytes, opening gives
 * a file or one {@link WorkloadException}.
 */
public final class SafetensorsFile implements TensorStore {
    /** As the format's own library limits it. */
    private static final long LONGEST_HEADER = 100_000_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .build();

    /** The element types, by the names that headers use. */
    private enum Type {
        F64(8),
        F32(4),
        F16(2),
        BF16(2),
        F8_E4M3(1),
        F8_E5M2(1),
        I64(8),
        I32(4),
        I16(2),
        I8(1),
        U8(1),
        BOOL(1);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    private record Entry(Type type, int[] shape, long begin, long end) {}

    private final ByteSource source;
    private final long start;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    private SafetensorsFile(ByteSource source) throws IOException {
        this.source = source;
        if (source.size() < 8) {
            throw problem("is not a safetensors file: it has " + source.size() + " bytes");
        }
        long length = source.read(0, 8).getLong();
        if (length < 2 || length > LONGEST_HEADER || length > source.size() - 8) {
            throw problem("the header's length must be between 2 and what the file holds, at most " + LONGEST_HEADER
                    + "; got " + Long.toUnsignedString(length));
        }
        start = 8 + length;
        byte[] json = new byte[(int) length];
        source.read(8, length).get(json);
        for (Map.Entry<String, JsonNode> named : header(json).properties()) {
            if (!named.getKey().equals("__metadata__")) {
                entries.put(named.getKey(), entry(named.getKey(), named.getValue()));
            }
        }
    }

    private JsonNode header(byte[] json) {
        try {
            JsonNode header = JSON.readTree(json);
            if (!header.isObject()) {
                throw problem("the header must be a JSON object");
            }
            return header;
        } catch (JacksonException e) {
            throw problem("the header is not JSON: " + e.getOriginalMessage());
        }
    }

    public static SafetensorsFile open(ByteSource source) throws IOException {
        return new SafetensorsFile(source);
    }

    private WorkloadException problem(String text) {
        return new WorkloadException(source.name() + ": " + text);
    }

    private Entry entry(String name, JsonNode described) {
        long[] shape = wholes(described.path("shape"));
        long[] offsets = wholes(described.path("data_offsets"));
        String dtype = described.path("dtype").asString("");
        if (shape == null || offsets == null || offsets.length != 2 || dtype.isEmpty()) {
            throw problem("tensor '" + name + "' must have a dtype, a shape of whole numbers and two data_offsets");
        }
        Type type;
        try {
            type = Type.valueOf(dtype);
        } catch (IllegalArgumentException e) {
            throw problem("tensor '" + name + "' is of dtype '" + dtype + "', which is not supported; supported are "
                    + java.util.Arrays.toString(Type.values()));
        }
        long elements = 1;
        int[] extents = new int[shape.length];
        for (int axis = 0; axis < extents.length; axis++) {
            if (shape[axis] < 0
                    || shape[axis] > Integer.MAX_VALUE - 8
                    || (elements *= shape[axis]) > Integer.MAX_VALUE - 8) {
                throw problem("tensor '" + name + "' has the extent " + shape[axis] + ", or too many elements in all");
            }
            extents[axis] = (int) shape[axis];
        }
        long begin = offsets[0];
        long end = offsets[1];
        if (begin < 0 || end < begin || end > source.size() - start || end - begin != elements * type.bytes) {
            throw problem("tensor '" + name + "' of " + elements + " elements of " + type.bytes
                    + " bytes has data_offsets [" + begin + ", " + end + "] in " + (source.size() - start)
                    + " bytes of data");
        }
        return new Entry(type, extents, begin, end);
    }

    /** The numbers of a list; {@code null} for anything else. */
    private static long[] wholes(JsonNode list) {
        long[] wholes = new long[list.size()];
        for (int i = 0; i < wholes.length; i++) {
            if (!list.get(i).isIntegralNumber() || !list.get(i).canConvertToLong()) {
                return null;
            }
            wholes[i] = list.get(i).asLong();
        }
        return list.isArray() ? wholes : null;
    }

    @Override
    public ByteSource source() {
        return source;
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
            throw problem("holds no tensor '" + name + "'");
        }
        ByteBuffer bytes = source.read(start + entry.begin, entry.end - entry.begin);
        int count = bytes.remaining() / entry.type.bytes;
        return switch (entry.type) {
            case I64 -> Value.of(Element.INT64, entry.shape, integers(entry.type, bytes, count));
            case I32 -> Value.of(Element.INT32, entry.shape, integers(entry.type, bytes, count));
            case I16 -> Value.of(Element.INT16, entry.shape, integers(entry.type, bytes, count));
            case I8 -> Value.of(Element.INT8, entry.shape, integers(entry.type, bytes, count));
            case U8 -> Value.of(Element.UINT8, entry.shape, integers(entry.type, bytes, count));
            case BOOL -> Value.of(Element.BOOL, entry.shape, integers(entry.type, bytes, count));
            default -> Value.of(entry.shape, reals(entry.type, bytes, count));
        };
    }

    private static long[] integers(Type type, ByteBuffer bytes, int count) {
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case I64 -> bytes.getLong();
                case I32 -> bytes.getInt();
                case I16 -> bytes.getShort();
                case I8 -> bytes.get();
                default -> bytes.get() & 0xFF;
            };
        }
        return values;
    }

    private static float[] reals(Type type, ByteBuffer bytes, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (type) {
                case F64 -> (float) bytes.getDouble();
                case F16 -> HalfFloat.toFloat(bytes.getShort());
                case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
                case F8_E4M3 -> small(Floats.E4M3FN, bytes);
                case F8_E5M2 -> small(Floats.E5M2, bytes);
                default -> bytes.getFloat();
            };
        }
        return values;
    }

    private static float small(FloatFormat format, ByteBuffer bytes) {
        return (float) format.decode(bytes.get() & 0xFF);
    }
}
