package bitwright.cli;

import bitwright.accel.Setup;
import bitwright.accel.pim.PimGpt;
import bitwright.accel.pim.asic.Approximation;
import bitwright.accel.pim.asic.Approximation.Arguments;
import bitwright.accel.pim.value.BankedGpt;
import bitwright.accel.pim.value.LogitComparison;
import bitwright.accel.pim.value.MacUnit.Register;
import bitwright.config.ConfigReader;
import bitwright.config.Library;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.workload.language.CharacterModel;
import bitwright.workload.language.Choice;
import bitwright.workload.language.TokenTrace;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.Products;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.transformer.TransformerRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code bitwright language}: a language model in real numbers and in a machine's arithmetic. */
@Command(
        name = "language",
        description = "Let a language model write, or see how well it predicts, in a machine's arithmetic.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {LanguageCommand.Write.class, LanguageCommand.Surprise.class})
final class LanguageCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: write or perplexity");
    }

    /** A model of the library by name, or of a folder. */
    private static CharacterModel model(CommandSpec spec, String name) throws IOException {
        Path folder;
        if (name.contains("/")) {
            folder = Path.of(name);
        } else {
            try {
                folder = Library.builtIn().path(Library.Kind.WORKLOADS, name);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "MODEL " + e.getMessage(), e);
            }
        }
        if (Files.exists(folder) && !CharacterModel.isAt(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "MODEL must be a language model, e.g. tiny-gpt; " + name + " is none");
        }
        return CharacterModel.open(folder);
    }

    /** A word as designs have it. */
    private static final class ArgumentsWord implements ITypeConverter<Arguments> {
        @Override
        public Arguments convert(String word) {
            for (Arguments arguments : Arguments.values()) {
                if (lower(arguments).equals(word)) {
                    return arguments;
                }
            }
            throw new TypeConversionException("must be reduced, tangent-series or series, got '" + word + "'");
        }
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The machine, of which a design tells all but how the banks add. */
    private static final class Arithmetic {
        @Option(
                names = "--design",
                paramLabel = "NAME",
                description = "A design of family pim-gpt, of the library or a file (default: pim-gpt).")
        private String design = "pim-gpt";

        @Option(
                names = "--accumulator",
                description = "Format in which the banks add products: bfloat16 (default) or float32.")
        private Register accumulator = Register.BFLOAT16;

        @Option(names = "--taylor-terms", description = "Other terms of Taylor polynomials than the design's.")
        private Integer terms;

        @Option(names = "--newton-steps", description = "Other steps of a reciprocal.")
        private Integer newtonSteps;

        @Option(names = "--root-steps", description = "Other steps of a reciprocal root.")
        private Integer rootSteps;

        @Option(
                names = "--arguments",
                converter = ArgumentsWord.class,
                description =
                        "reduced: Taylor polynomials near 0 alone; tangent-series: but for tanh; series: at their "
                                + "word.")
        private Arguments arguments;

        BankedGpt machine(CommandSpec spec, CharacterModel model) {
            PimGpt machine = design(spec, design);
            Approximation own = machine.asic().approximation();
            return LanguageCommand.machine(
                    spec,
                    model,
                    machine,
                    accumulator,
                    () -> new Approximation(
                            terms == null ? own.taylorTerms() : terms,
                            newtonSteps == null ? own.newtonSteps() : newtonSteps,
                            rootSteps == null ? own.rootSteps() : rootSteps,
                            arguments == null ? own.arguments() : arguments));
        }
    }

    private static PimGpt design(CommandSpec spec, String name) {
        Path file;
        try {
            boolean path = name.contains("/") || name.endsWith(".yaml");
            file = path ? Path.of(name) : Library.builtIn().path(Library.Kind.DESIGNS, name);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--design " + e.getMessage(), e);
        }
        if (ConfigReader.builtIn().design(file, List.of(), List.of()).machine() instanceof PimGpt machine) {
            return machine;
        }
        throw new ParameterException(spec.commandLine(), "--design must be of family pim-gpt, got " + name);
    }

    private static BankedGpt machine(
            CommandSpec spec,
            CharacterModel model,
            PimGpt design,
            Register accumulator,
            Supplier<Approximation> approximation) {
        try {
            return new BankedGpt(model.weights(), design.memory(), accumulator, approximation.get());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /** Text. */
    @Command(name = "write", description = "Let a model go on with a text, on the simulated machine and in float32.")
    static final class Write implements Callable<Integer> {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "MODEL", description = "A language model of the library, or its folder.")
        private String name;

        @Option(names = "--prompt", paramLabel = "TEXT", description = "What it starts from (default: 'The ').")
        private String prompt = "The ";

        @Option(names = "--characters", paramLabel = "N", description = "How many to write (default: 100).")
        private int characters = 100;

        @Option(
                names = "--temperature",
                description = "0 (default) writes the likeliest character, 1 draws from the model's probabilities.")
        private double temperature;

        @Option(names = "--seed", description = "Of the draws (default: 1).")
        private long seed = 1;

        @ArgGroup(validate = false, heading = "The arithmetic of memory that computes (PIM-GPT):%n")
        private Arithmetic arithmetic = new Arithmetic();

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        private Choice choice() {
            try {
                return Choice.sampled(temperature, seed);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
            }
        }

        /** How long the machine works for the prompt and all characters. */
        private double microseconds(BankedGpt banked, int promptTokens) {
            PimGpt machine = design(spec, arithmetic.design);
            // Prices are asked for and not used: what the machine draws are its own keys.
            EnergyTable prices =
                    ConfigReader.builtIn().energy(Library.builtIn().path(Library.Kind.ENERGY, "cmos-45nm"), List.of());
            var setup = new Setup(new IdealMemory("dram.none"), prices, Fidelity.STEP, null, 1, 1);
            long cycles =
                    machine.run(new TransformerRun(name, banked.model(), promptTokens, characters), setup).stream()
                            .mapToLong(layer -> layer.cycles().total())
                            .sum();
            return cycles / machine.clockMHz();
        }

        @Override
        public Integer call() throws IOException {
            CharacterModel model = model(spec, name);
            int[] tokens = model.vocabulary().tokens(prompt);
            var real = new TokenTrace(model, tokens, characters, RoundToNearest.INT8);
            BankedGpt machine = arithmetic.machine(spec, model);
            int[] written = machine.write(tokens, characters, choice());
            double microseconds = microseconds(machine, tokens.length);
            int[] reference = real.text(choice());
            int same = 0;
            while (same < characters && written[tokens.length + same] == reference[tokens.length + same]) {
                same++;
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("model", model.name());
                facts.put("text", model.vocabulary().text(written));
                facts.put("float32", model.vocabulary().text(reference));
                facts.put("charactersInCommon", same);
                facts.put("microseconds", microseconds);
                facts.put("chipAdditions", machine.chip().additions());
                facts.put("chipMultiplications", machine.chip().multiplications());
                Json.print(out, facts);
            } else {
                out.println(model.vocabulary().text(written));
                out.println();
                out.println(
                        same == characters
                                ? "float32 writes the same."
                                : "float32 differs after " + same + " characters:\n\n"
                                        + model.vocabulary().text(reference));
                out.printf(
                        Locale.ROOT,
                        "%nOn %s this takes %.1f µs; the companion chip does %,d additions and %,d multiplications.%n",
                        arithmetic.design,
                        microseconds,
                        machine.chip().additions(),
                        machine.chip().multiplications());
                out.flush();
            }
            return ExitCode.DONE;
        }
    }

    /** Perplexity. */
    @Command(
            name = "perplexity",
            description =
                    "Compare a model's predictions of held-out text in float32 with those in PIM-GPT's arithmetic.")
    static final class Surprise implements Callable<Integer> {
        private record Row(Register accumulator, int terms, Arguments arguments) {}

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "MODEL", description = "A language model of the library, or its folder.")
        private String name;

        @Option(
                names = "--design",
                paramLabel = "NAME",
                description = "A design of family pim-gpt, of the library or a file (default: pim-gpt).")
        private String design = "pim-gpt";

        @Option(
                names = "--sequences",
                paramLabel = "N",
                description = "Sequences of held-out text, evenly spread (default: all).")
        private int sequences = Integer.MAX_VALUE;

        @Option(
                names = "--taylor-terms",
                split = ",",
                paramLabel = "N",
                description = "Terms of Taylor polynomials to try, separated by commas (default: 2,4,6).")
        private List<Integer> terms = List.of(2, 4, 6);

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            if (sequences < 1) {
                throw new ParameterException(spec.commandLine(), "--sequences must be at least 1, got " + sequences);
            }
            CharacterModel model = model(spec, name);
            List<int[]> windows = model.windows(sequences);
            var inference = new GraphInference(model.graph());
            List<float[]> reference = windows.stream()
                    .map(window -> inference
                            .run(CharacterModel.input(Arrays.copyOf(window, window.length - 1)), Products.PLAIN)
                            .get("output")
                            .reals())
                    .toList();
            PimGpt machine = design(spec, design);
            Approximation own = machine.asic().approximation();
            List<Row> rows = rows();
            // Each row has a machine of its own.
            List<LogitComparison> results = rows.parallelStream()
                    .map(row -> LogitComparison.of(
                            reference,
                            machine(
                                    spec,
                                    model,
                                    machine,
                                    row.accumulator,
                                    () -> new Approximation(
                                            row.terms, own.newtonSteps(), own.rootSteps(), row.arguments)),
                            windows))
                    .toList();
            var compared = new LinkedHashMap<Row, LogitComparison>();
            for (int i = 0; i < rows.size(); i++) {
                compared.put(rows.get(i), results.get(i));
            }
            print(model, windows.size(), compared);
            return ExitCode.DONE;
        }

        private List<Row> rows() {
            var rows = new ArrayList<Row>();
            for (Arguments arguments : Arguments.values()) {
                for (Register accumulator : Register.values()) {
                    terms.forEach(n -> rows.add(new Row(accumulator, n, arguments)));
                }
            }
            return rows;
        }

        private void print(CharacterModel model, int count, Map<Row, LogitComparison> compared) {
            PrintWriter out = spec.commandLine().getOut();
            LogitComparison any = compared.values().iterator().next();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("model", model.name());
                facts.put("sequences", count);
                facts.put("predictions", any.predictions());
                facts.put("float32Perplexity", any.referencePerplexity());
                var list = new ArrayList<Map<String, Object>>();
                compared.forEach((row, result) -> {
                    var one = new LinkedHashMap<String, Object>();
                    one.put("arguments", lower(row.arguments));
                    one.put("accumulator", lower(row.accumulator));
                    one.put("taylorTerms", row.terms);
                    one.put("perplexity", result.perplexity());
                    one.put("rootMeanSquare", result.rootMeanSquare());
                    one.put("largestDifference", result.largest());
                    one.put("sameChoices", result.sameChoices());
                    list.add(one);
                });
                facts.put("rows", list);
                Json.print(out, facts);
                return;
            }
            List<List<String>> table = new ArrayList<>();
            table.add(List.of(
                    "arithmetic", "arguments", "terms", "perplexity", "RMS of logits", "largest", "same choice"));
            table.add(List.of("float32", "", "", number(any.referencePerplexity(), 4), "", "", ""));
            compared.forEach((row, result) -> table.add(List.of(
                    "bfloat16, sums in " + lower(row.accumulator),
                    lower(row.arguments),
                    Integer.toString(row.terms),
                    number(result.perplexity(), 4),
                    number(result.rootMeanSquare(), 4),
                    number(result.largest(), 3),
                    number(100.0 * result.sameChoices() / result.predictions(), 1) + " %")));
            Columns.print(out, table, 2);
            out.printf(
                    Locale.ROOT,
                    "%s, %d sequences of held-out text, %,d predictions%n",
                    model.name(),
                    count,
                    any.predictions());
            out.flush();
        }

        private static String number(double value, int digits) {
            return String.format(Locale.ROOT, "%." + digits + "f", value);
        }
    }
}
