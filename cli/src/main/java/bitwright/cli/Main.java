package bitwright.cli;

import bitwright.config.ConfigException;
import bitwright.config.Words;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.report.ReportException;
import bitwright.report.ReportFiles;
import bitwright.runner.Version;
import bitwright.sim.energy.UnpricedException;
import bitwright.sim.engine.TimeException;
import bitwright.sweep.point.SweepException;
import bitwright.workload.WorkloadException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code bitwright} command. */
@Command(
        name = "bitwright",
        description = "A bit-accurate, event-driven, cycle-accurate simulator of deep-learning accelerators.",
        versionProvider = Main.VersionText.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a check failed, or some points of a sweep failed",
            "2:the input is wrong; the message says where",
            "3:an internal error"
        })
public final class Main implements Runnable {
    /** The one list of sub-commands, in the order of the help page. */
    private static final List<Map.Entry<String, Class<?>>> COMMANDS = List.of(
            Map.entry("run", RunCommand.class),
            Map.entry("sweep", SweepCommand.class),
            Map.entry("compare", CompareCommand.class),
            Map.entry("pe", PeCommand.class),
            Map.entry("reproduce", ReproduceCommand.class),
            Map.entry("import", ImportCommand.class),
            Map.entry("trace", TraceCommand.class),
            Map.entry("quantize", QuantizeCommand.class),
            Map.entry("language", LanguageCommand.class),
            Map.entry("mapping", MappingCommand.class),
            Map.entry("format", FormatCommand.class),
            Map.entry("conform", ConformCommand.class),
            Map.entry("validate", ValidateCommand.class),
            Map.entry("schema", SchemaCommand.class),
            Map.entry("designs", DesignsCommand.class),
            Map.entry("workloads", WorkloadsCommand.class),
            Map.entry("completion", CompletionCommand.class),
            Map.entry("manual", ManualCommand.class));

    /** What the rooms throw when the user's input is wrong; the message says all. */
    private static final List<Class<? extends Exception>> WRONG_INPUT = List.of(
            ConfigException.class,
            WorkloadException.class,
            ReportException.class,
            GoldenDataException.class,
            SweepException.class,
            UnpricedException.class,
            TimeException.class);

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Option(
            names = "--debug",
            scope = ScopeType.INHERIT,
            description = "Print the stack trace of an internal error (BITWRIGHT_DEBUG=1 does, too).")
    private boolean debug;

    public static void main(String[] arguments) {
        String first = arguments.length == 0 ? "" : arguments[0];
        boolean known = COMMANDS.stream().anyMatch(command -> command.getKey().equals(first));
        // Describing a command to the parser takes longer than many a command itself: only the wanted one is.
        var command = commandLine(name -> !known || name.equals(first));
        var output = new StandardOutput();
        command.setOut(new PrintWriter(output, true, StandardCharsets.UTF_8));
        int exitCode;
        try {
            exitCode = command.execute(arguments);
        } catch (OutOfMemoryError | StackOverflowError e) {
            command.getErr().println("out of memory: " + e + "; JAVA_OPTS=-Xmx… gives more");
            exitCode = ExitCode.INTERNAL_ERROR;
        }
        command.getOut().flush();
        System.exit(output.failed(command.getErr()) && exitCode == ExitCode.DONE ? ExitCode.WRONG_INPUT : exitCode);
    }

    /** The whole command, ready to be executed; tests give it writers of their own. */
    static CommandLine commandLine() {
        return commandLine(name -> true);
    }

    private static CommandLine commandLine(Predicate<String> wanted) {
        var commandLine = new CommandLine(new Main());
        for (var command : COMMANDS) {
            if (wanted.test(command.getKey())) {
                commandLine.addSubcommand(command.getKey(), command.getValue());
            }
        }
        return commandLine
                .setHelpFactory((spec, colours) -> {
                    Examples.addTo(spec); // here, since most calls ask for no help
                    return new CommandLine.Help(spec, colours);
                })
                // Whatever the locale: tables hold ×, µ and –, and JSON is UTF-8.
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(Main::wrongArguments)
                .setExecutionExceptionHandler(Main::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int wrongArguments(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(message(wrong));
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        return ExitCode.WRONG_INPUT;
    }

    /** The parser's own message, or a better one where it knows no near word or shows names of the program's insides. */
    private static String message(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().get(0);
            if (unmatched.isUnknownOption()) {
                return "unknown option " + word
                        + Words.didYouMean(word, command.optionsMap().keySet());
            }
            return command.subcommands().isEmpty()
                    ? "unexpected argument '" + word + "'"
                    : "unknown command '" + word + "'"
                            + Words.didYouMean(word, command.subcommands().keySet());
        }
        ArgSpec argument = wrong.getArgSpec();
        boolean parsersOwn = argument != null && argument.type().isEnum() && argument.converters().length == 0;
        if (parsersOwn && wrong.getValue() != null) {
            List<String> words = Arrays.stream(argument.type().getEnumConstants())
                    .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                    .toList();
            String name = argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
            return name + " must be one of " + String.join(", ", words) + ", got '" + wrong.getValue() + "'"
                    + Words.didYouMean(wrong.getValue(), words);
        }
        return wrong.getMessage();
    }

    private static int failed(Exception failure, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (WRONG_INPUT.stream().anyMatch(kind -> kind.isInstance(failure))) {
            err.println(failure.getMessage());
            return ExitCode.WRONG_INPUT;
        }
        Throwable cause = failure instanceof UncheckedIOException ? failure.getCause() : failure;
        if (cause instanceof FileSystemException file) { // a folder for a file, no permission, no room
            err.println((file.getFile() == null ? "" : file.getFile() + ": ") + ReportFiles.reason(file));
            return ExitCode.WRONG_INPUT;
        }
        CommandLine top = command;
        while (top.getParent() != null) {
            top = top.getParent();
        }
        boolean debug = ((Main) top.getCommand()).debug || "1".equals(System.getenv("BITWRIGHT_DEBUG"));
        err.println("internal error: " + failure + (debug ? "" : " (--debug shows where)"));
        if (debug) {
            failure.printStackTrace(err);
        }
        return ExitCode.INTERNAL_ERROR;
    }

    static final class VersionText implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"bitwright " + Version.number()};
        }
    }
}
