package bitwright.conformance.dram;

import static org.assertj.core.api.Assertions.assertThat;
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

class DramCheckTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("bitwright.shared", "no-shared-data"), "golden", "dram");

    @TempDir
    private Path folder;

    @Test
    void everyFileAgreesAndNoRequestDiffersWherePoliciesDecide() throws IOException {
        assumeTrue(Files.isDirectory(GOLDEN), "no golden data beside this checkout");
        List<FileOutcome> outcomes = check(GOLDEN);
        assertThat(outcomes).extracting(FileOutcome::skipped).containsOnly("");
        assertThat(outcomes)
                .allSatisfy(outcome -> assertThat(outcome.mismatches())
                        .as(outcome.file() + " " + outcome.details())
                        .isZero());
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.records()).isPositive());
        assertThat(outcomes)
                .flatExtracting(FileOutcome::details)
                .isNotEmpty()
                .allSatisfy(detail -> assertThat(detail).startsWith("0 of "));
    }

    @Test
    void aCycleMoreIsAMismatchWhereNothingIsLeftToDecide() throws IOException {
        configuration("serial_read", """
            id,arrival,op,addr,accept,complete
            0,0,R,0x0,0,57
            1,57,R,0x800,57,115
            """, """
            clock,command,Channel,BankGroup,Bank,Row,Column,type,source
            1,ACT,0,0,0,0,0,0,0
            31,RD,0,0,0,0,0,0,0
            58,ACT,0,1,0,0,0,0,0
            88,RD,0,1,0,0,0,0,0
            """);
        List<FileOutcome> outcomes = check(folder);
        assertThat(outcomes).extracting(FileOutcome::mismatches).containsExactly(1L, 0L);
        assertThat(outcomes.get(0).details()).containsExactly("request 1 completed: expected 115, got 114");
    }

    @Test
    void aCommandThatComesTooEarlyIsAMismatchWhoeverSentIt() throws IOException {
        configuration("stream", """
            id,arrival,op,addr,accept,complete
            0,0,R,0x0,0,57
            1,0,R,0x20,1,61
            """, """
            clock,command,Channel,BankGroup,Bank,Row,Column,type,source
            1,ACT,0,0,0,0,0,0,0
            31,RD,0,0,0,0,0,0,0
            34,RD,0,0,0,0,1,0,0
            """);
        List<FileOutcome> outcomes = check(folder);
        assertThat(outcomes).extracting(FileOutcome::mismatches).containsExactly(0L, 1L);
        // 3 cycles after the read in cycle 31, while two reads of a bank group are 4 apart
        assertThat(outcomes.get(1).details().get(0))
                .startsWith("theirs 34 READ bank 0 row 0 column 1")
                .contains("cycles=4")
                .endsWith("after 31 READ bank 0 row 0 column 0");
        assertThat(outcomes.get(1).details().get(1)).isEqualTo("1 of 3 commands differ");
    }

    @Test
    void latencyThatIsOffByMoreThanFivePercentIsAMismatch() throws IOException {
        // 57 and 61 - 0 cycles here; 57 and 69 there: 118 against 126, 6.3 % less
        configuration("stream", """
            id,arrival,op,addr,accept,complete
            0,0,R,0x0,0,57
            1,0,R,0x20,1,69
            """, "clock,command,Channel,BankGroup,Bank,Row,Column,type,source\n");
        FileOutcome requests = check(folder).get(0);
        assertThat(requests.mismatches()).isEqualTo(1);
        assertThat(requests.details().get(0))
                .startsWith("1 of 2 requests differ")
                .contains("error -6.35 %");
    }

    @Test
    void whatIsNotModelledIsSkippedWithItsName() throws IOException {
        configuration("stream", "id,arrival,op,addr,accept,complete\n0,0,R,0x0,0,57\n", "clock,command\n");
        Path config = folder.resolve("ramulator2/tiny/config.yaml");
        Files.writeString(config, Files.readString(config).replace("FRFCFS", "BLISS"));
        assertThat(check(folder))
                .extracting(FileOutcome::skipped)
                .singleElement()
                .satisfies(reason -> assertThat(reason).endsWith("BLISS is not modelled, only FRFCFS"));
    }

    /**
     * The host reads a line a tick. The mode changes at 1, the bias goes at 33 and the buffer's access at 35; the mode changes
     * back at 36, the row opens at 68, the MAC goes 56 later, at 124. At 126, when its sum could have been read, the mode
     * changes again; it is read at 158 and there at 160. The host reads its last line at 161, and is done at 162.
     */
    @Test
    void aPartOfAFolderIsCheckedByItself() throws IOException {
        Path aim = Files.createDirectories(folder.resolve("aim"));
        Files.writeString(folder.resolve("FAMILY"), "dram\n");
        Files.writeString(aim.resolve("one.trace"), """
            AiM WR_BIAS 0 0x1
            AiM WR_GB 1 0 0x1
            AiM MAC_ABK 1 0x1 7
            AiM RD_MAC 0 0x1
            AiM EOC
            """);
        Files.writeString(aim.resolve("summary.csv"), """
            name,memory_system_cycles_0p5ns,total_ACT16,total_MAC16,total_TMOD
            one,162,1,1,3
            """);
        var outcomes = new ArrayList<FileOutcome>();
        Conformance.check(aim, outcomes::add);
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.get(0).file()).isEqualTo("aim/one.trace");
        assertThat(outcomes.get(0).details()).isEmpty();
        assertThat(outcomes.get(0).mismatches()).isZero();
        assertThat(outcomes.get(0).records()).isEqualTo(4);
    }

    private static List<FileOutcome> check(Path golden) throws IOException {
        List<FileOutcome> outcomes = new ArrayList<>();
        new DramCheck().check(golden, outcomes::add);
        return outcomes;
    }

    /** One rank of GDDR6 with the distances that reads need, without refresh. */
    private void configuration(String pattern, String requests, String commands) throws IOException {
        Path tiny = Files.createDirectories(folder.resolve("ramulator2/tiny"));
        Files.writeString(tiny.resolve(pattern + ".csv"), requests);
        Files.writeString(tiny.resolve(pattern + ".cmd.csv"), commands);
        Files.writeString(tiny.resolve("config.yaml"), """
            memory_system:
              controllers:
                - impl: GenericDDR
                  wr_low_watermark: 0.2
                  wr_high_watermark: 0.8
                  read_buffer_size: 32
                  write_buffer_size: 32
                  scheduler: { impl: FRFCFS }
                  refresh_manager: { impl: NoRefresh }
                  row_policy: { impl: Open }
                  addr_mapper: { impl: RoBaRaCoCh }
                  dram:
                    impl: GDDR6
                    org: { dq: 16, count: [1, 4, 4, 16384, 1024] }
                    timing: [14000, 2, 24, 30, 20, 30, 60, 90, 30, 4, 6, 2, 4, 11, 11, 9, 11, 43, 106, 22, 3333, 570, 211, 2]
                    channel_width: 16
                    read_latency: 26
                    timing_constraints:
                      - [0, [3], [3], 2]
                      - [1, [3], [3], 4]
                      - [2, [0], [3], 30]
                      - [0, [0], [0], 11]
            """);
    }
}
