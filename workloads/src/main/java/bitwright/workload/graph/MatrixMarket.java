package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A square sparse matrix in Matrix Market's coordinate form: an entry (i, j) lets node i take node j's messages; a symmetric or
 * skew-symmetric matrix stands for both triangles. Values are not read, since aggregation has weights of its own. A file whose
 * name ends in {@code .gz} is unpacked. Ids in the file count from 1.
 *
 * @see <a href="https://math.nist.gov/MatrixMarket/formats.html">the format</a>
 */
public final class MatrixMarket {
    private MatrixMarket() {}

    /**
     * Reads a file.
     *
     * @throws WorkloadException naming file and line
     */
    public static Graph read(Path file, EdgeRules rules) throws IOException {
        try (var scanner = new LineScanner(file)) {
            boolean isSymmetric = isSymmetric(scanner);
            if (!scanner.nextLine("%")) {
                throw scanner.problem("the line of rows, columns and entries is missing");
            }
            int rows = scanner.number("the number of rows");
            int columns = scanner.number("the number of columns");
            int entries = scanner.number("the number of entries");
            if (rows != columns) {
                throw scanner.problem("a graph's matrix must be square, got " + rows + " by " + columns);
            }
            scanner.endLine("rows, columns and entries are three numbers");
            var edges = new GraphBuilder();
            int read = 0;
            while (scanner.nextLine("%")) {
                if (read == entries) {
                    throw scanner.problem("the file must hold " + entries + " entries, got more");
                }
                int row = id(scanner, "the row", rows);
                int column = id(scanner, "the column", rows);
                scanner.skipLine();
                edges.add(row, column);
                read++;
            }
            if (read < entries) {
                throw scanner.problem("the file must hold " + entries + " entries, got " + read);
            }
            var asStored =
                    new EdgeRules(rules.symmetric() || isSymmetric, rules.dropDuplicates(), rules.dropSelfLoops());
            return edges.build(file.toString(), rows, asStored)
                    .named(file.getFileName().toString());
        }
    }

    private static boolean isSymmetric(LineScanner scanner) throws IOException {
        if (!scanner.hasField()) {
            throw scanner.problem("must start with %%MatrixMarket");
        }
        String line = scanner.restOfLine();
        String[] words = line.toLowerCase(Locale.ROOT).split("\\s+");
        if (!words[0].equals("%%matrixmarket")) {
            throw scanner.problem("the first line must start with %%MatrixMarket, got '" + shortened(line) + "'");
        }
        if (words.length != 5 || !words[1].equals("matrix") || !words[2].equals("coordinate")) {
            throw scanner.problem(
                    "only '%%MatrixMarket matrix coordinate FIELD SYMMETRY' is a graph, got '" + shortened(line) + "'");
        }
        return switch (words[4]) {
            case "general" -> false;
            case "symmetric", "skew-symmetric", "hermitian" -> true;
            default ->
                throw scanner.problem("symmetry must be general, symmetric, skew-symmetric or hermitian, got '"
                        + shortened(words[4]) + "'");
        };
    }

    private static String shortened(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static int id(LineScanner scanner, String what, int most) throws IOException {
        int id = scanner.number(what);
        if (id < 1 || id > most) {
            throw scanner.problem(what + " must lie between 1 and " + most + ", got " + id);
        }
        return id - 1;
    }
}
