package bitwright.sweep.spark;

import bitwright.sweep.point.SweepException;
import bitwright.workload.ContentHash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** What workers need of the driver's files, each sent once under the hash of its content. */
final class Parcels {
    static final String ZIP = ".zip";
    static final String JAR = ".jar";

    private final Path folder;
    private final Consumer<Path> send;
    private final Map<Path, String> sent = new HashMap<>();

    /**
     * @param folder where parcels are packed
     * @param send makes a file known to the workers by its name
     */
    Parcels(Path folder, Consumer<Path> send) {
        this.folder = folder;
        this.send = send;
    }

    /** The hash of a JAR, which workers have under it. */
    String jar(Path jar) {
        return sent(jar, JAR, packed -> Files.copy(jar, packed, StandardCopyOption.REPLACE_EXISTING));
    }

    /** The hash of a file or a folder, which workers have in a folder called so. */
    String parcel(Path content) {
        return sent(content, ZIP, packed -> zip(content, packed));
    }

    @FunctionalInterface
    private interface Packing {
        void pack(Path packed) throws IOException;
    }

    private String sent(Path content, String suffix, Packing packing) {
        String known = sent.get(content);
        if (known != null) {
            return known;
        }
        try {
            Path packed = folder.resolve("packing" + suffix);
            packing.pack(packed);
            String hash = new ContentHash().add(packed).hex();
            Path named = folder.resolve(hash + suffix);
            Files.move(packed, named, StandardCopyOption.REPLACE_EXISTING);
            send.accept(named);
            sent.put(content, hash);
            return hash;
        } catch (IOException e) {
            throw new SweepException(content + " cannot be sent to the workers: " + e, e);
        }
    }

    /** Packs a file or a folder under its own name; the same content gives the same bytes. */
    private static void zip(Path content, Path packed) throws IOException {
        Path whole = content.toAbsolutePath().normalize();
        try (var zip = new ZipOutputStream(Files.newOutputStream(packed));
                Stream<Path> found = Files.walk(whole)) {
            List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
            for (Path file : files) {
                String name = whole.getParent().relativize(file).toString().replace('\\', '/');
                var entry = new ZipEntry(name);
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
