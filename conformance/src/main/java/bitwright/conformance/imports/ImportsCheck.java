package bitwright.conformance.imports;

import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/** Checks importers against what other tools read from the same files: a folder of blocks, a folder for each model. */
public final class ImportsCheck implements FamilyCheck {
    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        Path models = folder.resolve("../../models");
        for (Path entry : list(folder)) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry) && name.startsWith("ggml")) {
                new BlockFolder(entry).check(report);
            } else if (Files.isDirectory(entry)) {
                new ModelFolder(entry, models).check(report);
            } else if (!name.equals("FAMILY") && !name.startsWith("README")) {
                report.accept(FileOutcome.skipped(name, "no kind of golden import"));
            }
        }
    }

    static List<Path> list(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.sorted().toList();
        }
    }
}
