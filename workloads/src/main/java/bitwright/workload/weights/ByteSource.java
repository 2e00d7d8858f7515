package bitwright.workload.weights;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The bytes of a file, read in parts; what lies outside is a {@link WorkloadException} before anything is allocated. */
public final class ByteSource {
    private final String name;
    private final Path path;
    private final byte[] content;
    private final long size;

    private ByteSource(String name, Path path, byte[] content, long size) {
        this.name = name;
        this.path = path;
        this.content = content;
        this.size = size;
    }

    public static ByteSource of(Path path) throws IOException {
        try {
            return new ByteSource(path.toString(), path, null, Files.size(path));
        } catch (NoSuchFileException e) {
            throw new WorkloadException(path + ": no such file", e);
        }
    }

    /** Bytes in memory under a name. */
    public static ByteSource of(String name, byte[] content) {
        return new ByteSource(name, null, content, content.length);
    }

    /** The file's name for messages. */
    public String name() {
        return name;
    }

    /** The file's name without its folder. */
    public String plainName() {
        return name.replaceAll(".*[/\\\\]", "");
    }

    public long size() {
        return size;
    }

    /** Some bytes, little-endian. */
    public ByteBuffer read(long position, long count) throws IOException {
        if (position < 0 || count < 0 || position > size || count > size - position) {
            throw new WorkloadException(
                    name + ": " + count + " bytes at byte " + position + " leave the file of " + size + " bytes");
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw new WorkloadException(
                    name + ": " + count + " bytes at byte " + position + " are more than can be read");
        }
        if (content != null) {
            return ByteBuffer.wrap(content, (int) position, (int) count).slice().order(ByteOrder.LITTLE_ENDIAN);
        }
        var bytes = ByteBuffer.allocate((int) count).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = Files.newByteChannel(path)) {
            channel.position(position);
            while (bytes.hasRemaining()) {
                if (channel.read(bytes) < 0) {
                    throw new WorkloadException(name + ": ended while it was read");
                }
            }
        }
        return bytes.flip();
    }

    /** Plain SHA-256, as {@code sha256sum} prints it. */
    public String sha256() throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            if (content != null) {
                digest.update(content);
            } else {
                try (var in = new DigestInputStream(Files.newInputStream(path), digest)) {
                    in.transferTo(java.io.OutputStream.nullOutputStream());
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
