package bitwright.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The main job end to end, with good input and with bad. */
class RunCommandTest {
    private static final String RUN = """
            workload: { dnnsim: tensors, model: model }
            designs: [dadiannao, stripes, loom-1b]
            memory: ideal
            energy: cmos-45nm
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private int run(String... more) throws IOException {
        Files.writeString(folder.resolve("run.yaml"), RUN);
        return execute(Stream.concat(
                        Stream.of(
                                "run",
                                folder.resolve("run.yaml").toString(),
                                "-o",
                                results().toString()),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    private Path results() {
        return folder.resolve("results");
    }

    /** Two channels of 3×3 under three 2×2 filters: 4 windows, 4 taps. */
    private void network() throws IOException {
        Files.createDirectories(folder.resolve("tensors"));
        Files.createDirectories(folder.resolve("model"));
        Files.writeString(folder.resolve("model/model.csv"), "conv1,conv,1,0\n");
        Files.writeString(folder.resolve("model/precision.txt"), "header\n5;\n0;\n4;\n0;\n");
        float[] activations = new float[2 * 9];
        for (int i = 0; i < activations.length; i++) {
            activations[i] = i % 16;
        }
        float[] weights = new float[3 * 2 * 4];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = i % 15 - 7;
        }
        tensor("act-conv1-0.npy", "(1, 2, 3, 3)", activations);
        tensor("wgt-conv1.npy", "(3, 2, 2, 2)", weights);
    }

    private void tensor(String name, String shape, float... values) throws IOException {
        tensor(name, "<f4", "False", shape, values);
    }

    private void tensor(String name, String type, String fortran, String shape, float... values) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
        int padding = 63 - (10 + header.length()) % 64;
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
        int length = header.length() + padding + 1;
        bytes.write(new byte[] {(byte) length, (byte) (length >> 8)});
        bytes.write((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII));
        var data = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            data.putFloat(value);
        }
        bytes.write(data.array());
        Files.write(folder.resolve("tensors").resolve(name), bytes.toByteArray());
    }

    /**
     * Four taps of one channel block on four windows and one filter set. DaDianNao takes a window at a time, 16 cycles
     * and 2 of fill; Stripes all four at once, 4 steps of the profile's 5 bits, 20 + 2 + 1; Loom 4 steps of the 4 bits
     * that 15 needs times 4 weight bits, 64 + 3 + 1.
     */
    @Test
    void aRunEndsInATableAndItsFiles() throws IOException {
        network();
        assertThat(run()).as(err.toString()).isZero();
        assertThat(results()).isDirectoryContaining("glob:**/run.json");
        assertThat(results()).isDirectoryContaining("glob:**/layers.csv");
        assertThat(results()).isDirectoryContaining("glob:**/report.html");
        assertThat(out.toString()).contains("conv1", "dadiannao", "stripes", "loom-1b", "recomputed 12 outputs");
        var runs = JsonMapper.builder()
                .build()
                .readTree(Files.readString(results().resolve("run.json")))
                .get("runs");
        int[][] expected = {{16, 2, 0}, {20, 2, 1}, {64, 3, 1}};
        for (int design = 0; design < expected.length; design++) {
            var cycles = runs.get(design).get("layers").get(0).get("cycles");
            assertThat(cycles.get("compute").asInt()).isEqualTo(expected[design][0]);
            assertThat(cycles.get("fill").asInt()).isEqualTo(expected[design][1]);
            assertThat(cycles.get("weightLoad").asInt()).isEqualTo(expected[design][2]);
        }
    }

    @Test
    void theSameRunGivesTheSameBytesWhateverTheThreads() throws IOException {
        network();
        assertThat(run("--threads", "1")).isZero();
        var first = Files.readAllBytes(results().resolve("run.json"));
        assertThat(run("--threads", "3")).isZero();
        assertThat(Files.readAllBytes(results().resolve("run.json"))).isEqualTo(first);
    }

    /**
     * The first output of the first filter, by hand: activations 0 1 3 4 and 9 10 12 13 times weights −7 −6 −5 −4 and
     * −3 −2 −1 0 are −37 − 59 = −96, which the first PE of an output-stationary array ends up with.
     */
    @Test
    void theWaveformOfASmallArrayEndsInItsOutputs() throws IOException {
        network();
        Path vcd = folder.resolve("array.vcd");
        String design = "designs=[{ extends: systolic-os-32, array: { rows: 4, columns: 3 } }]";
        assertThat(run("--vcd", vcd.toString(), "--set", design))
                .as(err.toString())
                .isZero();
        var lines = Files.readAllLines(vcd);
        int scope = lines.indexOf("$scope module pe_0_0 $end");
        assertThat(lines.get(scope + 3)).matches("\\$var reg 32 . sum \\[31:0] \\$end");
        String code = lines.get(scope + 3).split(" ")[3];
        var sums = lines.stream()
                .filter(line -> line.startsWith("b") && line.endsWith(" " + code))
                .toList();
        String minus96 = Integer.toBinaryString(-96);
        assertThat(sums.get(sums.size() - 1)).isEqualTo("b" + minus96 + " " + code);
    }

    @Test
    void aWaveformIsOfASmallSystolicArray() throws IOException {
        network();
        Path vcd = folder.resolve("array.vcd");
        isRefused(run("--vcd", vcd.toString()), "--vcd shows a systolic array, and");
        isRefused(
                run("--vcd", vcd.toString(), "--set", "designs=[systolic-os-32]"),
                "--vcd shows at most 256 PEs of integers, and systolic-os-32 has 1024");
        assertThat(vcd).doesNotExist();
    }

    /** What the trace shows of Stripes on a DRAM is what the result says: compute on the array, waiting among the stalls. */
    @Test
    void theTraceShowsComponentsStallsAndDramCommands() throws IOException {
        network();
        assertThat(run("--trace", "--set", "memory=ddr4-2400"))
                .as(err.toString())
                .isZero();
        var json = JsonMapper.builder().build();
        var cycles = json.readTree(Files.readString(results().resolve("run.json")))
                .get("runs")
                .get(1)
                .get("layers")
                .get(0)
                .get("cycles");
        var events = json.readTree(Files.readString(results().resolve("trace.perfetto")))
                .get("traceEvents");
        var tracks = new TreeMap<Integer, String>();
        var lengths = new TreeMap<String, Double>();
        var ends = new TreeMap<String, Double>();
        var commands = new ArrayList<String>();
        for (var event : events) {
            if (event.get("pid").asInt() != 2) { // the second design
                continue;
            }
            String name = event.get("name").asString();
            int thread = event.get("tid").asInt();
            if (name.equals("thread_name")) {
                tracks.put(thread, event.get("args").get("name").asString());
            } else if (event.get("ph").asString().equals("X")) {
                String track = tracks.get(thread);
                double start = event.get("ts").asDouble();
                double length = event.get("dur").asDouble();
                assertThat(start).as(track).isGreaterThanOrEqualTo(ends.getOrDefault(track, 0.0) - 1e-9);
                ends.put(track, start + length);
                lengths.merge(track, length, Double::sum);
                if (track.endsWith("commands")) {
                    commands.add(name);
                }
            }
        }
        // At 1 GHz a cycle is a thousandth of a microsecond.
        assertThat(lengths.get("array")).isCloseTo(cycles.get("compute").asInt() / 1000.0, within(1e-6));
        assertThat(lengths.get("stalls")).isCloseTo(cycles.get("memoryStall").asInt() / 1000.0, within(1e-6));
        assertThat(commands.get(0)).isEqualTo("ACTIVATE bank 0 row 0");
        assertThat(commands).anyMatch(command -> command.startsWith("READ bank 0 row 0 column"));
        assertThat(lengths).containsKeys("layers", "off-chip reads", "off-chip writes", "DRAM channel 0 bank 0");
    }

    @Test
    void reportNoneWritesNoPage() throws IOException {
        network();
        assertThat(run("--report", "none")).isZero();
        assertThat(results()).isDirectoryNotContaining("glob:**/report.html");
    }

    @Test
    void anAccumulatorThatIsTooNarrowIsFoundAndIsExitCode1() throws IOException {
        network();
        assertThat(run("--set", "designs.0.pe.accumulatorBits=8")).isEqualTo(1);
        assertThat(out.toString()).contains("wrapped from");
        assertThat(err.toString()).contains("output values differ from the reference");
    }

    private void isRefused(int exitCode, String message) {
        assertThat(exitCode).as(err + "" + out).isEqualTo(2);
        assertThat(err.toString()).contains(message).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(out.toString()).isEmpty();
        assertThat(results()).doesNotExist();
    }

    @Test
    void aHugeShapeInAHeaderIsRefusedBeforeAnythingIsAllocated() throws IOException {
        network();
        tensor("wgt-conv1.npy", "(3, 2, 2000000, 2000000)", 1, 2, 3);
        isRefused(run(), "wgt-conv1.npy");
    }

    @Test
    void aTruncatedTensorIsRefused() throws IOException {
        network();
        Path file = folder.resolve("tensors/act-conv1-0.npy");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 5));
        isRefused(run(), "act-conv1-0.npy");
    }

    @Test
    void anUnknownElementTypeIsRefused() throws IOException {
        network();
        tensor("wgt-conv1.npy", "<c8", "False", "(3, 2, 2, 2)", new float[48]);
        isRefused(run(), "wgt-conv1.npy");
    }

    @Test
    void fortranOrderIsReadAsItIs() throws IOException {
        network();
        assertThat(run("--json")).isZero();
        String plain = out.toString();
        // The same weights with their first axis running fastest.
        float[] transposed = new float[24];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 8; i++) {
                int c = i / 4;
                int x = i / 2 % 2;
                int y = i % 2;
                transposed[k + 3 * (c + 2 * (x + 2 * y))] = (k * 8 + i) % 15 - 7;
            }
        }
        tensor("wgt-conv1.npy", "<f4", "True", "(3, 2, 2, 2)", transposed);
        out.getBuffer().setLength(0);
        assertThat(run("--json")).isZero();
        assertThat(energies(out.toString())).isEqualTo(energies(plain));
    }

    private static String energies(String json) {
        return JsonMapper.builder()
                .build()
                .readTree(json)
                .get("runs")
                .get(2)
                .get("layers")
                .toString();
    }

    @Test
    void shapesThatDisagreeAreRefused() throws IOException {
        network();
        tensor("wgt-conv1.npy", "(3, 5, 2, 2)", new float[60]);
        isRefused(run(), "do not divide the 2 channels of the activations");
    }

    @Test
    void aMissingTensorIsNamed() throws IOException {
        network();
        Files.delete(folder.resolve("tensors/wgt-conv1.npy"));
        isRefused(run(), "wgt-conv1.npy");
    }

    @Test
    void aMissingRunFileIsNamed() {
        isRefused(execute("run", folder.resolve("nothing.yaml").toString()), "nothing.yaml");
    }

    @Test
    void aTypoIsToldWithItsPlace() throws IOException {
        network();
        Files.writeString(folder.resolve("run.yaml"), RUN.replace("memory:", "memroy:"));
        isRefused(
                execute(
                        "run",
                        folder.resolve("run.yaml").toString(),
                        "-o",
                        results().toString()),
                "run.yaml:3:1: memroy: unknown key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"designs.0.array.rows=0", "designs.1.pe.lanes=sixteen", "designs.2.pe.bitsPerCyle=1"})
    void aBadSettingIsToldAsSuch(String setting) throws IOException {
        network();
        isRefused(run("--set", setting), "--set " + setting);
    }

    @Test
    void anUnknownBaselineIsRefusedBeforeTheWork() throws IOException {
        network();
        isRefused(run("--baseline", "loom1b"), "--baseline must be one of ");
    }

    @Test
    void layersThatAreNotThereAreToldWithTheirPlace() throws IOException {
        network();
        isRefused(run("--set", "layers=[conv9]"), "--set layers=[conv9]: layers: ");
        Files.writeString(folder.resolve("run.yaml"), RUN + "\nlayers: [conv9]\n");
        for (String command : List.of("run", "validate")) {
            err.getBuffer().setLength(0);
            isRefused(execute(command, folder.resolve("run.yaml").toString()), "must be among conv1, got 'conv9'");
            assertThat(err.toString()).containsPattern("run\\.yaml:[0-9]+:9: layers: ");
        }
    }

    @Test
    void anUnpricedMemoryIsToldWithItsPlace() throws IOException {
        network();
        Files.writeString(
                folder.resolve("run.yaml"),
                RUN.replaceFirst("memory: .*", "memory: { model: ideal, energyKind: dram.none }"));
        isRefused(
                execute(
                        "run",
                        folder.resolve("run.yaml").toString(),
                        "-o",
                        results().toString()),
                "memory.energyKind: energy table ");
        assertThat(err.toString()).containsPattern("run\\.yaml:[0-9]+:37: memory.energyKind: ");
    }

    @Test
    void anInputThatTheWorkloadDoesNotHoldIsToldWithItsPlace() throws IOException {
        Files.writeString(
                folder.resolve("run.yaml"),
                "workload: glyphs-cnn\ndesign: stripes\nmemory: ideal\nenergy: cmos-45nm\nbatch: 500\n");
        for (String command : List.of("run", "validate")) {
            err.getBuffer().setLength(0);
            isRefused(
                    execute(command, folder.resolve("run.yaml").toString()),
                    "run.yaml:5:8: batch: layer input: batch 500 asks for more inputs than the 500 that the bundle holds");
        }
    }

    @Test
    void aCheckOpensTheWorkload() throws IOException {
        network();
        Files.writeString(folder.resolve("run.yaml"), RUN);
        String file = folder.resolve("run.yaml").toString();
        assertThat(execute("validate", file)).isZero();
        out.getBuffer().setLength(0);
        Files.delete(folder.resolve("tensors/wgt-conv1.npy"));
        isRefused(execute("validate", file), "wgt-conv1.npy");
    }

    @Test
    void resultsAreShownBeforeTheyAreWritten() throws IOException {
        network();
        Files.createDirectories(results().resolve("run.json/full"));
        assertThat(run()).isEqualTo(2);
        assertThat(out.toString()).contains("conv1").doesNotContain("wrote ");
        assertThat(err.toString()).contains("run.json");
    }

    @Test
    void aFileInTheOutputsPlaceIsRefusedBeforeTheWork() throws IOException {
        network();
        Files.writeString(folder.resolve("file"), "");
        assertThat(execute("run", folder.resolve("run.yaml").toString(), "-o", "x"))
                .isEqualTo(2);
        err.getBuffer().setLength(0);
        Files.writeString(folder.resolve("run.yaml"), RUN);
        int exitCode = execute(
                "run",
                folder.resolve("run.yaml").toString(),
                "-o",
                folder.resolve("file/results").toString());
        isRefused(exitCode, "cannot be made: a file has the name");
    }

    private static final String QUICKSTART = Path.of(System.getProperty("bitwright.root"))
            .resolve("configs/runs/quickstart.yaml")
            .toString();

    @Test
    void aNetworkChainedThroughAMachineEndsInTheReferencesOutput() throws IOException {
        assertThat(execute(
                        "run",
                        QUICKSTART,
                        "--set",
                        "chain=true",
                        "-o",
                        results().toString()))
                .isZero();
        var runs = JsonMapper.builder()
                .build()
                .readTree(Files.readString(results().resolve("run.json")))
                .get("runs");
        assertThat(runs.size()).isEqualTo(2);
        for (var run : runs) {
            assertThat(run.get("statistics").get("chainedOutputs").asInt()).isPositive();
            assertThat(run.get("statistics").get("chainedMismatches").asInt()).isZero();
        }
        assertThat(out.toString()).contains("chained through the whole network");
    }

    @Test
    void chainAndLayersExcludeEachOther() {
        int exitCode = execute(
                "run",
                QUICKSTART,
                "--set",
                "chain=true",
                "--set",
                "layers=[conv1]",
                "-o",
                results().toString());
        isRefused(exitCode, "chain runs the whole network, layers narrows it");
    }

    @Test
    void theQuickstartRunsAndItsValuesAgree() {
        assertThat(execute("run", QUICKSTART, "-o", results().toString())).isZero();
        assertThat(out.toString())
                .contains("glyphs-cnn", "dadiannao", "loom-1b", "0 mismatches", "accuracy of the quantised network");
    }
}
