package bitwright.conformance.rtl;

import static bitwright.conformance.GoldenData.check;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.conformance.GoldenData;
import bitwright.conformance.golden.FileOutcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RtlCheckTest {
    @TempDir
    Path folder;

    @Test
    void everyRegisterIsEqualAtEveryEdge() throws IOException {
        Path golden = GoldenData.family("rtl");
        var compared =
                check(golden).stream().filter(outcome -> !outcome.isSkipped()).toList();
        assertThat(compared)
                .extracting(FileOutcome::file)
                .contains(
                        "encoder_ent_256.csv",
                        "sparse_encoder_4096.csv",
                        "opt1_pe_trace.csv",
                        "opt2_n4_outputs.csv",
                        "opt3_pe_trace.csv",
                        "opt4c_n4_summary.csv",
                        "os_mac_4x4_trace.csv",
                        "os_opt1_8x16_summary.csv",
                        "ws_mac_8x8_trace.csv",
                        "cube_opt1_4_outputs.csv",
                        "mx_dot_e4m3.csv",
                        "mx_dot_e5m2.csv");
        assertThat(compared).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /** 1 · 1.5 + 2 · −1 in E4M3 is −0.5: −2^17 in units of 2^−18. */
    @Test
    void aWrongDotProductIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "rtl\n");
        String zeros = "00".repeat(30);
        String row = ",0,0,7fffffe0000," + zeros + "3840," + zeros + "3cb8\n";
        String wrong = row.replace("7fffffe0000", "7fffffe0001");
        Files.writeString(folder.resolve("mx_dot_e4m3.csv"), "vec,kind,nan,dp_hex,a_hex,b_hex\n0" + row + "1" + wrong);
        FileOutcome outcome = check(folder).get(0);
        assertThat(outcome.mismatches()).isEqualTo(2);
        assertThat(outcome.details().get(0)).contains("vec 1 dp_hex").contains("7fffffe0001");
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
                        "opt3_pe_trace.csv  skipped what belongs to it is not there: "
                                + folder.resolve("opt3_pe_summary.csv"),
                        "os_mac_1x1_operands.csv  records 1  mismatches 0",
                        "os_mac_1x1_summary.csv  records 4  mismatches 0",
                        "os_mac_1x1_trace.csv  records 12  mismatches 0");
        Files.writeString(trace, header + "0,0,0,2,5,0\n0,1,0,3,7,11\n0,2,0,0,0,31\n");
        assertThat(check(folder).get(3).details()).containsExactly("run 0 edge 1 acc_0_0: expected 11, got 10");
        Files.writeString(trace, header + "7,0,0,2,5,0\n");
        assertThatThrownBy(() -> check(folder))
                .hasMessage(folder.resolve("os_mac_1x1_operands.csv") + ": run 7 has no operand A");
    }

    /** a = 2 is one digit of one: issued at edge 0, then three bubbles. Its operand, −5, stands at the port at edge 2. */
    @Test
    void aWrongPortOfTheDigitSerialPeIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "rtl\n");
        Files.writeString(
                folder.resolve("opt3_pe_summary.csv"),
                "vec,issue_edges_bw0,issue_edges_bw1,issue_edges_bw2,issue_edges_bw3,issue_edges_total,bubbles,"
                        + "nonzero_digits,last_acc_edge,final_edge,part_bw0_c0,part_bw1_c0,part_bw2_c0,part_bw3_c0,"
                        + "result0,a,b_c0\n0,1,1,1,1,4,3,1,6,7,-10,0,0,0,-10,2,-5\n");
        Files.writeString(
                folder.resolve("opt3_pe_trace.csv"),
                "vec,edge,encode_valid,position,selector,clr_n,acc_valid,b0,acc0\n0,0,1,0,0,1,0,0,x\n"
                        + "0,1,1,3,2,1,0,0,x\n0,2,1,3,0,1,0,-4,x\n0,3,1,3,0,0,1,0,-10\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly(
                        "opt3_pe_summary.csv  records 14  mismatches 0", "opt3_pe_trace.csv  records 21  mismatches 1");
        assertThat(check(folder).get(1).details()).containsExactly("vector 0 edge 2 b0: expected -4, got -5");
    }
}
