package bitwright.workload.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Mutations;
import bitwright.workload.WorkloadException;
import bitwright.workload.real.Graph;
import bitwright.workload.real.GraphTrace;
import bitwright.workload.real.IntegerNetwork;
import bitwright.workload.real.RealInputs;
import bitwright.workload.real.RoundToNearest;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Any bytes give a network or one clear error, and so does running what came of them. */
class OnnxMutationTest {
    private static void importAndRun(byte[] bytes) {
        Graph graph = OnnxImporter.read("mutated.onnx", bytes).graph();
        long extents = graph.inputs().stream()
                .mapToLong(input -> java.util.Arrays.stream(input.shape())
                        .asLongStream()
                        .map(Math::abs)
                        .sum())
                .sum();
        if (extents < 1000) {
            var inputs = RealInputs.synthetic(graph, 1, 8, 1);
            GraphTrace.of(graph, inputs, inputs, RoundToNearest.INT8);
        }
    }

    @Test
    void convolutionalNetworksTransformersAndQuantisedOnes() {
        for (byte[] model : OnnxRuntimeTest.networks()) {
            Mutations.check(model, 1, 150, OnnxMutationTest::importAndRun);
        }
    }

    @Test
    void quantisedOnesAsNetworksOfIntegers() {
        for (byte[] model : new byte[][] {
            OnnxRuntimeTest.networks().get(3),
            OnnxRuntimeTest.networks().get(4),
            new IntegerNetworkTest().network().build()
        }) {
            Mutations.check(model, 3, 150, bytes -> {
                Graph graph = OnnxImporter.read("mutated.onnx", bytes).graph();
                IntegerNetwork.of(graph, RealInputs.synthetic(graph, 1, 8, 1)).agreement();
            });
        }
    }

    @Test
    void aModelOfTheZoo() throws java.io.IOException {
        byte[] model = Files.readAllBytes(bitwright.workload.Shared.path("models/qonnx_tfc_1w1a_mnist.onnx"));
        Mutations.check(model, 2, 40, bytes -> OnnxImporter.read("mutated.onnx", bytes));
    }

    @Test
    void messagesNameFileNodeRuleAndValue() {
        byte[] unknown =
                new OnnxBuilder(17).input("x", 2).node("Frobnicate", "x", "y").build();
        assertThatThrownBy(() -> importAndRun(unknown))
                .isInstanceOf(WorkloadException.class)
                .hasMessageStartingWith(
                        "mutated: node 'Frobnicate0' (Frobnicate): operation Frobnicate is not supported; supported"
                                + " are Abs, Add");
        byte[] shapes = new OnnxBuilder(17)
                .input("x", 1, 3)
                .floats("w", new float[8], 4, 2)
                .node("MatMul", "x w", "y")
                .build();
        assertThatThrownBy(() -> importAndRun(shapes))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("mutated: node 'MatMul0' (MatMul): cannot multiply REAL[1, 3] by REAL[4, 2]");
        byte[] data = new OnnxBuilder(17)
                .input("x", 2)
                .floats("w", new float[3], 4)
                .node("Add", "x w", "y")
                .build();
        assertThatThrownBy(() -> importAndRun(data))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("mutated.onnx: initializer 'w': needs 16 bytes of data, the file holds 12");
        assertThatThrownBy(() -> OnnxImporter.read("mutated.onnx", new byte[] {10, -1, -1}))
                .isInstanceOf(WorkloadException.class)
                .hasMessageStartingWith("mutated.onnx: is not an ONNX model: ");
    }
}
