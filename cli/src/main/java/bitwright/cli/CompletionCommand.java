package bitwright.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the script by which bash and zsh complete the command's words. */
@Command(name = "completion", description = "Print a completion script for bash and zsh.")
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        // All commands, though only this one has been parsed.
        out.print(AutoComplete.bash("bitwright", Main.commandLine()));
        out.flush();
    }
}
