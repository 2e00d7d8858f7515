package bitwright.conformance.rtl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.conformance.Conformance;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtlCheckTest {
    @TempDir
    Path folder;

    private static List<FileOutcome> check(Path folder) throws IOException {
        var outcomes = new ArrayList<FileOutcome>();
        Conformance.check(folder, outcomes::add);
        return outcomes;
    }

    @Test
    void everyRegisterOfTheMacArraysIsEqualAtEveryEdge() throws IOException {
        Path golden = Path.of(System.getProperty("bitwright.shared", "")).resolve("golden/rtl");
        assumeTrue(Files.isDirectory(golden), "golden data of family rtl is not here: " + golden);
        var compared =
                check(golden).stream().filter(outcome -> !outcome.isSkipped()).toList();
        assertThat(compared)
                .extracting(FileOutcome::file)
                .contains("os_mac_4x4_trace.csv", "os_mac_8x16_summary.csv", "ws_mac_8x8_trace.csv");
        assertThat(compared).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /** A = [2 3], B = [5; 7] in a single PE: 10 after edge 1, 31 after edge 2. */
    @Test
    void aWrongRegisterIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "rtl\n");
        Files.writeString(
                folder.resolve("os_mac_1x1_operands.csv"), "run,matrix,row,values\n0,A,0,2 3\n0,B,0,5\n0,B,1,7\n");
        Path trace = folder.resolve("os_mac_1x1_trace.csv");
        String header = "run,edge,clc,a_in0,b_in0,acc_0_0\n";
        Files.writeString(trace, header + "0,0,0,2,5,0\n0,1,0,3,7,10\n0,2,0,0,0,31\n0,3,0,0,0,31\n");
        Files.writeString(
                folder.resolve("os_mac_1x1_summary.csv"),
                "run,M,N,K,dist,i,j,first_nonreset_edge,final_edge,result\n0,1,1,2,uniform,0,0,1,2,31\n");
        Files.writeString(folder.resolve("opt3_pe_trace.csv"), "x\n1\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly(
                        "opt3_pe_trace.csv  skipped a design that is not built yet",
                        "os_mac_1x1_operands.csv  skipped operands of the trace beside it",
                        "os_mac_1x1_summary.csv  records 4  mismatches 0",
                        "os_mac_1x1_trace.csv  records 12  mismatches 0");
        Files.writeString(trace, header + "0,0,0,2,5,0\n0,1,0,3,7,11\n0,2,0,0,0,31\n");
        assertThat(check(folder).get(3).details()).containsExactly("run 0 edge 1 acc_0_0: expected 11, got 10");
        Files.writeString(trace, header + "7,0,0,2,5,0\n");
        assertThatThrownBy(() -> check(folder)).hasMessage(trace + ": run 7 has no operand A");
    }
}
