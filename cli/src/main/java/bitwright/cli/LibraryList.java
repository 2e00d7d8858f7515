package bitwright.cli;

import bitwright.config.Library;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Names of the library, each with a word about it. */
final class LibraryList {
    private LibraryList() {}

    static void print(PrintWriter out, Library.Kind kind, boolean json) {
        List<String> names = Library.builtIn().names(kind);
        if (json) {
            Json.print(
                    out,
                    names.stream()
                            .map(name -> Map.of(
                                    "name", name, "about", Library.builtIn().about(kind, name)))
                            .toList());
            return;
        }
        int width = names.stream().mapToInt(String::length).max().orElse(1);
        for (String name : names) {
            out.println(String.format(
                            Locale.ROOT,
                            "%-" + width + "s  %s",
                            name,
                            Library.builtIn().about(kind, name))
                    .stripTrailing());
        }
        out.flush();
    }
}
