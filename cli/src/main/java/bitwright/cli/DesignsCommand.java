package bitwright.cli;

import bitwright.config.Library;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the designs of the library. */
@Command(name = "designs", description = "List the designs that come with Bitwright.")
final class DesignsCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print the list as JSON.")
    private boolean json;

    @Override
    public void run() {
        LibraryList.print(spec.commandLine().getOut(), Library.Kind.DESIGNS, json);
    }
}
