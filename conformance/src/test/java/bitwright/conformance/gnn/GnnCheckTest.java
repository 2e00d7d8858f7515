package bitwright.conformance.gnn;

import static bitwright.conformance.GoldenData.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.conformance.GoldenData;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GnnCheckTest {
    @TempDir
    Path folder;

    @Test
    void everyValueAndEveryVectorIsEqual() throws IOException {
        Path golden = GoldenData.family("gnn");
        var values = check(golden).stream()
                .filter(outcome -> outcome.file().endsWith(".gz"))
                .toList();
        assertThat(values).hasSize(93).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.failed()).as(outcome.line()).isFalse();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /** Two nodes, one edge both ways, one feature, one output, seed 0. */
    private Path pair() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "gnn\n");
        Path pair = Files.createDirectories(folder.resolve("pair"));
        Files.writeString(pair.resolve("meta.json"), """
            {"seed": 0, "nodes": 2, "directed_edges": 2, "F": 1, "O": 1, "max_degree": 1, "isolated": 0,
             "deg_gt_256": 0, "files": {"rowptr.i32": {"sha256": "0"}, "colidx.i32": {"sha256": "0"}}}
            """);
        write(pair.resolve("rowptr.i32.gz"), 0, 1, 2);
        write(pair.resolve("colidx.i32.gz"), 1, 0);
        return pair;
    }

    private static void write(Path file, int... values) throws IOException {
        var bytes = ByteBuffer.allocate(values.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(values);
        try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(bytes.array());
        }
    }

    /** The first draws of seed 1 of SplitMix64 as published, 910a2dec and beeb8da1 in their upper halves. */
    @Test
    void aWrongValueIsFoundAndShown() throws IOException {
        Path pair = pair();
        float first = (0x910a2d * 0x1p-22f) - 2f;
        float second = (0xbeeb8d * 0x1p-22f) - 2f;
        int[] sums = {Float.floatToRawIntBits(second), Float.floatToRawIntBits(first)};
        write(pair.resolve("sum_noself.f32.gz"), sums);
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .contains("pair/sum_noself.f32.gz  records 2  mismatches 0");
        sums[1]++;
        write(pair.resolve("sum_noself.f32.gz"), sums);
        var outcome = check(folder).get(2);
        assertThat(outcome.line()).isEqualTo("pair/sum_noself.f32.gz  records 2  mismatches 1");
        assertThat(outcome.details()).containsExactly("[1, 0]: expected " + sums[1] + ", got " + (sums[1] - 1));
    }

    @Test
    void aGraphThatIsNotTheOnePromisedFails() throws IOException {
        pair();
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly(
                        "pair/colidx.i32.gz  records 3  mismatches 1", "pair/rowptr.i32.gz  records 6  mismatches 1");
    }

    @Test
    void filesThatAreNotWhatTheirNamesSayAreRefused() throws IOException {
        Path pair = pair();
        write(pair.resolve("gin_agg.f32.gz"), 1, 2, 3);
        assertThatThrownBy(() -> check(folder))
                .isInstanceOf(GoldenDataException.class)
                .hasMessage(pair.resolve("gin_agg.f32.gz") + ": must hold [2, 1] values, holds 3");
        Files.write(pair.resolve("gin_agg.f32.gz"), new byte[] {1, 2, 3});
        assertThatThrownBy(() -> check(folder)).hasMessageContaining("gin_agg.f32.gz: is not a whole gzip file");
        write(pair.resolve("colidx.i32.gz"), 1, 2);
        assertThatThrownBy(() -> check(folder))
                .isInstanceOf(GoldenDataException.class)
                .hasMessage("pair: column 1 must be a node between 0 and 1, got 2");
    }
}
