package bitwright.workload.bundle;

import bitwright.workload.ContentHash;
import bitwright.workload.npy.NpyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The files of a bundle that its layers refer to, each opened once, in the order in which they were asked for. */
final class BundleFiles {
    private final Path folder;
    private final Map<String, Optional<NpyFile>> files = new LinkedHashMap<>();

    BundleFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** A file, if the bundle holds it. */
    Optional<NpyFile> find(String name) throws IOException {
        Optional<NpyFile> known = files.get(name);
        if (known == null) {
            Path path = folder.resolve(name);
            known = Files.exists(path) ? Optional.of(NpyFile.open(path)) : Optional.empty();
            files.put(name, known);
        }
        return known;
    }

    /** Adds every file that was found, in order. */
    void addTo(ContentHash hash) throws IOException {
        for (Optional<NpyFile> file : files.values()) {
            if (file.isPresent()) {
                hash.add(file.get().path());
            }
        }
    }
}
