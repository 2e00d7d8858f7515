package bitwright.cli;

import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.config.ConfigReader;
import bitwright.report.ReportFiles;
import bitwright.sim.engine.Frequency;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright pe}: one processing element at work on one group of operands. */
@Command(
        name = "pe",
        description = "Watch one processing element multiply one group of operands, register by register.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  bitwright pe loom --weights 3,-7,5,1 --activations 2,9,0,4",
            "  bitwright pe stripes --weights 3,-7 --activations 2,9 --set activationPrecision=dynamic --vcd out.vcd",
            "  bitwright pe lab.MyPe --plugin my-pe.jar --weights 3,-7 --activations 2,9 --set lanes=4"
        })
final class PeCommand implements Callable<Integer> {
    private static final int MOST_BITS = 32;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A short name, such as loom, or a class.")
    private String name;

    @Option(names = "--weights", required = true, paramLabel = "W,…", description = "One weight a lane.")
    private String weights;

    @Option(names = "--activations", required = true, paramLabel = "A,…", description = "As many activations.")
    private String activations;

    @Option(
            names = "--weight-bits",
            paramLabel = "N",
            description = "Their precision; default: the fewest bits that hold them.")
    private Integer weightBits;

    @Option(names = "--activation-bits", paramLabel = "N", description = "Likewise.")
    private Integer activationBits;

    @Option(
            names = "--signed-weights",
            description = "Weights carry a sign even if none is negative (where one is they always do).")
    private boolean signedWeights;

    @Option(names = "--signed-activations", description = "Likewise.")
    private boolean signedActivations;

    @Mixin
    private Settings settings;

    @Option(
            names = "--vcd",
            paramLabel = "FILE",
            description = "Write the waveform as a value change dump, which GTKWave opens.")
    private Path vcd;

    @Option(
            names = "--clock-mhz",
            paramLabel = "F",
            defaultValue = "1000",
            description = "The waveform's clock; default: ${DEFAULT-VALUE}.")
    private double clockMHz;

    @Option(names = "--json", description = "Print the outcome as JSON.")
    private boolean json;

    @Override
    public Integer call() {
        int[] w = integers("--weights", weights);
        int[] a = integers("--activations", activations);
        if (w.length != a.length) {
            throw wrong("--weights and --activations must be as many, got " + w.length + " and " + a.length);
        }
        boolean wSigned = signedWeights || least(w) < 0;
        boolean aSigned = signedActivations || least(a) < 0;
        int wBits = bits("--weight-bits", weightBits, w, wSigned);
        int aBits = bits("--activation-bits", activationBits, a, aSigned);
        LanePe pe = ConfigReader.builtIn().pe(name, w.length, settings.settings(), settings.plugins());
        if (w.length > pe.lanes()) {
            throw wrong("there are " + w.length + " pairs of operands for the " + pe.lanes() + " lanes of " + pe);
        }
        if (Math.max(wBits, aBits) > pe.operandBits()) {
            throw wrong("operands of " + Math.max(wBits, aBits) + " bits for a PE that takes " + pe.operandBits()
                    + " bits whole: " + pe);
        }
        var precision = new LayerPrecision(aBits, aSigned, wBits, wSigned);
        PeRun run = PeRun.of(pe, name, precision, w, a, clock());
        write(run);
        List<String> differences = run.differences(pe);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Json.print(out, facts(pe, precision, run, differences));
        } else {
            print(out, pe, precision, w.length, run, differences);
        }
        out.flush();
        differences.forEach(spec.commandLine().getErr()::println);
        return differences.isEmpty() ? ExitCode.DONE : ExitCode.CHECK_FAILED;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int[] integers(String option, String text) {
        String[] words = text.split(",", -1);
        var values = new int[words.length];
        for (int i = 0; i < words.length; i++) {
            try {
                values[i] = Integer.parseInt(words[i].strip());
            } catch (NumberFormatException e) {
                throw wrong(option + " takes integers of at most 32 bits with commas between, got '" + words[i]
                        + "' in place " + (i + 1));
            }
        }
        return values;
    }

