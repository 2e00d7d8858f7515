package bitwright.workload.dnnsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import bitwright.workload.Op;
import bitwright.workload.Shared;
import bitwright.workload.Tensor;
import bitwright.workload.WorkloadException;
import bitwright.workload.npy.NpyType;
import bitwright.workload.npy.NpyWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnnsimFolderTest {
    @TempDir
    Path folder;

    @Test
    void xBecomesWidthAndYHeight() throws IOException {
        // C=2, X=3, Y=2: element [c][x][y] = 100 c + 10 x + y
        int[] act = {0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121};
        NpyWriter.write(folder.resolve("act-a.npy"), new Tensor(new int[] {1, 2, 3, 2}, act), NpyType.INT16);
        // one filter of C=2, Kx=2, Ky=1: element [c][kx][ky] = 10 c + kx
        NpyWriter.write(
                folder.resolve("wgt-a.npy"),
                new Tensor(new int[] {1, 2, 2, 1}, new int[] {0, 1, 10, 11}),
                NpyType.INT16);
        model("a,conv,1,0", "9;", "0;", "8;", "0;");
        Layer layer = DnnsimFolder.load(folder, folder, 0).layers().get(0);
        // [H=2][W=3][C=2]
        assertThat(layer.activations().source().load())
                .isEqualTo(new Tensor(
                        new int[] {1, 2, 3, 2}, new int[] {0, 100, 10, 110, 20, 120, 1, 101, 11, 111, 21, 121}));
        // [K=1][kh=1][kw=2][C=2]
        assertThat(layer.weights().source().load())
                .isEqualTo(new Tensor(new int[] {1, 1, 2, 2}, new int[] {0, 10, 1, 11}));
        assertThat(layer.outputHeight()).isEqualTo(2);
        assertThat(layer.outputWidth()).isEqualTo(2);
    }

    @Test
    void floatsAreScaledRoundedHalfAwayFromZeroAndSaturated() throws IOException {
        NpyWriter.write(
                folder.resolve("act-f-0.npy"), new int[] {1, 5}, new float[] {0.125f, -0.125f, 1.9f, -9f, 0.12f});
        NpyWriter.write(folder.resolve("wgt-f.npy"), new int[] {1, 5}, new float[] {1, 2, 3, -7, -9});
        model("Name:Type:Stride:Padding\nf:fc:1:0", "4", "2", "4", "0");
        Layer layer = DnnsimFolder.load(folder, folder, 0).layers().get(0);
        // ·4: 0.5 → 1, −0.5 → −1, 7.6 → 8 → 7 (4 bits, sign included), −36 → −7, 0.48 → 0
        assertThat(layer.activations().source().load().data()).containsExactly(1, -1, 7, -7, 0);
        assertThat(layer.activations().encoding().signed()).isTrue();
        assertThat(layer.activations().encoding().precisionBits()).isEqualTo(4);
        assertThat(layer.weights().source().load().data()).containsExactly(1, 2, 3, -7, -7);
    }

    @Test
    void aFileOfManyBlocksIsQuantisedWholeWhereverItsFractionsLie() throws IOException {
        // Integers but for three places, the last two far behind the first block of floats.
        float[] values = new float[150_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 15 - 7;
        }
        values[100] = 2.5f;
        values[100_000] = -2.5f;
        values[149_999] = 99;
        NpyWriter.write(folder.resolve("act-f.npy"), new int[] {1, values.length}, values);
        NpyWriter.write(folder.resolve("wgt-f.npy"), new int[] {1, values.length}, values);
        model("f,fc,1,0", "4", "0", "4", "0");
        int[] codes = DnnsimFolder.load(folder, folder, 0)
                .layers()
                .get(0)
                .activations()
                .source()
                .load()
                .data();
        int[] expected = new int[values.length];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = i % 15 - 7;
        }
        expected[100] = 3;
        expected[100_000] = -3;
        expected[149_999] = 7;
        assertThat(codes).isEqualTo(expected);
        values[140_000] = Float.NaN;
        NpyWriter.write(folder.resolve("act-f.npy"), new int[] {1, values.length}, values);
        assertThatThrownBy(() -> DnnsimFolder.load(folder, folder, 0))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining("act-f.npy: element 140000 in file order is not a number");
    }

    @Test
    void oldTraceParametersAndFlattenedActivations() throws IOException {
        NpyWriter.write(
                folder.resolve("act-f-0.npy"),
                new Tensor(new int[] {1, 2, 1, 2}, new int[] {1, 2, 3, 4}),
                NpyType.INT16);
        NpyWriter.write(
                folder.resolve("wgt-f.npy"), new Tensor(new int[] {1, 4}, new int[] {1, 1, 1, 1}), NpyType.INT16);
        Files.writeString(folder.resolve("trace_params.csv"), "f,,1,1,1,1,0\n");
        precision("4;", "0;", "4;", "0;");
        Layer layer = DnnsimFolder.load(folder, folder, 0).layers().get(0);
        assertThat(layer.op()).isEqualTo(Op.FULLY_CONNECTED);
        assertThat(layer.activations().source().load()).isEqualTo(new Tensor(new int[] {1, 4}, new int[] {1, 2, 3, 4}));
        assertThat(layer.activations().encoding().signed()).isFalse();
    }

    @Test
    void readsTheGoldenLayers() throws IOException {
        for (var row : Shared.table("golden/bitserial/layers_gold_dense.csv")) {
            String name = row.get("layer");
            Layer layer = DnnsimFolder.layer(
                    name,
                    row.get("type").equals("fc"),
                    Integer.parseInt(row.get("stride")),
                    Integer.parseInt(row.get("pad")),
                    new FixedPoint(Integer.parseInt(row.get("act_prec")), 0),
                    new FixedPoint(Integer.parseInt(row.get("wgt_prec")), 0),
                    Shared.path("golden/bitserial/gold_dense/act-" + name + ".npy"),
                    Shared.path("golden/bitserial/gold_dense/wgt-" + name + ".npy"));
            assertThat(layer.macs()).as(name).isEqualTo(Long.parseLong(row.get("macs")));
            assertThat(layer.outputWidth()).as(name).isEqualTo(Integer.parseInt(row.get("out_x")));
            assertThat(Arrays.stream(layer.weights().source().load().data())
                            .asLongStream()
                            .sum())
                    .as(name)
                    .isEqualTo(Long.parseLong(row.get("wgt_sum")));
            assertThat(layer.geometry().groups()).as(name).isEqualTo(name.equals("conv5g") ? 2 : 1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,conv,1 | 4;|0;|4;|0; | model.csv:1: expected name, type, stride, padding",
                "a,lstm,1,0 | 4;|0;|4;|0; | model.csv:1: type must be conv or fc, got 'lstm'",
                "a,conv,0,0 | 4;|0;|4;|0; | model.csv:1: stride must be an integer of at least 1, got '0'",
                "../a,conv,1,0 | 4;|0;|4;|0; | got '../a'",
                "a,conv,1,0 | 4;4;|0;|4;|0; | precision.txt:2: expected a number for each of 1 layers, got 2",
                "a,conv,1,0 | x;|0;|4;|0; | precision.txt:2: precision must be an integer of at least 1, got 'x'",
                "a,conv,1,0 | 99;|0;|4;|0; | layer a: precision must be between 1 and 32 bits, got 99",
                "b,conv,1,0 | 4;|0;|4;|0; | act-b.npy: no such file",
                "a,conv,1,0 | 3;|0;|4;|0; | must be between -3 and 3 for 3 bits, sign included, got 7",
                "a,fc,1,0 | 4;|0;|4;|0; | wgt-a.npy: layer a: weights [1, 2, 1, 1] do not meet activations [1, 3, 1, 1]",
                "a,conv,1,0 | 4;|0;|4;|0; | do not divide the 3 channels of the activations into equal groups"
            })
    void mistakesAreToldByPlace(String model, String p1, String p2, String p3, String p4, String message)
            throws IOException {
        NpyWriter.write(
                folder.resolve("act-a-0.npy"), new Tensor(new int[] {1, 3, 1, 1}, new int[] {1, 7, 3}), NpyType.INT16);
        NpyWriter.write(
                folder.resolve("wgt-a.npy"), new Tensor(new int[] {1, 2, 1, 1}, new int[] {1, 1}), NpyType.INT16);
        model(model, p1, p2, p3, p4);
        assertThatThrownBy(() -> DnnsimFolder.load(folder, folder, 0))
                .isInstanceOf(WorkloadException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theContentHashFollowsEveryTensor() throws IOException {
        NpyWriter.write(folder.resolve("act-a.npy"), new Tensor(new int[] {1, 1}, new int[] {1}), NpyType.INT16);
        NpyWriter.write(folder.resolve("wgt-a.npy"), new Tensor(new int[] {1, 1}, new int[] {1}), NpyType.INT16);
        model("a,fc,1,0", "4;", "0;", "4;", "0;");
        LayerTrace first = DnnsimFolder.load(folder, folder, 0);
        assertThat(DnnsimFolder.load(folder, folder, 0).contentHash())
                .isEqualTo(first.contentHash())
                .hasSize(64);
        NpyWriter.write(folder.resolve("wgt-a.npy"), new Tensor(new int[] {1, 1}, new int[] {2}), NpyType.INT16);
        assertThat(DnnsimFolder.load(folder, folder, 0).contentHash()).isNotEqualTo(first.contentHash());
    }

    private void model(String rows, String... precisions) throws IOException {
        Files.writeString(folder.resolve("model.csv"), rows + "\n");
        precision(precisions);
    }

    private void precision(String... rows) throws IOException {
        Files.writeString(folder.resolve("precision.txt"), "header\n" + String.join("\n", List.of(rows)) + "\n");
    }
}
