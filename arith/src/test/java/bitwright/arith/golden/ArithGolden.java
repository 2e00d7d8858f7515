package bitwright.arith.golden;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Compares the library with a folder of golden data of the family {@code arith}: every file that MANIFEST.tsv names, and
 * every table beside them. What a file holds follows from its folder and name, never from a list of ours.
 */
public final class ArithGolden {
    private ArithGolden() {}

    /** One result a file, in the order of the manifest, tables after them. */
    public static List<FileResult> check(Path folder) {
        List<FileResult> results = new ArrayList<>();
        for (String file : files(folder)) {
            results.add(check(folder, file));
        }
        return results;
    }

    /** The files to compare, as paths below the folder. */
    public static List<String> files(Path folder) {
        try {
            List<String> files = new ArrayList<>();
            for (String line : Files.readAllLines(folder.resolve("MANIFEST.tsv"))) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    files.add(line.substring(0, Math.max(line.indexOf('\t'), 0)));
                }
            }
            var others = new TreeSet<String>();
            try (var walk = Files.walk(folder)) {
                walk.filter(Files::isRegularFile)
                        .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                        .filter(name -> name.contains("/") && !files.contains(name))
                        .forEach(others::add);
            }
            files.addAll(others);
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The comparison of one file. */
    public static FileResult check(Path folder, String file) {
        Tally tally = new Tally(file);
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            return tally.skipped("the manifest names it, but it is not there");
        }
        int slash = file.indexOf('/');
        String family = slash < 0 ? "" : file.substring(0, slash);
        String name = file.substring(slash + 1).replaceAll("\\.(bin\\.gz|csv)$", "");
        boolean known = switch (family) {
            case "decode" -> CodecFiles.decode(name, Records.read(path), tally);
            case "encode" -> CodecFiles.encode(name, Records.read(path), tally);
            case "stochastic" -> CodecFiles.stochastic(name, Records.read(path), tally);
            case "arith" -> OperationFiles.floats(name, Records.read(path), tally);
            case "posit" -> OperationFiles.posits(name, Records.read(path), tally);
            case "mx" -> BlockFiles.check(name, path, tally);
            case "lmul" -> LMulFiles.check(name, path, tally);
            case "int" -> IntegerFiles.check(name, path, tally);
            default -> false;
        };
        return known ? tally.result() : tally.skipped("no checker for a file of this name");
    }
}
