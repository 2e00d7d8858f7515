package bitwright.accel;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.energy.EnergyReport;
import bitwright.sim.result.Cycles;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Geometry;
import bitwright.workload.IntegerFormat;
import bitwright.workload.Layer;
import bitwright.workload.Op;
import bitwright.workload.Operand;
import bitwright.workload.Tensor;
import bitwright.workload.TensorSource;
import bitwright.workload.synthetic.Distribution;
import bitwright.workload.synthetic.SyntheticTensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayerRunsTest {
    private static final IntegerFormat INT8 = IntegerFormat.INT8;

    private static TensorSource seeded(long seed) {
        return new SyntheticTensor(new int[] {1, 2}, Distribution.NORMAL, seed, 0, 9, 127);
    }

    private static Layer layer(String name, TensorSource activations, TensorSource weights) {
        return new Layer(
                name,
                Op.FULLY_CONNECTED,
                List.of("input"),
                Geometry.UNIT,
                new Operand(INT8.encoding(0), activations),
                new Operand(INT8.encoding(0), weights));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatIsEqualInAllButNameIsSimulatedOnce(int threads) {
        var stored = TensorSource.of(new Tensor(new int[] {1, 2}, new int[] {3, 4}));
        var otherWithSameValues = TensorSource.of(new Tensor(new int[] {1, 2}, new int[] {3, 4}));
        var layers = List.of(
                layer("a", seeded(1), seeded(2)),
                layer("b", seeded(1), seeded(2)),
                layer("c", seeded(1), seeded(3)),
                layer("d", stored, seeded(2)),
                layer("e", stored, seeded(2)),
                layer("f", otherWithSameValues, seeded(2)),
                layer("g", seeded(1), seeded(2)));
        var simulated = Collections.synchronizedList(new ArrayList<String>());
        var results = LayerRuns.simulated(layers, threads, layer -> {
            simulated.add(layer.name());
            return result(layer.name(), layer.name().charAt(0));
        });
        // Stored tensors are told apart by where they are, not by reading them.
        assertThat(simulated).containsExactlyInAnyOrder("a", "c", "d", "f");
        assertThat(results).extracting(LayerResult::name).containsExactly("a", "b", "c", "d", "e", "f", "g");
        assertThat(results)
                .extracting(result -> (char) result.cycles().compute())
                .containsExactly('a', 'a', 'c', 'd', 'd', 'f', 'a');
    }

    private static LayerResult result(String name, long compute) {
        return new LayerResult(
                name,
                "fully-connected",
                2,
                2,
                new Cycles(compute, 0, 0, 0, 0),
                1,
                Map.of(),
                Map.of(),
                Map.of(),
                EnergyReport.EMPTY,
                ValueCheck.proven(0),
                Map.of());
    }
}
