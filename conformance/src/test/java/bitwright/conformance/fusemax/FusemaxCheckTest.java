package bitwright.conformance.fusemax;

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

class FusemaxCheckTest {
    @TempDir
    Path folder;

    @Test
    void everyLatencyOfTheArtifactIsOurs() throws IOException {
        Path golden = GoldenData.family("fusemax");
        assertThat(check(golden)).hasSize(5).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    /** T5, 1,024 tokens: 64 · 8 · 2^20 scores on 65,536 PEs, four cycles of 256 lanes each at 940 MHz: 1,024 · 8,192 cycles. */
    @Test
    void aWrongLatencyIsFoundAndShown() throws IOException {
        Files.writeString(folder.resolve("FAMILY"), "fusemax\n");
        String header = "model,seq_len,traffic,latency,energy,util_2d,util_1d,QK,AV\n";
        double seconds = 1024.0 * 8192 / 940e6;
        Path file = folder.resolve("attn-flat.csv");
        Files.writeString(file, header + "T5,1K,1," + seconds + ",1,0.125,1.0,0.0625,0.0625\n");
        Files.writeString(folder.resolve("pareto.csv"), "x\n1\n");
        assertThat(check(folder))
                .extracting(FileOutcome::line)
                .containsExactly(
                        "attn-flat.csv  records 5  mismatches 0",
                        "pareto.csv  skipped no attention of a machine that is known");
        Files.writeString(file, header + "T5,1K,1," + 2 * seconds + ",1,0.125,1.0,0.0625,0.0625\n");
        assertThat(check(folder).get(0).details())
                .containsExactly("T5 1K latency: expected " + 2 * seconds + ", got " + seconds);
        Files.writeString(file, header + "GPT,1K,1,1,1,1,1,1,1\n");
        assertThatThrownBy(() -> check(folder)).hasMessageContaining("GPT with 1K tokens is not one of the artifact's");
    }
}
