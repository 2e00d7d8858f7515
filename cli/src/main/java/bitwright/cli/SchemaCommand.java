package bitwright.cli;

import bitwright.config.Schema;
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
        SWEEP
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "run|sweep", description = "The kind.")
    private Kind kind;

    @Override
    public void run() {
        Json.print(
                spec.commandLine().getOut(),
                switch (kind) {
                    case RUN -> Schema.run();
                    case SWEEP -> Schema.sweep();
                });
    }
}
