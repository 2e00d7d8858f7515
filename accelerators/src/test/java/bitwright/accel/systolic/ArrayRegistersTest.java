package bitwright.accel.systolic;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.sim.trace.Signal;
import org.junit.jupiter.api.Test;

class ArrayRegistersTest {
    private static final MacPe INT8 = MacPe.of("int8", "int8", "int32");

    /**
     * A = [[1 2] [3 4]], B = [[5 6] [7 8]] on 2 by 2. PE (i, j) multiplies A[i][k] and B[k][j] at edge i + j + k + 1.
     *
     * <pre>
     * edge          0  1  2   3   4
     * sum (0, 0)    0  5  19  19  19     1·5, + 2·7
     * sum (0, 1)    0  0  6   22  22     1·6, + 2·8
     * sum (1, 0)    0  0  15  43  43     3·5, + 4·7
     * sum (1, 1)    0  0  0   18  50     3·6, + 4·8: 2 + 2 + 2 − 2 = 4 cycles after edge 0
     * </pre>
     */
    @Test
    void outputsStayAndOperandsPass() {
        var machine = new SystolicArray(new Mesh(2, 2), Dataflow.OUTPUT_STATIONARY, INT8, 1000);
        var array = machine.registers(Layers.matmul(new int[][] {{1, 2}, {3, 4}}, new int[][] {{5, 6}, {7, 8}}));
        int[][] sums = {{0, 5, 19, 19, 19}, {0, 0, 6, 22, 22}, {0, 0, 15, 43, 43}, {0, 0, 0, 18, 50}};
        int[][] moving = {{1, 2, 0, 0, 0}, {0, 1, 2, 0, 0}, {0, 3, 4, 0, 0}, {0, 0, 3, 4, 0}};
        int[][] down = {{5, 7, 0, 0, 0}, {0, 6, 8, 0, 0}, {0, 5, 7, 0, 0}, {0, 0, 6, 8, 0}};
        for (int edge = 0; edge < 5; edge++) {
            assertThat(array.edge()).as("edge " + edge).isEqualTo(edge < 4);
            for (int pe = 0; pe < 4; pe++) {
                String what = "edge " + edge + " pe " + pe;
                assertThat(array.sum(pe / 2, pe % 2)).as(what).isEqualTo(sums[pe][edge]);
                assertThat(array.horizontal(pe / 2, pe % 2)).as(what).isEqualTo(moving[pe][edge]);
                assertThat(array.vertical(pe / 2, pe % 2)).as(what).isEqualTo(down[pe][edge]);
            }
        }
        assertThat(array.signals()).allMatch(Signal::fits);
        assertThat(array.signals()).extracting(Signal::name).contains("pe_1_0.moving", "pe_1_1.sum");
    }

    /**
     * The same with weights that stay: loaded in edges 1 and 2, bottom row first, column 1 an edge later; row m leaves
     * column j at edge 2 + m + 2 + j. The last of 2 + 2 · 2 + 2 − 2 = 6 cycles ends with 50.
     */
    @Test
    void weightsStayAndSumsPass() {
        var machine = new SystolicArray(new Mesh(2, 2), Dataflow.WEIGHT_STATIONARY, INT8, 1000);
        var array = machine.registers(Layers.matmul(new int[][] {{1, 2}, {3, 4}}, new int[][] {{5, 6}, {7, 8}}));
        int[] left = new int[7];
        int[] right = new int[7];
        for (int edge = 0; edge < 7; edge++) {
            assertThat(array.edge()).as("edge " + edge).isEqualTo(edge < 6);
            left[edge] = (int) array.sum(1, 0);
            right[edge] = (int) array.sum(1, 1);
        }
        assertThat(left).startsWith(0, 0, 0, 0, 19, 43);
        assertThat(right).startsWith(0, 0, 0, 0, 0, 22, 50);
        assertThat(array.vertical(0, 0)).isEqualTo(5);
        assertThat(array.vertical(1, 1)).isEqualTo(8);
    }
}
