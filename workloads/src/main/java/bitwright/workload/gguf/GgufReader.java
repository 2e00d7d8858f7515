package bitwright.workload.gguf;

import bitwright.workload.WorkloadException;
import bitwright.workload.weights.ByteSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The head of a GGUF file, read front to back. */
final class GgufReader {
    private static final int CHUNK = 1 << 16;
    private static final int DEEPEST = 8;
    private static final int LONGEST_TEXT = 1 << 24;

    private final ByteSource source;
    private long start;
    private ByteBuffer chunk = ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN);

    GgufReader(ByteSource source) {
        this.source = source;
    }

    long position() {
        return start + chunk.position();
    }

    WorkloadException problem(String text) {
        return new WorkloadException(source.name() + ": byte " + position() + ": " + text);
    }

    private void need(int bytes, String what) throws IOException {
        if (chunk.remaining() >= bytes) {
            return;
        }
        long at = position();
        long available = source.size() - at;
        if (available < bytes) {
            throw problem("the file ends within " + what);
        }
        chunk = source.read(at, Math.min(available, Math.max(CHUNK, bytes)));
        start = at;
    }

    long u32(String what) throws IOException {
        need(4, what);
        return chunk.getInt() & 0xFFFF_FFFFL;
    }

    /** A number that may use its top bit, which then reads as negative. */
    long u64(String what) throws IOException {
        need(8, what);
        return chunk.getLong();
    }

    long count(String what, long most) throws IOException {
        long count = u64(what);
        if (count < 0 || count > most) {
            throw problem(what + " must be at most " + most + ", got " + Long.toUnsignedString(count));
        }
        return count;
    }

    String text(String what) throws IOException {
        int length = (int) count("the length of " + what, LONGEST_TEXT);
        need(length, what);
        byte[] bytes = new byte[length];
        chunk.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A value with its type before it. */
    Object metadata(String key) throws IOException {
        return value((int) u32("the type of '" + key + "'"), key, 0);
    }

    private Object value(int type, String key, int depth) throws IOException {
        String what = "metadata '" + key + "'";
        switch (type) {
            case 0, 1, 7 -> need(1, what);
            case 2, 3 -> need(2, what);
            case 4, 5, 6 -> need(4, what);
            case 10, 11, 12 -> need(8, what);
            default -> {}
        }
        return switch (type) {
            case 0 -> (long) (chunk.get() & 0xFF);
            case 1 -> (long) chunk.get();
            case 2 -> (long) (chunk.getShort() & 0xFFFF);
            case 3 -> (long) chunk.getShort();
            case 4 -> chunk.getInt() & 0xFFFF_FFFFL;
            case 5 -> (long) chunk.getInt();
            case 6 -> (double) chunk.getFloat();
            case 7 -> chunk.get() != 0;
            case 8 -> text(what);
            case 9 -> list(key, what, depth);
            case 10, 11 -> chunk.getLong();
            case 12 -> chunk.getDouble();
            default -> throw problem(what + " is of type " + type + ", which is unknown");
        };
    }

    /** Vocabularies are long and of no use here: a list is read over and its length kept. */
    private Object list(String key, String what, int depth) throws IOException {
        if (depth == DEEPEST) {
            throw problem(what + " is nested too deeply");
        }
        int type = (int) u32("the type of " + what);
        // Every element takes a byte at least, so that no count can keep us busy for longer than the file is.
        long count = count("the length of " + what, source.size());
        for (long i = 0; i < count; i++) {
            value(type, key, depth + 1);
        }
        return "a list of " + count;
    }
}
