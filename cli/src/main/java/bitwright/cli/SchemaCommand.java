package bitwright.cli;

import bitwright.config.KeysPage;
import bitwright.config.Schema;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the JSON Schema of a kind of file. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of a kind of file, for editors that complete and check YAML.")
final class SchemaCommand implements Runnable {
    /** Kinds of files that have a schema. */
    enum Kind {
        RUN,
        SWEEP,
        KEYS
    }

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "run|sweep|keys",
            description = "The kind of file; keys prints the documentation of all keys as Markdown.")
    private Kind kind;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        switch (kind) {
            case RUN -> Json.print(out, Schema.run());
            case SWEEP -> Json.print(out, Schema.sweep());
            case KEYS -> {
                out.print(KeysPage.text());
                out.flush();
            }
        }
    }
}
