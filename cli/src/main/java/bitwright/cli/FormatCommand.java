package bitwright.cli;

import bitwright.arith.NumberFormat;
import bitwright.arith.catalog.Formats;
import bitwright.config.Words;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code bitwright format}: the number formats, to play with. */
@Command(
        name = "format",
        description = "Look at number formats; encode and decode values.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            FormatCommand.ListFormats.class,
            FormatCommand.Show.class,
            FormatCommand.Encode.class,
            FormatCommand.Decode.class
        })
final class FormatCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing: list, show, encode or decode");
    }

    /** The well-known formats. */
    @Command(name = "list", description = "List the well-known formats; others are made by a name of the same grammar.")
    static final class ListFormats implements Runnable {
        @Spec
        private CommandSpec spec;

        @Option(names = "--json", description = "Print the list as JSON.")
        private boolean json;

        @Override
        public void run() {
            PrintWriter out = spec.commandLine().getOut();
            List<FormatPage> pages = Formats.all().stream().map(FormatPage::of).toList();
            if (json) {
                Json.print(out, pages.stream().map(FormatPage::facts).toList());
                return;
            }
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("name", "kind", "bits", "significant", "smallest", "least above 0", "largest"));
            for (FormatPage page : pages) {
                ValueSpread spread = page.spread();
                rows.add(List.of(
                        spread.format().name(),
                        page.kind(),
                        Integer.toString(spread.format().bits()),
                        Integer.toString(spread.significantBits()),
                        FormatCode.brief(spread.smallest()),
                        spread.smallestPositive() == 0 ? "none" : FormatCode.brief(spread.smallestPositive()),
                        FormatCode.brief(spread.largest())));
            }
            Columns.print(out, rows, 2);
            out.flush();
        }
    }

    /** Everything about one format. */
    @Command(name = "show", description = "Show a format's fields, range, special codes, values and how they lie.")
    static final class Show implements Runnable {
        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "NAME", description = "The format, such as float8_e4m3fn, posit8_es2 or int8_f4.")
        private String name;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        @Override
        public void run() {
            PrintWriter out = spec.commandLine().getOut();
            NumberFormat format = format(spec, name);
            FormatPage page = told(spec, "NAME", () -> FormatPage.of(format));
            if (json) {
                Map<String, Object> facts = page.facts();
                facts.put("codes", page.codes().stream().map(FormatCode::facts).toList());
                Json.print(out, facts);
            } else {
                page.print(out);
                out.flush();
            }
        }
    }

    /** From values to codes. */
    @Command(
            name = "encode",
            description = "Encode values: code, fields, the value that comes back and its exact error.")
    static final class Encode implements Callable<Integer> {
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "NAME", description = "The format.")
        private String name;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "VALUE",
                description = "Decimal, hexadecimal float (0x1.8p-3), inf or nan; rounded once, from all its digits.")
        private List<String> values;

        @Option(
                names = "--rounding",
                paramLabel = "RULE",
                description =
                        "nearest-even (default), nearest-away, nearest-toward-zero, nearest-up, toward-zero, up, down,"
                                + " to-odd; of floats also stochastic[-fast|-fastest|-nearest-even|-nearest-odd].")
        private String rounding;

        @Option(
                names = "--overflow",
                paramLabel = "RULE",
                description = "infinity, saturate, saturate-finite or, of integers, wrap (default: the format's own).")
        private String overflow;

        @Option(names = "--seed", description = "The seed of stochastic rounding (default: 1).")
        private long seed = 1;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        /** Values may begin with a minus. */
        @Spec
        void spec(CommandSpec own) {
            own.parser().unmatchedOptionsArePositionalParams(true);
            spec = own;
        }

        @Override
        public Integer call() {
            NumberFormat format = format(spec, name);
            Conversion conversion = told(spec, "", () -> Conversion.of(format, rounding, overflow, seed));
            List<ExactNumber> numbers = each(spec, "VALUE", values, ExactNumber::of);
            List<FormatCode> codes = new ArrayList<>();
            for (int i = 0; i < numbers.size(); i++) {
                codes.add(new FormatCode(format, conversion.encode(numbers.get(i), i)));
            }
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("format", format.name());
                facts.put("rounding", conversion.roundingWord());
                facts.put("overflow", conversion.overflowWord());
                List<Map<String, Object>> rows = new ArrayList<>();
                for (int i = 0; i < codes.size(); i++) {
                    var row = new LinkedHashMap<String, Object>();
                    row.put("input", values.get(i));
                    row.putAll(codes.get(i).facts());
                    row.put("error", error(numbers.get(i), codes.get(i)).orElse(null));
                    rows.add(row);
                }
                facts.put("codes", rows);
                Json.print(out, facts);
                return ExitCode.DONE;
            }
            out.println(format.name() + ": rounding " + conversion.roundingWord() + ", overflow "
                    + conversion.overflowWord());
            List<List<String>> rows = new ArrayList<>();
            rows.add(List.of("value", "code", "fields", "class", "decoded", "error"));
            for (int i = 0; i < codes.size(); i++) {
                FormatCode code = codes.get(i);
                rows.add(List.of(
                        values.get(i),
                        code.hex(),
                        code.fields(),
                        code.kind(),
                        code.exact(),
                        error(numbers.get(i), code).orElse("-")));
            }
            Columns.print(out, rows, 4);
            out.flush();
            return ExitCode.DONE;
        }

        private static Optional<String> error(ExactNumber number, FormatCode code) {
            Optional<BigDecimal> error = number.errorOf(code.value());
            return error.map(FormatCode::exact);
        }
    }

    /** From codes to values. */
    @Command(name = "decode", description = "Decode codes: fields, class, hexadecimal float and exact decimal value.")
    static final class Decode implements Callable<Integer> {
        private CommandSpec spec;

        @Parameters(index = "0", paramLabel = "NAME", description = "The format.")
        private String name;

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "CODE",
                description = "0x7E, 0b01111110 (fields may be set apart: 0b0_1111_110) or 126.")
        private List<String> codes;

        @Option(names = "--json", description = "Print as JSON.")
        private boolean json;

        /** A code with a minus is told to be out of range, not an unknown option. */
        @Spec
        void spec(CommandSpec own) {
            own.parser().unmatchedOptionsArePositionalParams(true);
            spec = own;
        }

        @Override
        public Integer call() {
            NumberFormat format = format(spec, name);
            List<FormatCode> decoded = each(spec, "CODE", codes, text -> FormatCode.parse(format, text));
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                var facts = new LinkedHashMap<String, Object>();
                facts.put("format", format.name());
                facts.put("codes", decoded.stream().map(FormatCode::facts).toList());
                Json.print(out, facts);
                return ExitCode.DONE;
            }
            FormatPage.print(out, decoded, FormatCode::exact);
            out.flush();
            return ExitCode.DONE;
        }
    }

    private static NumberFormat format(CommandSpec spec, String name) {
        refuseOption(spec, name);
        List<String> known = Formats.all().stream().map(NumberFormat::name).toList();
        try {
            return Formats.named(name);
        } catch (IllegalArgumentException e) {
            boolean unknown = known.stream().anyMatch(word -> e.getMessage().contains(word));
            String near = unknown
                    ? nearest(name, known)
                            .map(word -> "; did you mean " + word + "?")
                            .orElse("")
                    : "";
            throw new ParameterException(spec.commandLine(), "NAME: " + e.getMessage() + near, e);
        }
    }

    /** The shortest name that holds the word, or the one with the fewest mistakes. */
    private static Optional<String> nearest(String word, List<String> known) {
        Optional<String> longer = known.stream()
                .filter(name -> word.length() > 2 && name.contains(word))
                .min(Comparator.comparingInt(String::length));
        return longer.or(() -> Words.nearest(word, known));
    }

    /** All the words parsed, or the first mistake with its place. */
    private static <T> List<T> each(CommandSpec spec, String what, List<String> words, Function<String, T> parse) {
        List<T> parsed = new ArrayList<>();
        for (String word : words) {
            refuseOption(spec, word);
            parsed.add(told(spec, what + " " + (parsed.size() + 1), () -> parse.apply(word)));
        }
        return parsed;
    }

    /** Where a minus may begin a value, a mistyped option arrives as one. */
    private static void refuseOption(CommandSpec spec, String word) {
        if (word.startsWith("--")) {
            throw new UnmatchedArgumentException(spec.commandLine(), List.of(word));
        }
    }

    private static <T> T told(CommandSpec spec, String argument, Supplier<T> step) {
        try {
            return step.get();
        } catch (IllegalArgumentException e) {
            String place = argument.isEmpty() ? "" : argument + ": ";
            throw new ParameterException(spec.commandLine(), place + e.getMessage(), e);
        }
    }
}
