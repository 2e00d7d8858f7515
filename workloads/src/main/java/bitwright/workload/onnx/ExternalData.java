package bitwright.workload.onnx;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.ContentHash;
import bitwright.workload.WorkloadException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Elements that a model keeps in files beside it: {@code location} relative to the model's folder, {@code offset} and
 * {@code length} in bytes, the rest of the file by default (ONNX, external data). No file outside that folder is read.
 */
final class ExternalData {
    private final Optional<Path> folder;
    private final TreeSet<Path> used = new TreeSet<>();

    /** @param folder the model's, or empty where the model has no place */
    ExternalData(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * The bytes of a tensor.
     *
     * @param most how many it can need; what claims more is refused before it is read
     */
    ByteBuffer of(OnnxMl.TensorProto tensor, long most) {
        String location = "";
        long offset = 0;
        long length = -1;
        for (OnnxMl.StringStringEntryProto entry : tensor.getExternalDataList()) {
            switch (entry.getKey()) {
                case "location" -> location = entry.getValue();
                case "offset" -> offset = number("offset", entry.getValue());
                case "length" -> length = number("length", entry.getValue());
                default -> {} // a checksum, or what later versions may tell
            }
        }
        Path file = file(location);
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long bytes = length < 0 ? size - offset : length;
            if (offset > size || bytes > size - offset) {
                throw new WorkloadException("keeps " + (length < 0 ? "its" : length) + " bytes from " + offset
                        + " on in " + location + ", which has " + size);
            }
            if (bytes > most) {
                throw new WorkloadException(
                        "keeps " + bytes + " bytes in " + location + ", more than its shape can need, " + most);
            }
            var buffer = ByteBuffer.allocate((int) bytes);
            channel.position(offset);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException("it ends while being read");
                }
            }
            used.add(file);
            return buffer.flip();
        } catch (IOException e) {
            throw new WorkloadException("keeps its elements in " + location + ", which cannot be read: " + e, e);
        }
    }

    private static long number(String key, String text) {
        try {
            long number = Long.parseLong(text);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw new WorkloadException("keeps its elements in another file, whose " + key + " must be a whole number that "
                + "is not negative, got '" + text + "'");
    }

    private Path file(String location) {
        if (folder.isEmpty()) {
            throw new WorkloadException("keeps its elements in another file, and the model is not read from one");
        }
        if (location.isEmpty()) {
            throw new WorkloadException("keeps its elements in another file, whose location is missing");
        }
        Path home = folder.get().toAbsolutePath().normalize();
        Path file = home.resolve(location).normalize();
        if (!file.startsWith(home) || file.equals(home)) {
            throw new WorkloadException(
                    "keeps its elements in '" + location + "', which is outside the model's folder");
        }
        try {
            // A link inside the folder may lead out of it.
            if (Files.exists(file) && !file.toRealPath().startsWith(home.toRealPath())) {
                throw new WorkloadException(
                        "keeps its elements in '" + location + "', which leads outside the model's folder");
            }
        } catch (IOException e) {
            throw new WorkloadException("keeps its elements in " + location + ", which cannot be read: " + e, e);
        }
        if (!Files.isRegularFile(file)) {
            throw new WorkloadException("keeps its elements in " + location + ": no such file beside the model");
        }
        return file;
    }

    /** The model's hash where it stands alone; else one over it and the files that it reads. */
    String hash(byte[] model) throws IOException {
        String own = ContentHash.sha256(model);
        if (used.isEmpty()) {
            return own;
        }
        var hash = new ContentHash().add("model", model);
        for (Path file : used) {
            hash.add(file);
        }
        return hash.hex();
    }
}
