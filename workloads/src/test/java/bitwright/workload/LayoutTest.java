package bitwright.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayoutTest {
    /** Few channels on wide planes, many on narrow ones, and none of something. */
    @ParameterizedTest
    @CsvSource({
        "2, 3, 4, 5",
        "2, 5, 4, 3",
        "3, 17, 2, 2",
        "1, 1, 7, 9",
        "2, 4, 4, 4",
        "1, 6, 1, 1",
        "2, 0, 3, 3",
        "0, 2, 2, 2"
    })
    void everyElementFindsItsPlace(int outer, int channels, int rows, int columns) {
        // Element [n][c][i][j] = ((100 n + c) 100 + i) 100 + j
        int[] data = new int[outer * channels * rows * columns];
        int at = 0;
        for (int n = 0; n < outer; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        data[at++] = ((100 * n + c) * 100 + i) * 100 + j;
                    }
                }
            }
        }
        var tensor = new Tensor(new int[] {outer, channels, rows, columns}, data);
        Tensor rowsFirst = Layout.NCHW.channelsLast(tensor);
        assertThat(rowsFirst.shape()).containsExactly(outer, rows, columns, channels);
        Tensor columnsFirst = Layout.NCWH.channelsLast(tensor);
        assertThat(columnsFirst.shape()).containsExactly(outer, columns, rows, channels);
        for (int n = 0; n < outer; n++) {
            for (int c = 0; c < channels; c++) {
                for (int i = 0; i < rows; i++) {
                    for (int j = 0; j < columns; j++) {
                        int element = ((100 * n + c) * 100 + i) * 100 + j;
                        assertThat(rowsFirst.data()[((n * rows + i) * columns + j) * channels + c])
                                .isEqualTo(element);
                        assertThat(columnsFirst.data()[((n * columns + j) * rows + i) * channels + c])
                                .isEqualTo(element);
                    }
                }
            }
        }
        assertThat(Layout.NCHW.fromChannelsLast(rowsFirst)).isEqualTo(tensor);
        assertThat(Layout.NCWH.fromChannelsLast(columnsFirst)).isEqualTo(tensor);
    }

    @Test
    void aVolumeIsTheProductOfTheExtents() {
        assertThat(Tensor.volume()).isEqualTo(1);
        assertThat(Tensor.volume(2, 3, 4)).isEqualTo(24);
        assertThat(Tensor.volume(2, 0, 4)).isZero();
        assertThatThrownBy(() -> Tensor.volume(1 << 16, 1 << 15))
                .isInstanceOf(WorkloadException.class)
                .hasMessage("a tensor of shape [65536, 32768] holds more values than an array can");
    }
}
