package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl;
import bitwright.workload.npy.NpyFile;
import bitwright.workload.npy.NpyWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ImportCommandTest {
    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** A convolution of one filter, 2x2, and a classifier of two classes on nine pixels, in an archive. */
    @BeforeEach
    void archive() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(bytes)) {
            entry(zip, "conv.npy", new int[] {1, 1, 2, 2}, 1, -2, 0.5f, 1);
            entry(zip, "fc.npy", new int[] {2, 4}, 1, 2, 3, 4, -1, -2, -3, -4);
        }
        Files.write(folder.resolve("net.npz"), bytes.toByteArray());
        Files.writeString(folder.resolve("net.yaml"), """
            name: tiny
            input: { shape: [1, 1, 3, 3] }
            layers:
              - { name: conv, op: conv2d, weights: conv }
              - { op: relu }
              - { op: flatten }
              - { name: fc, op: fully-connected, weights: fc }
            """);
    }

    private static void entry(ZipOutputStream zip, String name, int[] shape, float... values) throws IOException {
        Path file = Files.createTempFile("array", ".npy");
        NpyWriter.write(file, shape, values);
        zip.putNextEntry(new ZipEntry(name));
        zip.write(Files.readAllBytes(file));
        Files.delete(file);
    }

    @Test
    void tensorsAndADescriptionBecomeATraceThatRuns() throws IOException {
        NpyWriter.write(folder.resolve("x.npy"), new int[] {2, 1, 3, 3}, new float[] {
            1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 1, 0, 1, 0, 1, 0, 0
        });
        assertThat(run("import", at("net.npz"), "--network", at("net.yaml"), "--input", at("x.npy"), "-o", at("trace")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("2 multiplying layers of 4 operators; 2 inputs (inputs from x.npy; ranges from these inputs)")
                .contains("against the model in single precision: signal to noise ")
                .contains("the largest output the same in 2 of 2");
        assertThat(run("trace", "verify", at("trace"))).isZero();
        assertThat(out.toString()).contains("2 tensors compared, 0 differ");
        assertThat(Files.exists(folder.resolve("trace/conv.weights.f32.npy"))).isTrue();
        Files.writeString(folder.resolve("run.yaml"), """
            workload: { trace: trace }
            design: loom-1b
            memory: ideal
            energy: cmos-45nm
            """);
        assertThat(run("run", at("run.yaml"), "--report", "none", "-o", at("results")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("0 mismatches");
    }

    @Test
    void mastersAreRoundedAnew() throws IOException {
        NpyWriter.write(folder.resolve("x.npy"), new int[] {1, 1, 3, 3}, new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9});
        run("import", at("net.npz"), "--network", at("net.yaml"), "--input", at("x.npy"), "-o", at("trace"));
        for (String format : new String[] {"int4", "mxfp4_e2m1"}) {
            assertThat(run("quantize", at("trace"), "--format", format, "--method", "gptq", "-o", at(format)))
                    .as(err.toString())
                    .isZero();
            assertThat(out.toString()).contains("by gptq on inputs 0", "conv ", "fc ");
            assertThat(run("trace", "verify", at(format))).isZero();
            assertThat(out.toString()).contains("2 tensors compared, 0 differ");
        }
        // −2 is the largest: 1, −2, 0.5, 1 over 2/7 are 3.5, −7, 1.75, 3.5, and 2/7 as a float is a little more than
        // that
        assertThat(run("quantize", at("trace"), "--format", "int4", "-o", at("rtn")))
                .isZero();
        assertThat(NpyFile.open(folder.resolve("rtn/conv.weights.npy"))
                        .readTensor()
                        .data())
                .containsExactly(3, -7, 2, 3);
        assertThat(run("quantize", at("trace"), "--format", "int4", "-o", at("trace")))
                .isEqualTo(2);
        assertThat(run("quantize", at("trace"), "--format", "q4", "-o", at("t")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("format must be one of int2 to int16, ", ", got 'q4'");
    }

    @Test
    void mistakesAreToldWithTheirPlace() throws IOException {
        assertThat(run("import", at("net.npz"), "-o", at("t"))).isEqualTo(2);
        assertThat(err.toString()).contains("--network must say what they make up: conv [1, 1, 2, 2], fc [2, 4]");
        Files.writeString(folder.resolve("net.yaml"), """
            input: { shape: [1, 1, 3, 3] }
            layers:
              - { op: conv2d, weights: konv }
            """);
        assertThat(run("import", at("net.npz"), "--network", at("net.yaml"), "-o", at("t")))
                .isEqualTo(2);
        assertThat(err.toString())
                .contains("net.yaml:3:28: layers[0].weights: ")
                .contains("net.npz holds no tensor 'konv'; it holds conv, fc");
        byte[] nonsense = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(1L << 40)
                .array();
        Files.write(folder.resolve("a.safetensors"), nonsense);
        Files.write(folder.resolve("a.gguf"), "GGUX".getBytes(StandardCharsets.US_ASCII));
        for (String file : new String[] {"a.safetensors", "a.gguf"}) {
            assertThat(run("import", at(file), "-o", at("t"))).isEqualTo(2);
            assertThat(err.toString()).contains(file + ": ");
        }
    }

    /** A quantiser, a product of nine codes and four weights a class, a quantiser, a softmax. */
    private void quantisedModel(String middle) throws IOException {
        var graph = OnnxMl.GraphProto.newBuilder().setName("q");
        for (String name : new String[] {"x", "y"}) {
            var value = OnnxMl.ValueInfoProto.newBuilder().setName(name);
            var type = value.getTypeBuilder().getTensorTypeBuilder().setElemType(1);
            type.getShapeBuilder()
                    .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(1));
            type.getShapeBuilder()
                    .addDim(OnnxMl.TensorShapeProto.Dimension.newBuilder().setDimValue(4));
            if (name.equals("x")) {
                graph.addInput(value);
            } else {
                graph.addOutput(value);
            }
        }
        graph.addInitializer(
                OnnxMl.TensorProto.newBuilder().setName("s").setDataType(1).addFloatData(0.01f));
        graph.addInitializer(
                OnnxMl.TensorProto.newBuilder().setName("z").setDataType(3).addInt32Data(0));
        var weights = OnnxMl.TensorProto.newBuilder()
                .setName("w")
                .setDataType(3)
                .addDims(4)
                .addDims(2);
        for (int code : new int[] {100, -100, 50, 25, -7, 0, 3, 127}) {
            weights.addInt32Data(code);
        }
        graph.addInitializer(weights);
        String[][] nodes = {
            {"QuantizeLinear", "x", "s", "z", "xq"},
            {"DequantizeLinear", "xq", "s", "z", "xd"},
            {"DequantizeLinear", "w", "s", "z", "wd"},
            {"MatMul", "xd", "wd", "m"},
            {middle, "m", "n"},
            {"QuantizeLinear", "n", "s", "z", "q"},
            {"DequantizeLinear", "q", "s", "z", "d"},
            {"Softmax", "d", "y"}
        };
        for (String[] node : nodes) {
            var one = graph.addNodeBuilder().setOpType(node[0]).setName(node[0] + graph.getNodeCount());
            for (int i = 1; i < node.length - 1; i++) {
                one.addInput(node[i]);
            }
            one.addOutput(node[node.length - 1]);
        }
        var model = OnnxMl.ModelProto.newBuilder()
                .setIrVersion(8)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(13))
                .setGraph(graph);
        Files.write(folder.resolve("q.onnx"), model.build().toByteArray());
    }

    @Test
    void aQuantisedModelBecomesANetworkThatChains() throws IOException {
        quantisedModel("Relu");
        assertThat(run("import", at("q.onnx"), "--whole", "--inputs", "5", "-o", at("whole")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .contains("a whole network of 1 layers, 1 of them multiplying; 5 inputs")
                .contains("against the model's own codes: 10 of 10 outputs equal, the largest difference 0")
                .contains("left out, since they compute with reals: Softmax8 (Softmax)");
        assertThat(run("trace", "verify", at("whole"))).isZero();
        Files.writeString(folder.resolve("run.yaml"), """
            workload: { trace: whole }
            design: loom-1b
            memory: ideal
            energy: cmos-45nm
            chain: true
            """);
        assertThat(run("run", at("run.yaml"), "--report", "none", "-o", at("results")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("0 mismatches");

        quantisedModel("Tanh");
        assertThat(run("import", at("q.onnx"), "--whole", "-o", at("refused"))).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "q: no network of integers: node 'QuantizeLinear6' (QuantizeLinear) takes what 'Tanh5' (Tanh) "
                                + "computes with reals");
        assertThat(folder.resolve("refused")).doesNotExist();
        assertThat(run("import", at("q.onnx"), "-o", at("layers"))).isZero();
    }

    @Test
    void aQonnxModelGivesItsTernaryCodes() {
        Path shared = Path.of(System.getProperty("bitwright.shared", "no-shared-data"));
        Path model = shared.resolve("models/qonnx_tfc_2w2a_mnist.onnx");
        Path input = shared.resolve("golden/imports/qonnx_tfc_2w2a/input_u8.npy");
        assumeTrue(Files.exists(model) && Files.exists(input), "shared models are absent");
        assertThat(run("import", model.toString(), "--input", input.toString(), "--divide", "255", "-o", at("tfc")))
                .as(err.toString())
                .isZero();
        assertThat(out.toString()).contains("4 multiplying layers", "20 inputs (inputs from input_u8.npy)");
        assertThat(run("trace", "verify", at("tfc"))).isZero();
        assertThat(run("trace", "info", at("tfc"))).isZero();
        assertThat(out.toString()).contains("int2 signed");
    }

    private String at(String name) {
        return folder.resolve(name).toString();
    }

    private int run(String... arguments) {
        CommandLine command = Main.commandLine();
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        return command.execute(arguments);
    }
}
