package bitwright.workload.tflite;

import bitwright.workload.WorkloadException;
import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a flatbuffer, its fields by number as the schema orders them. Whatever offsets a file makes up, reading
 * stays inside the file: an offset that leaves it is an {@link IndexOutOfBoundsException}, which the importer turns into
 * its one clear error, and a vector that would is refused before anything is allocated.
 */
final class FlatTable extends Table {
    private FlatTable(ByteBuffer bytes, int position) {
        __reset(position, bytes);
    }

    /** The root table of a file that begins with its offset and an identifier. */
    static FlatTable root(ByteBuffer file, String identifier) {
        ByteBuffer bytes = file.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < 8 || !__has_identifier(bytes, identifier)) {
            throw new WorkloadException("does not hold the identifier " + identifier + " at byte 4");
        }
        return new FlatTable(bytes, bytes.getInt(0));
    }

    private int place(int field) {
        int offset = __offset(4 + 2 * field);
        return offset == 0 ? 0 : bb_pos + offset;
    }

    boolean has(int field) {
        return place(field) != 0;
    }

    int int32(int field, int otherwise) {
        int place = place(field);
        return place == 0 ? otherwise : bb.getInt(place);
    }

    int int8(int field, int otherwise) {
        int place = place(field);
        return place == 0 ? otherwise : bb.get(place);
    }

    float float32(int field, float otherwise) {
        int place = place(field);
        return place == 0 ? otherwise : bb.getFloat(place);
    }

    long int64(int field, long otherwise) {
        int place = place(field);
        return place == 0 ? otherwise : bb.getLong(place);
    }

    Optional<FlatTable> table(int field) {
        int place = place(field);
        return place == 0 ? Optional.empty() : Optional.of(new FlatTable(bb, __indirect(place)));
    }

    List<FlatTable> tables(int field) {
        ByteBuffer offsets = vector(field, 4);
        List<FlatTable> tables = new ArrayList<>();
        for (int at = offsets.position(); at < offsets.limit(); at += 4) {
            tables.add(new FlatTable(bb, __indirect(at)));
        }
        return tables;
    }

    int[] int32s(int field) {
        ByteBuffer items = vector(field, 4);
        int[] values = new int[items.remaining() / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = items.getInt();
        }
        return values;
    }

    long[] int64s(int field) {
        ByteBuffer items = vector(field, 8);
        long[] values = new long[items.remaining() / 8];
        for (int i = 0; i < values.length; i++) {
            values[i] = items.getLong();
        }
        return values;
    }

    float[] float32s(int field) {
        ByteBuffer items = vector(field, 4);
        float[] values = new float[items.remaining() / 4];
        for (int i = 0; i < values.length; i++) {
            values[i] = items.getFloat();
        }
        return values;
    }

    String text(int field) {
        return StandardCharsets.UTF_8.decode(vector(field, 1)).toString();
    }

    ByteBuffer bytes(int field) {
        return vector(field, 1);
    }

    /** The bytes of a vector, as a view whose position and limit are places in the file; empty where it is absent. */
    private ByteBuffer vector(int field, int itemBytes) {
        int place = place(field);
        ByteBuffer view = bb.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        if (place == 0) {
            return view.limit(0);
        }
        int start = __indirect(place);
        long count = Integer.toUnsignedLong(bb.getInt(start));
        long end = start + 4L + count * itemBytes;
        if (end > bb.limit()) {
            throw new WorkloadException(
                    "a list of " + count + " items at byte " + start + " leaves the file of " + bb.limit() + " bytes");
        }
        return view.limit((int) end).position(start + 4);
    }
}
