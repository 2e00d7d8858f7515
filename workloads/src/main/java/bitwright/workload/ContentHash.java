package bitwright.workload;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** SHA-256 over named pieces of content, each framed by its name and length so that none can run into the next. */
public final class ContentHash {
    private static final int CHUNK_BYTES = 1 << 18;
    /** The JVM puts the processor's own instructions to use after a number of updates, however long each is. */
    private static final int UPDATE_BYTES = 1 << 10;

    private final MessageDigest digest;

    public ContentHash() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Adds bytes under a name. */
    public ContentHash add(String name, byte[] content) {
        frame(name, content.length);
        update(content, content.length);
        return this;
    }

    /** Adds numbers under a name, each as four bytes, little-endian. */
    public ContentHash add(String name, int[] content) {
        frame(name, (long) content.length * Integer.BYTES);
        int room = (int) Math.min(CHUNK_BYTES, (long) content.length * Integer.BYTES);
        var chunk = ByteBuffer.allocate(room).order(ByteOrder.LITTLE_ENDIAN);
        for (int start = 0; start < content.length; start += CHUNK_BYTES / Integer.BYTES) {
            int count = Math.min(content.length - start, CHUNK_BYTES / Integer.BYTES);
            chunk.asIntBuffer().put(content, start, count);
            update(chunk.array(), count * Integer.BYTES);
        }
        return this;
    }

    /** Adds the bits of numbers under a name. */
    public ContentHash add(String name, float[] content) {
        int[] bits = new int[content.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToRawIntBits(content[i]);
        }
        return add(name, bits);
    }

    /** Adds a file under its own name, without its folder: moving a folder changes nothing. */
    public ContentHash add(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            frame(file.getFileName().toString(), Files.size(file));
            byte[] chunk = new byte[CHUNK_BYTES];
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                update(chunk, n);
            }
        }
        return this;
    }

    private void update(byte[] content, int length) {
        for (int at = 0; at < length; at += UPDATE_BYTES) {
            digest.update(content, at, Math.min(UPDATE_BYTES, length - at));
        }
    }

    /**
     * Begins to hash files, beside whatever its caller does next: their names and their own hashes, in their order.
     *
     * @return waits for the hash, in lower-case hex; throws {@link WorkloadException} if a file cannot be read
     */
    public static Supplier<String> begin(List<Path> files) {
        var hash = CompletableFuture.supplyAsync(() -> {
            var all = new ContentHash();
            for (Path file : files) {
                all.add(file.getFileName().toString(), ofFile(file).getBytes(StandardCharsets.US_ASCII));
            }
            return all.hex();
        });
        return () -> {
            try {
                return hash.join();
            } catch (CompletionException e) {
                throw e.getCause() instanceof WorkloadException unreadable ? unreadable : e;
            }
        };
    }

    private static String ofFile(Path file) {
        try {
            return new ContentHash().add(file).hex();
        } catch (IOException e) {
            throw new WorkloadException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private void frame(String name, long length) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(
                ByteBuffer.allocate(12).putInt(bytes.length).putLong(length).array());
        digest.update(bytes);
    }

    /** The hash in lower-case hex; ends the computation. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Plain SHA-256 of a file, as {@code sha256sum} prints it. */
    public static String sha256(byte[] content) {
        var hash = new ContentHash();
        hash.update(content, content.length);
        return hash.hex();
    }
}
