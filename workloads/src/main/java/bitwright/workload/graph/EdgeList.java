package bitwright.workload.graph;

import bitwright.workload.WorkloadException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A text file of edges, two node ids a line: the sender, then the receiver of its messages. Blanks, tabs, commas or semicolons
 * separate; lines that start with {@code #} or {@code %} are comments, as SNAP, KONECT and others write them; a file whose
 * name ends in {@code .gz} is unpacked. Ids count from 0.
 */
public final class EdgeList {
    private EdgeList() {}

    /**
     * Reads a file.
     *
     * @param nodes how many nodes there are; otherwise one more than the largest id
     * @throws WorkloadException naming file and line
     */
    public static Graph read(Path file, OptionalInt nodes, EdgeRules rules) throws IOException {
        var edges = new GraphBuilder();
        int most = nodes.orElse(Integer.MAX_VALUE) - 1;
        int largest = -1;
        try (var scanner = new LineScanner(file)) {
            while (scanner.nextLine("#%")) {
                int sender = id(scanner, "the sender's id", most);
                int receiver = id(scanner, "the receiver's id", most);
                scanner.endLine("a line must hold two node ids");
                largest = Math.max(largest, Math.max(sender, receiver));
                edges.add(receiver, sender);
            }
        }
        return edges.build(file.toString(), nodes.orElse(largest + 1), rules)
                .named(file.getFileName().toString());
    }

    private static int id(LineScanner scanner, String what, int most) throws IOException {
        int id = scanner.number(what);
        if (id > most) {
            throw scanner.problem(what + " must lie between 0 and " + most + ", got " + id);
        }
        return id;
    }
}
