package bitwright.cli;

import bitwright.workload.Batch;
import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.quantise.TraceQuantisation;
import bitwright.workload.quantise.WeightFormat;
import bitwright.workload.quantise.WeightFormats;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code bitwright quantize}: a trace's float masters are rounded anew. */
@Command(name = "quantize", description = "Round a trace's float weights anew and write the trace that comes of it.")
final class QuantizeCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRACE", description = "The bundle's folder, which must hold LAYER.weights.f32.npy files.")
    private Path folder;

    @Option(names = "--method", description = "rtn (to nearest; default) or gptq.")
    private String method = "rtn";

    @Option(
            names = "--format",
            required = true,
            description =
                    "int2 to int16, mxint8, mxfp4_e2m1, mxfp6_e2m3, mxfp6_e3m2, mxfp8_e4m3, or bfpMeE_B: mantissa "
                            + "with its sign, exponent, block.")
    private String format;

    @Option(names = "--granularity", description = "Of integers: tensor, channel (default) or group:N.")
    private String granularity = "channel";

    @Option(
            names = "--calibration",
            paramLabel = "N..M",
            description = "The bundle's inputs on which gptq weighs errors (default: 0..15, or all that there are).")
    private String calibration = "";

    @Option(
            names = {"-o", "--output"},
            paramLabel = "DIR",
            required = true,
            description = "The new bundle's folder.")
    private Path output;

    @Override
    public Integer call() throws IOException {
        if (output.toAbsolutePath().normalize().equals(folder.toAbsolutePath().normalize())) {
            throw new ParameterException(spec.commandLine(), "--output must be another folder than the trace's");
        }
        WeightFormat wanted;
        TraceQuantisation.Method how;
        try {
            wanted = WeightFormats.of(format, granularity);
            how = switch (method) {
                case "rtn" -> TraceQuantisation.Method.RTN;
                case "gptq" -> TraceQuantisation.Method.GPTQ;
                default -> throw new IllegalArgumentException("--method must be rtn or gptq, got '" + method + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        TraceBundle bundle = TraceBundle.open(folder, 1);
        if (bundle.isSynthetic()) {
            throw new WorkloadException(folder + ": is synthetic; there is nothing to be rounded");
        }
        Batch inputs = calibration.isEmpty()
                ? new Batch(0, Math.max(0, Math.min(15, bundle.inputs() - 1)))
                : Batch.of(calibration);
        String made =
                wanted.name() + " by " + method + (how == TraceQuantisation.Method.GPTQ ? " on inputs " + inputs : "");
        var outcome = TraceQuantisation.write(
                bundle, how, wanted, inputs, "weights of " + bundle.name() + " rounded to " + made, output);
        PrintWriter out = spec.commandLine().getOut();
        out.println(output + ": " + made);
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("layer", "weights' signal to noise", "error over rtn's"));
        for (TraceQuantisation.LayerOutcome layer : outcome.layers()) {
            rows.add(List.of(
                    layer.layer(),
                    String.format(Locale.ROOT, "%.1f dB", layer.signalToNoiseDb()),
                    String.format(Locale.ROOT, "%.3f", layer.costOverRtn())));
        }
        Columns.print(out, rows, 1);
        accuracy(out, "masters, nothing rounded", outcome.real());
        accuracy(out, "these weights, activations not rounded", outcome.rounded());
        accuracy(out, "by integers throughout", outcome.integer());
        out.flush();
        return ExitCode.DONE;
    }

    private static void accuracy(PrintWriter out, String what, Optional<TraceVerification.Accuracy> accuracy) {
        accuracy.ifPresent(a ->
                out.printf(Locale.ROOT, "%s: %d of %d right (%.1f %%)%n", what, a.correct(), a.inputs(), a.percent()));
    }
}