    private static int least(int[] values) {
        int least = values[0];
        for (int value : values) {
            least = Math.min(least, value);
        }
        return least;
    }

    /** The precision asked for, or else the least that holds the values. */
    private int bits(String option, Integer asked, int[] values, boolean signed) {
        int needed = 1;
        for (int value : values) {
            int magnitude = Integer.SIZE - Integer.numberOfLeadingZeros(value ^ value >> 31);
            needed = Math.max(needed, magnitude + (signed ? 1 : 0));
        }
        if (asked == null) {
            return needed;
        }
        if (asked < needed || asked > MOST_BITS) {
            throw wrong(option + " must be between " + needed + ", which the values need"
                    + (signed ? " with a sign" : "") + ", and " + MOST_BITS + ", got " + asked);
        }
        return asked;
    }

    private Frequency clock() {
        try {
            return Frequency.ofMHz(clockMHz);
        } catch (IllegalArgumentException e) {
            throw wrong("--clock-mhz: " + e.getMessage());
        }
    }

    private void write(PeRun run) {
        if (vcd != null) {
            ReportFiles.write(vcd, run.vcd());
        }
    }

    private void print(
            PrintWriter out, LanePe pe, LayerPrecision precision, int pairs, PeRun run, List<String> differences) {
        out.println(pe);
        out.println("operands  " + pairs + " of " + pe.lanes() + " lanes; activations "
                + described(precision.activationBits(), precision.activationsSigned()) + ", weights "
                + described(precision.weightBits(), precision.weightsSigned()));
        out.println("control   "
                + (run.detected()
                        ? "activations " + run.control().activationStat() + " from bit "
                                + run.control().activationShift() + ", weights "
                                + run.control().weightStat()
                        : "none, lanes go by their own operands"));
        out.println("sum       " + run.dot().sum() + "; by plain multiplication " + run.exact());
        out.println("cycles    " + run.dot().cycles() + " until the next operands, "
                + (run.dot().cycles() + pe.drainCycles()) + " until the sum is out");
        int kinds = run.actions().keySet().stream()
                .mapToInt(action -> action.toString().length())
                .max()
                .orElse(0);
        String label = "actions   ";
        for (var action : run.actions().entrySet()) {
            String kind = action.getKey().toString();
            out.println(label + kind + " ".repeat(kinds - kind.length()) + " × " + action.getValue());
            label = " ".repeat(label.length());
        }
        out.println();
        run.waveform().print(out);
        if (vcd != null) {
            out.println();
            out.println("wrote " + vcd);
        }
    }

    private static String described(int bits, boolean signed) {
        return bits + (bits == 1 ? " bit " : " bits ") + (signed ? "signed" : "unsigned");
    }

    private static LinkedHashMap<String, Object> facts(
            LanePe pe, LayerPrecision precision, PeRun run, List<String> differences) {
        var control = new LinkedHashMap<String, Object>();
        control.put("activationStat", run.control().activationStat());
        control.put("activationShift", run.control().activationShift());
        control.put("weightStat", run.control().weightStat());
        var actions = new LinkedHashMap<String, Object>();
        run.actions().forEach((action, times) -> actions.put(action.toString(), times));
        var facts = new LinkedHashMap<String, Object>();
        facts.put("pe", pe.toString());
        facts.put("activationBits", precision.activationBits());
        facts.put("activationsSigned", precision.activationsSigned());
        facts.put("weightBits", precision.weightBits());
        facts.put("weightsSigned", precision.weightsSigned());
        facts.put("control", run.detected() ? control : null);
        facts.put("sum", run.dot().sum());
        facts.put("exactSum", run.exact());
        facts.put("cycles", run.dot().cycles());
        facts.put("outputCycles", run.outputAfter());
        facts.put("actions", actions);
        facts.put("differences", differences);
        return facts;
    }
}
