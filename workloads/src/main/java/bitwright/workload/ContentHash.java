package bitwright.workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** SHA-256 over named pieces of content, each framed by its name and length so that none can run into the next. */
public final class ContentHash {
    private static final int CHUNK_BYTES = 1 << 18;

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
        digest.update(content);
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
            digest.update(chunk.array(), 0, count * Integer.BYTES);
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
                digest.update(chunk, 0, n);
            }
        }
        return this;
    }

    /** Adds files in their order, each by its own hash, which several threads compute side by side. */
    public ContentHash addAll(List<Path> files) throws IOException {
        try {
            List<String> hashes =
                    files.parallelStream().map(ContentHash::ofFile).toList();
            for (int i = 0; i < hashes.size(); i++) {
                add(files.get(i).getFileName().toString(), hashes.get(i).getBytes(StandardCharsets.US_ASCII));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return this;
    }

    private static String ofFile(Path file) {
        try {
            return new ContentHash().add(file).hex();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
        hash.digest.update(content);
        return hash.hex();
    }
}
