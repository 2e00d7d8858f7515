package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.workload.Tensor;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

class TraceCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aHandWrittenBundleIsShownAsHardwareSeesIt() throws IOException {
        Files.writeString(folder.resolve("trace.yaml"), """
            schemaVersion: 1
            name: tiny
            layers:
              - name: fc
                op: fully-connected
                activations: { format: int8, zeroPoint: -128 }
                weights: { format: int8 }
            """);
        // as hardware values 0, 255, 1 and 7: 25 % zeros, 8 + 1 + 3 set bits of 4 values, one group 8 wide
        npy("fc.activations.npy", new int[] {1, 4}, -128, 127, -127, -121);
        npy("fc.weights.npy", new int[] {1, 4}, 1, -1, 0, -128);
        assertThat(run("trace", "info", folder.toString())).isZero();
        assertThat(out.toString())
                .containsPattern(
                        "fc +fully-connected +activations +\\[1, 4\\] +int8 unsigned +8 +8 +0 +255 +25.0 % +3.00 +8.00")
                .contains("1 multiplying layers, 4 MACs an input");
        assertThat(run("trace", "info", "--json", folder.toString())).isZero();
        assertThat(out.toString()).contains("\"groupsOf16ByWidth\"", "\"neededBits\" : 8");
    }

    /**
     * Weights −2, −1, 0, 0, 1, 1, 1, 1 in eight bins of one value would be five: −2 to 1 are four, with the square roots
     * 1, 1, 1.4 and 2, an eighth's bar being a quarter of the largest. Bit 1 is set in one of eight, bit 0 in five.
     */
    @Test
    void distributionsAreDrawn() throws IOException {
        Files.writeString(folder.resolve("trace.yaml"), """
            schemaVersion: 1
            name: tiny
            layers:
              - name: fc
                op: fully-connected
                activations: { format: int8 }
                weights: { format: int8 }
            """);
        npy("fc.activations.npy", new int[] {1, 4}, 1, 1, 60, 1);
        npy("fc.weights.npy", new int[] {2, 4}, -2, -1, 0, 0, 1, 1, 1, 1);
        assertThat(run("trace", "info", folder.toString())).isZero();
        assertThat(out.toString())
                .containsPattern("weights +│▄▄▆█│ +│▂█│ +│ ██│ +none")
                .containsPattern("fc +activations .* 1 of 4, the largest 2 at 60 times the median");
        assertThat(run("trace", "info", folder.toString(), "--layer", "fc")).isZero();
        assertThat(out.toString())
                .contains("fc weights: [2, 4], 8 values")
                .containsPattern("\n +1 +50.0 % +█{50}\n")
                .containsPattern("\n +-2 +12.5 % +█{12}▌\n")
                .contains("channel 2: 60.0 times, up to 60");
        assertThat(run("trace", "info", "--json", folder.toString())).isZero();
        var weights = JsonMapper.builder()
                .build()
                .readTree(out.toString())
                .get("layers")
                .get(0)
                .get("weights");
        assertThat(weights.get("histogram").toString()).isEqualTo("{\"from\":-2,\"binWidth\":1,\"counts\":[1,1,2,4]}");
        assertThat(weights.get("setBitsByPosition").toString()).isEqualTo("[5,1]");
        Path page = folder.resolve("values.html");
        assertThat(run("trace", "info", folder.toString(), "-o", page.toString()))
                .isZero();
        assertThat(out.toString()).contains("wrote " + page);
        assertThat(Files.readString(page))
                .contains("<h2>fc weights</h2>", "<title>1: 50.0 %</title>", "outlier channels: 1 of 4");
        assertThat(run("trace", "info", folder.toString(), "--layer", "cf")).isEqualTo(2);
        assertThat(err.toString()).contains("--layer: tiny has no layer 'cf'; it has fc");
    }

    @Test
    void workloadsOfTheLibraryAreShownByName() {
        assertThat(run("trace", "info", "deit-tiny", "--json")).isZero();
        assertThat(out.toString()).contains("\"name\" : \"block11.down\"");
        assertThat(run("trace", "info", "deit-tiny")).isZero();
        assertThat(out.toString()).contains("block0.query and 11 alike").contains("98 multiplying layers");
        assertThat(run("trace", "info", "deit-tiny", "--batch", "1")).isEqualTo(2);
        assertThat(run("trace", "info", "deit-tinny")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean deit-tiny?");
    }

    @Test
    void bundlesOfTheLibraryAreVerifiedByName() {
        assertThat(run("trace", "verify", "alexnet")).isEqualTo(2);
        assertThat(err.toString()).contains("alexnet: holds no results to verify");
        assertThat(run("trace", "verify", "glyph-cnn")).isEqualTo(2);
        assertThat(err.toString()).contains("got 'glyph-cnn'; did you mean glyphs-cnn?");
        assertThat(run("trace", "verify", "bert-base")).isEqualTo(2);
        assertThat(err.toString()).contains("must be a trace bundle; the library's bert-base is none");
    }

    /** 0–1, 1–2, 2–0 and a loop at 3: degrees 2, 2, 2, 1; two layers of 3 · 4 and 4 · 1 weights for 4 nodes. */
    @Test
    void aGraphIsShownByItsDegrees() throws IOException {
        Files.writeString(folder.resolve("edges.txt"), "0 1\n1 2\n2 0\n3 3\n");
        Files.writeString(folder.resolve("graph.yaml"), """
            graph: { edges: edges.txt, symmetric: true }
            model: gin
            widths: [3, 4, 1]
            precision: { byDegree: [ { fromDegree: 0, arithmetic: int8 }, { fromDegree: 2, arithmetic: float16 } ] }
            """);
        assertThat(run("trace", "info", folder.toString())).isZero();
        assertThat(out.toString())
                .contains("4 nodes, 7 directed edges, each with one back; 1 self loops, 0 duplicates")
                .contains("mean 1.750, median 2", "largest 2; 0 isolated nodes", "int8: 1 nodes", "float16: 3 nodes")
                .containsPattern("\n2 to 3 +3 +6\n")
                .contains("layer1: gin, 3 to 4 features, 11 messages, 48 MACs")
                .contains("layer2: gin, 4 to 1 features, 11 messages, 16 MACs");
        assertThat(run("trace", "info", "--json", folder.resolve("graph.yaml").toString()))
                .isZero();
        assertThat(out.toString()).contains("\"directedEdges\" : 7", "\"int8\" : 1", "\"messages\" : 11");
        Files.writeString(folder.resolve("edges.txt"), "0 1\n1\n");
        assertThat(run("trace", "info", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).isEqualTo(folder.resolve("edges.txt") + ":2: the receiver's id is missing\n");
    }

    @Test
    void anImportedModelVerifiesUntilSomebodyTouchesIt() throws IOException {
        Path model = Path.of(System.getProperty("bitwright.shared", "no-shared-data"))
                .resolve("models/tflm_hello_world_int8.tflite");
        assumeTrue(Files.exists(model), "shared models are absent");
        Path trace = folder.resolve("sine");
        assertThat(run("import", model.toString(), "--inputs", "3", "--seed", "7", "-o", trace.toString()))
                .isZero();
        assertThat(out.toString())
                .contains("3 layers, 3 of them multiplying; 3 inputs (synthetic inputs: uniform int8");
        assertThat(run("trace", "verify", trace.toString())).isZero();
        assertThat(out.toString()).contains("9 tensors compared, 0 differ");

        Path file = trace.resolve("L01-fully-connected.acc.npy");
        Tensor acc = NpyFile.open(file).readTensor();
        acc.data()[16 + 2]++; // input 1, filter 2 of 16
        NpyWriter.write(file, acc, NpyType.INT32);
        assertThat(run("trace", "verify", trace.toString())).isEqualTo(1);
        assertThat(out.toString())
                .contains("L01-fully-connected acc: 1 of 48 differ, first at [1, 2] stored " + acc.data()[18])
                .contains("9 tensors compared, 1 differ");
    }

    @Test
    void wrongInputIsToldAndExitsWithTwo() throws IOException {
        Files.write(folder.resolve("x.tflite"), new byte[100]);
        assertThat(run("import", folder.resolve("x.tflite").toString(), "-o", folder.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("x.tflite: does not hold the identifier TFL3 at byte 4");
        assertThat(run("trace", "info", folder.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("trace.yaml: no such file");
        assertThat(run("trace")).isEqualTo(2);
        assertThat(run("trace", "info", "--batch", "x", folder.toString())).isEqualTo(2);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine command = Main.commandLine();
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }

    private void npy(String name, int[] shape, int... data) throws IOException {
        NpyWriter.write(folder.resolve(name), new Tensor(shape, data), NpyType.INT8);
    }
}
