package bitwright.conformance.systolic;

import static bitwright.conformance.GoldenData.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.conformance.GoldenData;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystolicCheckTest {
    private static final String GRID_HEADER = "LayerID,LayerName,GEMM_M,GEMM_N,GEMM_K,TotalCycles,StallCycles,"
            + "OverallUtilPct,MappingEffPct,ComputeUtilPct,SramIfmapReads,SramFilterReads,SramOfmapWrites\n";

    @TempDir
    Path folder;

    @Test
    void everyCountOfScaleSimAndLlmCompassAndEveryAmpleRowOfStonneIsEqual() throws IOException {
        Path golden = GoldenData.family("systolic");
        var compared =
                check(golden).stream().filter(outcome -> !outcome.isSkipped()).toList();
        assertThat(compared).extracting(FileOutcome::file).contains("stonne_tpu_os_mesh.csv", "topologies/alexnet.csv");
        assertThat(compared).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.mismatches()).as(outcome.line()).isZero();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /**
     * M 5, N 4, K 3 on 2 by 4, output stationary: 3 folds of 3 + 4 cycles, so 20 told; 60 MACs in 20 · 8 PE cycles; 20 of
     * 24 PEs work, 3 cycles of 7; 15 and 3 · 12 reads, 20 + 3 · 6 writes.
     */
    @Test
    void aWrongNumberIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "systolic\n");
        Path grids = Files.createDirectory(folder.resolve("grid"));
        Path grid = grids.resolve("net__os_2x4.csv");
        String utilisation = "37.5,83.33333333333333,35.71428571428571";
        Files.writeString(grid, "# theirs\n" + GRID_HEADER + "0,l,5,4,3,20,0," + utilisation + ",15,36,38\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly("grid/net__os_2x4.csv  records 7  mismatches 0");
        Files.writeString(grid, GRID_HEADER + "0,l,5,4,3,21,0," + utilisation + ",15,36,37\n");
        assertThat(check(folder).get(0).details())
                .containsExactly(
                        "0 l cycles without stalls: expected 21, got 20", "0 l SRAM ofmap writes: expected 37, got 38");
        // stalls are theirs: what is left without them must be equal, and utilisation is not compared
        Files.writeString(grid, GRID_HEADER + "0,l,5,4,3,29,9,1.0,83.33333333333333,1.0,15,36,38\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly("grid/net__os_2x4.csv  records 5  mismatches 0");
    }

    /** STONNE: 4 + 3 + 3 + 5 on 4 by 4; with networks of two ports it takes longer, which is not ours. */
    @Test
    void narrowNetworksAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "systolic\n");
        Files.writeString(
                folder.resolve("stonne.csv"),
                "# theirs\nM,N,K,ms_rows,ms_cols,dn_bw,rn_bw,cycles,result_check\n4,4,4,4,4,8,16,15,1\n4,4,4,4,4,2,2,27,1\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly(
                        "stonne.csv  records 1  mismatches 0",
                        "stonne.csv  skipped 1 rows: networks narrower than the array, which ours does not model");
    }

    @Test
    void whatIsMissingIsNamed() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "systolic\n");
        Path run = Files.createDirectories(folder.resolve("runs/one"));
        Files.writeString(run.resolve("COMPUTE.csv"), GRID_HEADER);
        assertThatThrownBy(() -> check(folder))
                .isInstanceOf(GoldenDataException.class)
                .hasMessage(run.resolve("config.cfg") + ": no such file");
        Files.writeString(run.resolve("config.cfg"), "ArrayHeight : 8\nArrayWidth: 8\n");
        assertThatThrownBy(() -> check(folder))
                .hasMessage(run.resolve("config.cfg") + ": there is no setting Dataflow");
    }
}
