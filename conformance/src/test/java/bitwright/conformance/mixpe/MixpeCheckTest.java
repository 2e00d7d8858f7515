package bitwright.conformance.mixpe;

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

class MixpeCheckTest {
    private static final String HEADER =
            "design,network,count,type,N,M,pmax,pmin,K,O,S,IC,OC,B,iprec,wprec,cycles,stall,dram_rd,dram_wr,wbuf_rd,wbuf_wr,ibuf_rd,ibuf_wr,obuf_rd,obuf_wr,static_nJ,dram_nJ,buf_nJ,core_nJ,tiling,order\n";

    @TempDir
    Path folder;

    @Test
    void everyFigureOfThePublicSimulatorIsOurs() throws IOException {
        Path golden = GoldenData.family("mixpe");
        assertThat(check(golden)).hasSize(2).allSatisfy(outcome -> {
            assertThat(outcome.mismatches())
                    .as(outcome.line() + outcome.details())
                    .isZero();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /**
     * 32 rows by 32 filters, 32 deep, on the 8-bit baseline: 32 cycles, and 16 until 8 kbit of weights and as many of
     * activations are there. A wrong stall is a wrong sum of both, so three records differ.
     */
    @Test
    void aWrongCycleIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "mixpe\n");
        String tiling = "{'B/b': (1; 32); 'OW/ow': (1; 1); 'OH/oh': (1; 1); 'IC/ic': (1; 32); 'OC/oc': (1; 32)},"
                + "OW/ow OH/oh B/b IC/ic OC/oc\n";
        String before = "int8,net,1,fc,32,32,8,4,1,1,1,32,32,32,8,8,";
        double leak = 1024 / 5e8 * 64314;
        double dynamic = 1024 / 5e8 * 279960;
        String after = String.join(
                ",",
                "16384",
                "16384",
                "262144",
                "8192",
                "262144",
                "8192",
                "32768",
                "16384",
                Double.toString(48 * 484.615 / 500),
                Double.toString(16384 * 0.644304 / 1024 + 16384 * 0.784104 / 1024),
                Double.toString(262144 * (3.299296875e-05 + 3.47046875e-05)
                        + 8192 * (3.9730859375e-05 + 4.8606640625e-05)
                        + 32768 * 9.21703125e-06
                        + 16384 * 1.299765625e-05),
                Double.toString(48 * leak + 32 * dynamic),
                tiling);
        Files.writeString(folder.resolve("layers.csv"), HEADER + before + "48,16," + after);
        assertThat(check(folder)).extracting(FileOutcome::line).containsExactly("layers.csv  records 18  mismatches 0");
        Files.writeString(folder.resolve("layers.csv"), HEADER + before + "49,17," + after);
        assertThat(check(folder).get(0).details())
                .containsExactly(
                        "int8 net fc 32x32 at 8 bits stall: expected 17, got 16",
                        "beside: tiled by our own search, 1 of 1 rows take as many cycles");
        Files.writeString(folder.resolve("layers.csv"), HEADER + before.replace("int8", "olive") + "48,16," + after);
        assertThatThrownBy(() -> check(folder)).hasMessageContaining("the library has no design mixpe-olive");
    }
}
