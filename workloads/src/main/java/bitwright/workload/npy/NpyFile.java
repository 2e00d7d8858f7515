package bitwright.workload.npy;

import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * An {@code .npy} file whose header has been read and found to agree with the file's size; the elements are read when
 * asked for, in C order whatever the file's own. All errors of content are {@link WorkloadException}s that name the
 * file.
 */
public final class NpyFile {
    private static final int CHUNK_BYTES = 1 << 18; // what a cache holds
    private static final int MAX_ELEMENTS = Integer.MAX_VALUE - 8;

    private final Path path;
    /** The whole file, where it is in memory. */
    private final byte[] content;

    private final NpyHeader header;
    private final long size;

    private NpyFile(Path path, byte[] content, NpyHeader header, long size) {
        this.path = path;
        this.content = content;
        this.header = header;
        this.size = size;
    }

    public static NpyFile open(Path path) throws IOException {
        try (var channel = Files.newByteChannel(path)) {
            byte[] start = read(channel, NpyHeader.PREFIX);
            if (start.length == NpyHeader.PREFIX && start[6] >= 1 && start[6] <= 3) {
                int end = NpyHeader.headerEnd(path.toString(), start);
                channel.position(0);
                start = read(channel, end);
            }
            var header = NpyHeader.parse(path.toString(), start);
            return new NpyFile(path, null, header, header.checkedSize(path.toString(), channel.size()));
        } catch (NoSuchFileException e) {
            throw new WorkloadException(path + ": no such file", e);
        }
    }

    /**
     * A file in memory.
     *
     * @param path its name, for messages
     */
    public static NpyFile of(Path path, byte[] content) {
        var header = NpyHeader.parse(path.toString(), content);
        return new NpyFile(path, content, header, header.checkedSize(path.toString(), content.length));
    }

    private static byte[] read(SeekableByteChannel channel, int atMost) throws IOException {
        var buffer = ByteBuffer.allocate((int) Math.min(atMost, Math.max(0, channel.size() - channel.position())));
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    public Path path() {
        return path;
    }

    public NpyType type() {
        return header.type();
    }

    public int[] shape() {
        return header.shape().clone();
    }

    /** Elements in all; throws {@link WorkloadException} for more than an array can hold. */
    public int elements() {
        return elements(size);
    }

    /** All elements as integers; float elements are refused, and values that need more than 32 bits. */
    public Tensor readTensor() throws IOException {
        return readTensor(false);
    }

    /**
     * All elements as integers.
     *
     * @param acceptFloats whether float elements that hold integers are welcome; others are an error that names the
     *     first such element
     */
    public Tensor readTensor(boolean acceptFloats) throws IOException {
        refuseFloats(acceptFloats);
        int[] data = new int[elements(size)];
        transfer(0, data.length, new IntegerSink(this, data));
        return new Tensor(shape(), header.fortranOrder() ? FortranOrder.toC(header.shape(), data) : data);
    }

    /** Some entries of the first axis, as {@link #readTensor(boolean)} would give them. */
    public Tensor readRows(int first, int count, boolean acceptFloats) throws IOException {
        int[] shape = shape();
        if (shape.length == 0 || first < 0 || count < 0 || first > shape[0] - count) {
            throw new WorkloadException(path + ": entries " + first + ".." + (first + (long) count - 1)
                    + " of the first axis were asked for, the shape is " + Arrays.toString(shape));
        }
        if (first == 0 && count == shape[0]) {
            return readTensor(acceptFloats);
        }
        int row = elements(size / shape[0]);
        shape[0] = count;
        if (header.fortranOrder()) {
            int[] all = readTensor(acceptFloats).data();
            return new Tensor(shape, Arrays.copyOfRange(all, first * row, (first + count) * row));
        }
        refuseFloats(acceptFloats);
        int[] data = new int[elements((long) count * row)];
        transfer((long) first * row, data.length, new IntegerSink(this, data));
        return new Tensor(shape, data);
    }

    /** All elements as floats, rounded to nearest where they are wider. */
    public float[] readFloats() throws IOException {
        float[] data = new float[elements(size)];
        transfer(0, data.length, new FloatSink(header.type(), data));
        return header.fortranOrder() ? FortranOrder.toC(header.shape(), data) : data;
    }

    /** Takes elements as floats, block by block. */
    public interface FloatBlocks {
        /**
         * One block.
         *
         * @param values the block from index 0 on; holds the next one after this call
         * @param first the place of the block's first element among all, in C order
         * @param count elements of the block
         */
        void accept(float[] values, int first, int count);
    }

    /** All elements as {@link #readFloats()} gives them, for those who need not hold them all at once. */
    public void readFloats(FloatBlocks blocks) throws IOException {
        int count = elements();
        if (header.fortranOrder() || content != null) {
            blocks.accept(readFloats(), 0, count);
            return;
        }
        var block = new float[Math.min(count, CHUNK_BYTES / header.type().bytes())];
        transfer(0, count, new BlockSink(new FloatSink(header.type(), block), block, blocks));
    }

    private record BlockSink(FloatSink floats, float[] block, FloatBlocks blocks) implements Sink {
        @Override
        public void accept(ByteBuffer elements, int first, int count) {
            floats.accept(elements, 0, count);
            blocks.accept(block, first, count);
        }
    }

    /** All elements as longs; float elements are refused, and unsigned values beyond a long. */
    public long[] readLongs() throws IOException {
        refuseFloats(false);
        long[] data = new long[elements(size)];
        transfer(0, data.length, new LongSink(this, data));
        return header.fortranOrder() ? FortranOrder.toC(header.shape(), data) : data;
    }

    /** Takes the elements of the file, chunk by chunk, in the file's order. */
    interface Sink {
        void accept(ByteBuffer elements, int first, int count);
    }

    private void transfer(long firstElement, int count, Sink sink) throws IOException {
        int bytes = header.type().bytes();
        if (content != null) {
            int from = Math.toIntExact(header.dataOffset() + firstElement * bytes);
            sink.accept(ByteBuffer.wrap(content, from, count * bytes).slice().order(header.order()), 0, count);
            return;
        }
        try (var channel = Files.newByteChannel(path)) {
            channel.position(header.dataOffset() + firstElement * bytes);
            var buffer = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, (long) count * bytes))
                    .order(header.order());
            for (int done = 0; done < count; ) {
                int now = Math.min(count - done, buffer.capacity() / bytes);
                buffer.clear().limit(now * bytes);
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new WorkloadException(path + ": ended while it was read");
                    }
                }
                sink.accept(buffer.flip(), done, now);
                done += now;
            }
        }
    }

    private int elements(long count) {
        if (count > MAX_ELEMENTS) {
            throw new WorkloadException(
                    path + ": holds " + count + " elements; at most " + MAX_ELEMENTS + " can be loaded at once");
        }
        return (int) count;
    }

    private void refuseFloats(boolean acceptFloats) {
        if (header.type().isFloat() && !acceptFloats) {
            throw new WorkloadException(path + ": must hold integers, got element type "
                    + header.type().name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** The error of an element, given its place in the file. */
    WorkloadException badElement(long position, String problem) {
        int[] shape = header.shape();
        long[] index = new long[shape.length];
        long rest = position;
        for (int i = 0; i < shape.length; i++) {
            int axis = header.fortranOrder() ? i : shape.length - 1 - i;
            index[axis] = rest % shape[axis];
            rest /= shape[axis];
        }
        return new WorkloadException(path + ": element " + Arrays.toString(index) + " " + problem);
    }
}
