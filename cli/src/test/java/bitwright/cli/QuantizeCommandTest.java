package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Rounding anew by the command and in run and sweep files, on an imported network of two layers. */
class QuantizeCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void trace() throws IOException {
        Path array = folder.resolve("array.npy");
        try (var zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("net.npz")))) {
            NpyWriter.write(array, new int[] {1, 1, 2, 2}, new float[] {1, -2, 0.5f, 1});
            zip.putNextEntry(new ZipEntry("conv.npy"));
            zip.write(Files.readAllBytes(array));
            NpyWriter.write(array, new int[] {2, 4}, new float[] {1, 2, 3, 4, -1, -2, -3, -4});
            zip.putNextEntry(new ZipEntry("fc.npy"));
            zip.write(Files.readAllBytes(array));
        }
        Files.writeString(folder.resolve("net.yaml"), """
            name: tiny
            input: { shape: [1, 1, 3, 3] }
            layers:
              - { name: conv, op: conv2d, weights: conv }
              - { op: relu }
              - { op: flatten }
              - { name: fc, op: fully-connected, weights: fc }
            """);
        NpyWriter.write(folder.resolve("x.npy"), new int[] {1, 1, 3, 3}, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        assertThat(run("import", at("net.npz"), "--network", at("net.yaml"), "--input", at("x.npy"), "-o", at("trace")))
                .as(err.toString())
                .isZero();
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = Main.commandLine();
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method smoothquant-gptq --format int4 | smoothquant-gptq of alpha 0.5, activations int8 a tensor on"
                        + " inputs 0",
                "--method llm-int8 --format int8 --outlier-threshold 0.5 | fc              int12 a channel  uint12 a"
                        + " token",
                "--method dense-and-sparse --format int4 --sparse-share 0.2 | 2 of 8 weights",
                "--format bcq2 --granularity group:2 | bcq2 a group of 2 by rtn",
                "--format mxint4 --activations mxfp4_e2m1 | activations mxfp4_e2m1 a tensor on inputs 0",
                "--format bfp4e8_2 --blocks filter | bfp4e8_2 along filter by rtn",
            })
    void everyMethodWritesATraceThatHolds(String arguments, String told) {
        String[] all = ("quantize " + at("trace") + " " + arguments + " -o " + at("new")).split(" ");
        assertThat(run(all)).as(err.toString()).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains(told.replaceAll("\\s+", " "));
        assertThat(run("trace", "verify", at("new"))).as(out.toString()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--method best --format int4 | --method must be one of rtn, gptq, smoothquant, smoothquant-gptq,"
                        + " llm-int8, ",
                "--method gptq | --method gptq needs a --format, such as int4",
                "--method clado --format int4 | --method clado chooses the formats itself, among --bits; leave"
                        + " --format int4",
                "--method clado | weighing the network's output needs the whole network from its input on",
                "--format int4 --activations int8 --activation-granularity channel | activationGranularity must be"
                        + " tensor, ",
                "--format mxint8 --tail refuse | lines of 1 values along channels are no whole blocks of 32",
                "--format int4 --tail long | tail must be short-block, fill-with-zeros or refuse, got 'long'",
                "--format int4 --calibration first | --calibration must be an index, first..last or a .npy file, got"
                        + " 'first'",
                "--format int4 --calibration 0..9 | calibration 0..9 asks for more inputs than the 1 that the bundle"
                        + " holds",
                "--format int4 --blocks up | blocks must run along channels, filter, columns, rows or filters, got"
                        + " 'up'",
            })
    void mistakesAreTold(String arguments, String told) {
        String[] all = ("quantize " + at("trace") + " " + arguments + " -o " + at("new")).split(" ");
        assertThat(run(all)).isEqualTo(2);
        assertThat(err.toString()).contains(told);
        assertThat(Files.exists(folder.resolve("new"))).isFalse();
    }

    /** Two of three kinds of blocks leave other codes to a bit-serial array, and the third is none. */
    @Test
    void runsAndSweepsRoundAnew() throws IOException {
        Files.writeString(folder.resolve("run.yaml"), """
            workload: { trace: trace }
            design: loom-1b
            memory: ideal
            energy: cmos-45nm
            quantize: { format: int3, method: gptq }
            """);
        assertThat(run("run", at("run.yaml"), "--report", "none", "-o", at("results")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("0 mismatches");
        assertThat(Files.readString(folder.resolve("results/run.json")))
                .contains("tiny rounded to int3 a channel by gptq on inputs 0, input 0");
        assertThat(run("run", at("run.yaml"), "--set", "quantize.method=clado", "--report", "none", "-o", at("r")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("quantize.format: must be left out: clado chooses the formats itself");
        assertThat(run("run", at("run.yaml"), "--set", "chain=true", "--report", "none", "-o", at("r")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("chain needs a trace bundle that knows the whole network");
        Files.writeString(folder.resolve("sweep.yaml"), """
            base:
              workload: { trace: trace }
              design: loom-1b
              memory: ideal
              energy: cmos-45nm
              quantize: { format: int2 }
            axes:
              quantize.format: [int2, int4, int8]
            objectives: { cycles: min }
            """);
        assertThat(run("sweep", at("sweep.yaml"), "-o", at("sweep")))
                .as(err.toString())
                .isZero();
        long[] cycles = Files.readAllLines(folder.resolve("sweep/points.csv")).stream()
                .skip(1)
                .mapToLong(line -> Long.parseLong(line.split(",")[3]))
                .toArray();
        // Loom takes as many cycles as weights have bits.
        assertThat(cycles).hasSize(3);
        assertThat(cycles[0]).isLessThan(cycles[1]);
        assertThat(cycles[1]).isLessThan(cycles[2]);
    }

    /** Loom takes half the cycles for weights of half the bits, of text that a model writes as well. */
    @Test
    void whatAModelWritesIsRoundedToo() throws IOException {
        Files.writeString(folder.resolve("run.yaml"), """
            workload: { writer: tiny-gpt, prompt: "The ", tokens: 2, phase: generation }
            design: loom-1b
            memory: ideal
            energy: cmos-45nm
            layers: token4.block1.up
            """);
        long eight = computeCycles();
        assertThat(computeCycles("--set", "quantize={ format: int4 }") * 2).isEqualTo(eight);
        assertThat(run(
                        "run",
                        at("run.yaml"),
                        "--set",
                        "quantize={ format: int4, method: smoothquant, calibration: 0..0 }",
                        "--report",
                        "none",
                        "-o",
                        at("r")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("takes weights rounded by rtn, gptq, hawq or clado")
                .doesNotContain("internal");
    }

    private long computeCycles(String... more) throws IOException {
        var arguments = new ArrayList<>(List.of("run", at("run.yaml"), "--report", "none", "-o", at("results")));
        arguments.addAll(List.of(more));
        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        List<String> lines = Files.readAllLines(folder.resolve("results/layers.csv"));
        int column = List.of(lines.get(0).split(",")).indexOf("compute_cycles");
        assertThat(column).as(lines.get(0)).isNotNegative();
        return Long.parseLong(lines.get(1).split(",")[column]);
    }
}
