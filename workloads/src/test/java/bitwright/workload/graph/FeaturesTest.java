package bitwright.workload.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.WorkloadException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    @Test
    void seededRowsAreThoseOfTheStreamInOrder() {
        var features = new Features.Seeded(3, 4, 17);
        var stream = new SplittableRandom(17);
        float[] row = new float[4];
        for (int node = 0; node < 3; node++) {
            features.row(node, row);
            for (float value : row) {
                assertThat(value).isEqualTo((float) ((stream.nextLong() >>> 40) / 4194304.0 - 2));
            }
        }
    }

    @Test
    void sparseRowsHoldOnesOrTheirValues() {
        float[] row = {9, 9, 9};
        new Features.Sparse(3, new int[] {0, 0, 2}, new int[] {0, 2}, new float[0]).row(1, row);
        assertThat(row).containsExactly(1, 0, 1);
        new Features.Sparse(3, new int[] {0, 0, 2}, new int[] {0, 2}, new float[] {5, -1}).row(1, row);
        assertThat(row).containsExactly(5, 0, -1);
        new Features.Sparse(3, new int[] {0, 0, 2}, new int[] {0, 2}, new float[0]).row(0, row);
        assertThat(row).containsOnly(0);
    }

    @Test
    void refusesMatricesThatDoNotFit() {
        assertThatThrownBy(() -> new Features.Dense(2, 3, new float[5]))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("features [2, 3] must have 6 values, got 5");
        assertThatThrownBy(() -> new Features.Sparse(3, new int[] {0, 1}, new int[] {3}, new float[0]))
                .hasMessage("sparse features: a column must lie between 0 and 2, got 3");
        assertThatThrownBy(() -> new Graph("g", new int[] {0, 0}, new int[0]).with(new Features.Seeded(2, 1, 0)))
                .hasMessage("g: features must have a row for each of 1 nodes, got 2");
    }
}
