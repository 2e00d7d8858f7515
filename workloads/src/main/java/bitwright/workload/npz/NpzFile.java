package bitwright.workload.npz;

import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyType;
import bitwright.workload.real.Element;
import bitwright.workload.real.Value;
import bitwright.workload.weights.ByteSource;
import bitwright.workload.weights.TensorStore;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * An {@code .npz} archive: {@code .npy} files, stored or deflated, in a zip file. Tensors bear their files' names without
 * {@code .npy}. What an entry claims to unpack to is checked against what deflation can give before it is unpacked.
 */
public final class NpzFile implements TensorStore {
    /** Bytes that a byte of deflated data can stand for at most. */
    private static final long LARGEST_RATIO = 1032;

    private static final int MOST_ENTRIES = 1 << 16;

    /** Unpacked bytes of all arrays together. */
    private static final long MOST_BYTES = 1L << 31;

    private final Path path;
    private final ByteSource source;
    private final Map<String, NpyFile> arrays = new LinkedHashMap<>();
    private long unpacked;

    private NpzFile(Path path) throws IOException {
        this.path = path;
        source = ByteSource.of(path);
        try (var zip = new ZipFile(path.toFile())) {
            if (zip.size() > MOST_ENTRIES) {
                throw new WorkloadException(
                        path + ": holds " + zip.size() + " files; at most " + MOST_ENTRIES + " are read");
            }
            var entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (entry.getName().endsWith(".npy")) {
                    String name = entry.getName().substring(0, entry.getName().length() - 4);
                    if (arrays.put(name, read(zip, entry)) != null) {
                        throw new WorkloadException(path + ": '" + name + "' stands twice");
                    }
                }
            }
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            throw new WorkloadException(path + ": is not an .npz file: " + e.getMessage(), e);
        }
        if (arrays.isEmpty()) {
            throw new WorkloadException(path + ": holds no .npy file");
        }
    }

    public static NpzFile open(Path path) throws IOException {
        return new NpzFile(path);
    }

    private NpyFile read(ZipFile zip, ZipEntry entry) throws IOException {
        // A name may hold what no path can; it is only shown.
        Path shown = Path.of(path + "!" + entry.getName().replaceAll("[^A-Za-z0-9._/-]", "_"));
        long size = entry.getSize();
        if (size < 0 || size > Integer.MAX_VALUE - 8 || size / LARGEST_RATIO > entry.getCompressedSize()) {
            throw new WorkloadException(
                    shown + ": cannot unpack to " + size + " bytes from " + entry.getCompressedSize());
        }
        unpacked += size;
        if (unpacked > MOST_BYTES) {
            throw new WorkloadException(path + ": unpacks to more than " + MOST_BYTES + " bytes");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes((int) size);
            if (content.length < size) {
                throw new WorkloadException(shown + ": unpacks to " + content.length + " bytes, not " + size);
            }
            return NpyFile.of(shown, content);
        }
    }

    @Override
    public ByteSource source() {
        return source;
    }

    @Override
    public Map<String, int[]> shapes() {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        arrays.forEach((name, file) -> shapes.put(name, file.shape()));
        return shapes;
    }

    /** The array of a name, as the file has it. */
    public NpyFile file(String name) {
        NpyFile file = arrays.get(name);
        if (file == null) {
            throw new WorkloadException(
                    path + ": holds no array '" + name + "'; it holds " + String.join(", ", arrays.keySet()));
        }
        return file;
    }

    @Override
    public Value value(String name) throws IOException {
        NpyFile file = file(name);
        return file.type().isFloat()
                ? Value.of(file.shape(), file.readFloats())
                : Value.of(element(file.type()), file.shape(), file.readLongs());
    }

    private static Element element(NpyType type) {
        return switch (type) {
            case BOOL -> Element.BOOL;
            case INT8 -> Element.INT8;
            case UINT8 -> Element.UINT8;
            case INT16 -> Element.INT16;
            case UINT16 -> Element.UINT16;
            case INT32 -> Element.INT32;
            default -> Element.INT64;
        };
    }
}
