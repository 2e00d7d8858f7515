package bitwright.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Spec;

/** Prints the manual page, made from what the help pages say. */
@Command(name = "manual", description = "Print the manual page of all commands, for man -l -.")
final class ManualCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        out.print(page(Main.commandLine()));
        out.flush();
    }

    /** The page in roff's man macros. */
    static String page(CommandLine top) {
        var lines = new ArrayList<String>();
        lines.add(".TH BITWRIGHT 1");
        lines.add(".SH NAME");
        lines.add("bitwright \\- "
                + text(String.join(" ", top.getCommandSpec().usageMessage().description())));
        lines.add(".SH SYNOPSIS");
        lines.add(".B bitwright");
        lines.add("COMMAND [OPTION]...");
        lines.add(".SH COMMANDS");
        top.getSubcommands().values().forEach(command -> add(command, lines));
        lines.add(".SH EXIT STATUS");
        top.getCommandSpec().usageMessage().exitCodeList().forEach((code, meaning) -> item(lines, code, meaning));
        return String.join("\n", lines) + "\n";
    }

    private static void add(CommandLine command, List<String> lines) {
        CommandSpec spec = command.getCommandSpec();
        var synopsis = new ArrayList<>(List.of(spec.qualifiedName()));
        spec.positionalParameters().forEach(one -> synopsis.add(one.paramLabel()));
        lines.add(".SS " + text(String.join(" ", synopsis)));
        lines.add(text(String.join(" ", spec.usageMessage().description())));
        for (PositionalParamSpec one : spec.positionalParameters()) {
            item(lines, one.paramLabel(), String.join(" ", one.description()));
        }
        for (OptionSpec option : spec.options()) {
            if (!option.inherited() && !option.hidden()) {
                String label = option.arity().max() == 0 ? "" : " " + option.paramLabel();
                item(lines, String.join(", ", option.names()) + label, String.join(" ", option.description()));
            }
        }
        Examples.addTo(spec);
        var examples = spec.usageMessage().footer();
        if (examples.length > 0) {
            lines.addAll(List.of(".PP", "Examples:", ".nf"));
            Arrays.stream(examples).forEach(line -> lines.add(text(line)));
            lines.add(".fi");
        }
        command.getSubcommands().values().forEach(below -> add(below, lines));
    }

    private static void item(List<String> lines, String term, String meaning) {
        lines.addAll(List.of(".TP", ".B " + text(term), text(meaning)));
    }

    /** Characters that roff would take for its own made plain; format codes of the help pages resolved. */
    private static String text(String plain) {
        String text =
                plain.replace("%%", "%").replace("%n", " ").replace("\\", "\\e").replace("-", "\\-");
        return text.startsWith(".") || text.startsWith("'") ? "\\&" + text : text;
    }
}
