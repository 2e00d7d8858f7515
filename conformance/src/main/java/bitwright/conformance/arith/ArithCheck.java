package bitwright.conformance.arith;

import bitwright.conformance.golden.FamilyCheck;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Checks the family {@code arith}: every file that MANIFEST.tsv names, and every table beside them. What a file holds
 * follows from its folder and its name, never from a list of ours.
 */
public final class ArithCheck implements FamilyCheck {
    @Override
    public void check(Path folder, Consumer<FileOutcome> report) throws IOException {
        for (String file : files(folder)) {
            report.accept(check(folder, file));
        }
    }

    /** The files to compare, as paths below the folder: those of the manifest, then what else lies in its folders. */
    static List<String> files(Path folder) throws IOException {
        Path manifest = folder.resolve("MANIFEST.tsv");
        if (!Files.isRegularFile(manifest)) {
            throw new GoldenDataException(manifest + ": is missing; it says which files there are");
        }
        List<String> files = new ArrayList<>();
        for (String line : Files.readAllLines(manifest)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                files.add(line.split("\t", 2)[0].strip());
            }
        }
        var others = new TreeSet<String>();
        try (var walk = Files.walk(folder)) {
            walk.filter(Files::isRegularFile)
                    .map(path -> folder.relativize(path).toString().replace('\\', '/'))
                    .filter(name -> name.matches(".+/.+\\.(bin\\.gz|csv)") && !files.contains(name))
                    .forEach(others::add);
        }
        files.addAll(others);
        return files;
    }

    /** The comparison of one file. */
    static FileOutcome check(Path folder, String file) throws IOException {
        Path path = folder.resolve(file);
        if (!Files.isRegularFile(path)) {
            return FileOutcome.skipped(file, "the manifest names it, but it is not there");
        }
        var tally = new RecordTally(file);
        try {
            boolean known = compare(file, path, tally);
            return known ? tally.outcome() : FileOutcome.skipped(file, "no check for a file of this name");
        } catch (BufferUnderflowException e) {
            throw new GoldenDataException(path + ": ends in the middle of a record");
        }
    }

    private static boolean compare(String file, Path path, RecordTally tally) throws IOException {
        int slash = file.indexOf('/');
        String kind = slash < 0 ? "" : file.substring(0, slash);
        String name = file.substring(slash + 1).replaceAll("\\.(bin\\.gz|csv)$", "");
        return switch (kind) {
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
    }
}
