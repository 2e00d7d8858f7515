package bitwright.accel.gnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CoreMeshTest {
    /** Four rows of two: 0 1, 2 3, 4 5, 6 7. */
    private final CoreMesh mesh = new CoreMesh(4, 2);

    private int[] take(int row, int count) {
        int[] cores = new int[count];
        mesh.take(row, count, cores);
        return cores;
    }

    @Test
    void aNodeTakesItsOwnRowFirstThenTheNearest() {
        assertThat(take(1, 3)).containsExactly(2, 3, 4);
        assertThat(take(1, 2))
                .containsExactly(5, 0); // its row is taken: what is left of the one below, then the one above
        assertThat(mesh.free()).isEqualTo(3);
    }

    @Test
    void whatIsGivenBackCanBeTakenAgain() {
        int[] cores = take(0, 8);
        assertThat(mesh.free()).isZero();
        assertThatThrownBy(() -> take(0, 1)).isInstanceOf(IllegalStateException.class);
        mesh.give(cores, 8);
        assertThat(take(3, 3)).containsExactly(6, 7, 4);
    }

    @Test
    void hopsCountRowsAndColumns() {
        assertThat(mesh.distance(0, 7)).isEqualTo(3);
        assertThat(mesh.distance(3, 6)).isZero();
        assertThat(mesh.column(7)).isEqualTo(1);
    }
}
