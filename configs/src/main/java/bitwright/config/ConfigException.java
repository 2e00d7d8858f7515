package bitwright.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;

/** The user's configuration is wrong. Its message has a line for each problem that one pass found, in the files' order. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ConfigException(List<Problem> problems) {
        this(inOrder(problems), null);
    }

    ConfigException(Position at, String text) {
        this(List.of(new Problem(at, text)));
    }

    private ConfigException(List<Problem> ordered, Throwable cause) {
        super(ordered.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
        problems = ordered;
    }

    public List<Problem> problems() {
        return problems;
    }

    /** By text in the order of their first problems, then by place; a problem that several readers met stands once. */
    private static List<Problem> inOrder(List<Problem> problems) {
        var sources = problems.stream()
                .map(problem -> problem.at().source())
                .distinct()
                .toList();
        var ordered = new ArrayList<>(new LinkedHashSet<>(problems));
        ordered.sort(Comparator.<Problem>comparingInt(
                        problem -> sources.indexOf(problem.at().source()))
                .thenComparingInt(problem -> problem.at().line())
                .thenComparingInt(problem -> problem.at().column()));
        return List.copyOf(ordered);
    }
}
