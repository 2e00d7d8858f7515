package bitwright.workload.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import bitwright.workload.WorkloadException;
import bitwright.workload.bundle.TraceBundle;
import bitwright.workload.bundle.TraceVerification;
import bitwright.workload.bundle.TraceWriter;
import bitwright.workload.gguf.GgmlType;
import bitwright.workload.gguf.GgufFile;
import bitwright.workload.llama2c.Llama2cFile;
import bitwright.workload.real.Element;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphInference;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.Products;
import bitwright.workload.real.RoundToNearest;
import bitwright.workload.real.Value;
import bitwright.workload.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Transformers from each format compute what a plain forward pass computes. */
class TransformerTest {
    private static final long[] TOKENS = {3, 31, 0, 7, 7, 12, 29};

    @TempDir
    private Path folder;

    private static Map<String, Value> tokens() {
        return Map.of("input", Value.of(Element.INT64, new int[] {1, TOKENS.length}, TOKENS));
    }

    private static void check(Graph graph, double[][] expected, double tolerance) {
        Value logits = new GraphInference(graph)
                .run(tokens(), Products.PLAIN)
                .get(graph.outputs().get(0));
        assertThat(logits.shape()).containsExactly(1, TOKENS.length, TinyLlama.VOCABULARY);
        for (int t = 0; t < TOKENS.length; t++) {
            for (int i = 0; i < TinyLlama.VOCABULARY; i++) {
                assertThat((double) logits.reals()[t * TinyLlama.VOCABULARY + i])
                        .as("position %d token %d", t, i)
                        .isCloseTo(expected[t][i], within(tolerance));
            }
        }
    }

    @Test
    void ggufWithSharedOutputWeights() throws IOException {
        var model = new TinyLlama(1, false);
        var file = GgufFile.open(ByteSource.of("t.gguf", TinyFiles.gguf(model, GgmlType.F32, 0)));
        assertThat(file.metadata()).containsEntry("tokenizer.ggml.tokens", "a list of 2");
        check(file.model().graph(), model.logits(TOKENS, true), 1e-4);
    }

    @Test
    void llama2cWithAndWithoutSharedOutputWeights() throws IOException {
        for (boolean own : new boolean[] {false, true}) {
            var model = new TinyLlama(2, own);
            var file = Llama2cFile.open(ByteSource.of("t.bin", TinyFiles.llama2c(model)));
            check(file.model().graph(), model.logits(TOKENS, true), 1e-4);
        }
    }

    @Test
    void safetensorsRotateTheHalvesOfAHead() throws IOException {
        var model = new TinyLlama(3, true);
        Path yaml = folder.resolve("network.yaml");
        Files.writeString(yaml, """
                name: tiny
                architecture: llama
                layers: 2
                width: 64
                hidden: 96
                heads: 4
                keyValueHeads: 2
                vocabulary: 32
                """);
        var file = SafetensorsFile.open(ByteSource.of("t.safetensors", TinyFiles.safetensors(model)));
        check(NetworkYaml.read(yaml, file), model.logits(TOKENS, false), 1e-4);
    }

    /** Blocks of 4-bit codes reach the bundle as they lie in the file. */
    @Test
    void codesOfTheFileAreTheWeightsOfTheTrace() throws IOException {
        var model = new TinyLlama(4, true);
        var file = GgufFile.open(ByteSource.of("t.gguf", TinyFiles.gguf(model, GgmlType.Q4_0, 2)));
        Graph graph = file.model().graph();
        GraphTrace trace = GraphTrace.of(graph, List.of(tokens()), List.of(tokens()), RoundToNearest.INT8);
        // seven weights and two heads' worth of two products of four heads in each block, and the output
        assertThat(trace.layers()).hasSize(2 * (7 + 2 * 4) + 1);
        var q = trace.layers().get(0);
        assertThat(q.mac().name()).isEqualTo("block0.q");
        assertThat(q.mac().weights().encoding().format()).isEqualTo("int4");
        assertThat(q.blocks()).hasValueSatisfying(blocks -> {
            assertThat(blocks.size()).isEqualTo(32);
            assertThat(blocks.scales()).hasSize(64 * 64 / 32);
        });
        float[] values = file.value("blk.0.attn_q.weight").reals();
        int[] codes = q.mac().weights().source().load().data();
        for (int i = 0; i < values.length; i++) {
            assertThat(codes[i] * q.blocks().orElseThrow().scales()[i / 32]).isEqualTo(values[i]);
        }
        assertThat(trace.loss().signalToNoiseDb()).isGreaterThan(25);

        TraceWriter.write(
                folder.resolve("trace"),
                graph.name(),
                new TraceWriter.Note("seeded", "t.gguf", "", List.of(), Optional.empty()),
                trace.layers());
        var bundle = TraceBundle.open(folder.resolve("trace"), 1);
        assertThat(TraceVerification.verify(bundle))
                .hasSize(31)
                .allSatisfy(check -> assertThat(check.mismatches()).isZero());
    }

    @Test
    void whatDoesNotFitIsToldByName() throws IOException {
        byte[] gguf = TinyFiles.gguf(new TinyLlama(1, false), GgmlType.F32, 0);
        assertThatThrownBy(() -> GgufFile.open(ByteSource.of("t.gguf", java.util.Arrays.copyOf(gguf, gguf.length / 2))))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("t.gguf")
                .hasMessageContaining("leaves the file of " + gguf.length / 2 + " bytes");
        byte[] bin = TinyFiles.llama2c(new TinyLlama(1, false));
        assertThatThrownBy(() -> Llama2cFile.open(ByteSource.of("t.bin", java.util.Arrays.copyOf(bin, bin.length - 4))))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("t.bin: its dimensions ask for " + bin.length + " bytes, the file has " + (bin.length - 4));
    }
}
