package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the values in a Python pickle of protocol 2 or an earlier binary one, and nothing else of it: no class is looked up,
 * nothing is called. What a pickle would have Python construct stays a {@link Made}: what should be called, with what, and
 * the state it should be given.
 *
 * <p>Values are {@code Long}, {@code Double}, {@code Boolean}, {@code byte[]} for strings, {@code List} for lists and tuples,
 * {@code Map}, {@link Made}, {@link Global}, and {@link #NONE}.
 */
final class Pickle {
    /** Python's None. */
    static final Object NONE = new Object();

    private static final Object MARK = new Object();
    private static final int MOST_MEMOS = 1 << 22;

    /** A name that a pickle refers to, as in {@code numpy.ndarray}. */
    record Global(String name) {}

    /** Something to be constructed; as a mapping, its items, as a list, its elements. */
    static final class Made {
        final Global by;
        final Object arguments;
        final Map<Object, Object> items = new LinkedHashMap<>();
        Object state = NONE;

        Made(Global by, Object arguments) {
            this.by = by;
            this.arguments = arguments;
        }
    }

    private final Path file;
    private final ByteBuffer bytes;
    private final ArrayList<Object> stack = new ArrayList<>();
    private final Map<Integer, Object> memo = new HashMap<>();

    private Pickle(Path file, byte[] bytes) {
        this.file = file;
        this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The value of a pickle.
     *
     * @param file for messages
     * @throws WorkloadException naming the file and the place in it
     */
    static Object read(Path file, byte[] bytes) {
        return new Pickle(file, bytes).run();
    }

    private Object run() {
        while (true) {
            int at = bytes.position();
            try {
                int code = next();
                if (code == '.') {
                    return pop();
                }
                step(code);
            } catch (BufferUnderflowException | IndexOutOfBoundsException | ClassCastException e) {
                throw problem(at, "is not a whole pickle");
            }
        }
    }

    private WorkloadException problem(int at, String text) {
        return new WorkloadException(file + ": byte " + at + ": " + text);
    }

    private int next() {
        return bytes.get() & 0xFF;
    }

    private void step(int code) {
        switch (code) {
            case 0x80 -> protocol();
            case '(' -> push(MARK);
            case ')' -> push(new ArrayList<>());
            case ']' -> push(new ArrayList<>());
            case '}' -> push(new LinkedHashMap<>());
            case 'N' -> push(NONE);
            case 0x88 -> push(true);
            case 0x89 -> push(false);
            case 'K' -> push((long) next());
            case 'M' -> push((long) (bytes.getShort() & 0xFFFF));
            case 'J' -> push((long) bytes.getInt());
            case 0x8a -> push(wide(next()));
            case 'G' -> push(bytes.order(ByteOrder.BIG_ENDIAN).getDouble());
            case 'U' -> push(string(next()));
            case 'T', 'X' -> push(string(bytes.getInt()));
            case 'c' -> push(new Global(line() + "." + line()));
            case 'q' -> remember(next());
            case 'r' -> remember(bytes.getInt());
            case 'h' -> push(remembered(next()));
            case 'j' -> push(remembered(bytes.getInt()));
            case 't', 'l' -> push(new ArrayList<>(popToMark()));
            case 0x85 -> push(new ArrayList<>(popLast(1)));
            case 0x86 -> push(new ArrayList<>(popLast(2)));
            case 0x87 -> push(new ArrayList<>(popLast(3)));
            case 'a' -> append(popLast(1));
            case 'e' -> append(popToMark());
            case 's' -> put(popLast(2));
            case 'u' -> put(popToMark());
            case 'R', 0x81 -> make();
            case 'b' -> build();
            case '0' -> pop();
            default ->
                throw problem(
                        bytes.position() - 1, String.format("has operation 0x%02x, which is not known here", code));
        }
        bytes.order(ByteOrder.LITTLE_ENDIAN);
    }

    private void protocol() {
        int version = next();
        if (version > 2) {
            throw problem(bytes.position() - 1, "is a pickle of protocol " + version + "; 2 and earlier are read");
        }
    }

    private long wide(int size) {
        if (size > Long.BYTES) {
            throw problem(bytes.position() - 1, "has an integer of " + size + " bytes; up to 8 are read");
        }
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= (long) next() << 8 * i;
        }
        int unused = Long.SIZE - 8 * size;
        return size == 0 ? 0 : value << unused >> unused;
    }

    private byte[] string(int size) {
        if (size < 0 || size > bytes.remaining()) {
            throw new IndexOutOfBoundsException();
        }
        byte[] string = new byte[size];
        bytes.get(string);
        return string;
    }

    private String line() {
        int start = bytes.position();
        int end = start;
        while (bytes.get(end) != '\n') {
            end++;
        }
        String line = new String(bytes.array(), start, end - start, StandardCharsets.ISO_8859_1);
        bytes.position(end + 1);
        return line;
    }

    private void push(Object value) {
        stack.add(value);
    }

    private Object pop() {
        return stack.remove(stack.size() - 1);
    }

    private Object top() {
        return stack.get(stack.size() - 1);
    }

    private List<Object> popLast(int count) {
        var last = stack.subList(stack.size() - count, stack.size());
        var copy = new ArrayList<>(last);
        last.clear();
        return copy;
    }

    private List<Object> popToMark() {
        int mark = stack.lastIndexOf(MARK);
        var above = popLast(stack.size() - mark - 1);
        pop();
        return above;
    }

    private void remember(int index) {
        if (index < 0 || memo.size() >= MOST_MEMOS) {
            throw new IndexOutOfBoundsException();
        }
        memo.put(index, top());
    }

    private Object remembered(int index) {
        Object value = memo.get(index);
        if (value == null) {
            throw new IndexOutOfBoundsException();
        }
        return value;
    }

    @SuppressWarnings("unchecked")
    private void append(List<Object> values) {
        ((List<Object>) top()).addAll(values);
    }

    /** Keys are compared as what they are written as: whole numbers and strings. */
    @SuppressWarnings("unchecked")
    private void put(List<Object> pairs) {
        Map<Object, Object> map = top() instanceof Made made ? made.items : (Map<Object, Object>) top();
        for (int i = 0; i + 1 < pairs.size(); i += 2) {
            Object key = pairs.get(i) instanceof byte[] text
                    ? new String(text, StandardCharsets.ISO_8859_1)
                    : (Object) (Long) pairs.get(i);
            map.put(key, pairs.get(i + 1));
        }
    }

    private void make() {
        Object arguments = pop();
        push(new Made((Global) pop(), arguments));
    }

    private void build() {
        Object state = pop();
        ((Made) top()).state = state;
    }
}
