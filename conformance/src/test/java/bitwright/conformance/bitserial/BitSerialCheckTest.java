package bitwright.conformance.bitserial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.accel.Setup;
import bitwright.accel.serial.SerialGrid;
import bitwright.conformance.Conformance;
import bitwright.conformance.golden.CsvTable;
import bitwright.conformance.golden.FileOutcome;
import bitwright.conformance.golden.GoldenDataException;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.sim.result.ValueCheck;
import bitwright.workload.Layer;
import bitwright.workload.LayerTrace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BitSerialCheckTest {
    private static Path golden() {
        Path folder = Path.of(System.getProperty("bitwright.shared", "")).resolve("golden/bitserial");
        assumeTrue(Files.isDirectory(folder), "golden data of family bitserial is not here: " + folder);
        return folder;
    }

    @Test
    void everyRowOfTheDesignsWeHaveIsEqualToDnnsim() throws IOException {
        var outcomes = new ArrayList<FileOutcome>();
        Conformance.check(golden(), outcomes::add);
        var compared = outcomes.stream().filter(outcome -> !outcome.isSkipped()).toList();
        assertThat(compared).extracting(FileOutcome::file).contains("cycles.csv");
        assertThat(compared).allSatisfy(outcome -> {
            assertThat(outcome.details()).as(outcome.line()).isEmpty();
            assertThat(outcome.mismatches()).as(outcome.line()).isZero();
            assertThat(outcome.records()).as(outcome.line()).isPositive();
        });
    }

    @Test
    void aWrongNumberIsFoundAndShown(@TempDir Path copy) throws IOException {
        copyGolden(copy);
        // DaDianNao, conv1: 64 windows of 9 steps on one filter set are 576 cycles
        replace(
                copy.resolve("cycles.csv"),
                "gold_dense,dadn_L16C1R16T1,conv1,576",
                "gold_dense,dadn_L16C1R16T1,conv1,577");
        var outcomes = new ArrayList<FileOutcome>();
        Conformance.check(copy, outcomes::add);
        FileOutcome outcome = outcomes.get(0);
        assertThat(outcome.failed()).isTrue();
        assertThat(outcome.mismatches()).isEqualTo(1);
        assertThat(outcome.details()).containsExactly("gold_dense dadn_L16C1R16T1 conv1: expected 577, got 576");
    }

    @Test
    void everyCompressedSizeIsEqualToDnnsims() throws IOException {
        var outcome = CompressionCheck.check(golden());
        assertThat(outcome.details()).isEmpty();
        assertThat(outcome.line()).isEqualTo("compression.csv  records 28  mismatches 0");
    }

    @Test
    void aWrongSizeIsFoundAndShown(@TempDir Path copy) throws IOException {
        copyGolden(copy);
        // 64 values in 4 groups
        replace(
                copy.resolve("compression.csv"),
                "gold_sparse,fc7,act,64,1024,644,4,",
                "gold_sparse,fc7,act,64,1024,644,5,");
        var outcome = CompressionCheck.check(copy);
        assertThat(outcome.line()).isEqualTo("compression.csv  records 28  mismatches 1");
        assertThat(outcome.details())
                .containsExactly("gold_sparse fc7 act: expected 64,1024,644,5,496,386,386,0.3770,"
                        + " got 64,1024,644,4,496,386,386,0.3770");
    }

    @Test
    void aWrongValueInATensorChangesItsSizes(@TempDir Path copy) throws IOException {
        copyGolden(copy);
        Path tensor = copy.resolve("gold_dense/act-fc7.npy");
        byte[] bytes = Files.readAllBytes(tensor);
        // The last value, low byte first, becomes 511: 9 bits, more than any other of its group has.
        bytes[bytes.length - 2] = (byte) 0xFF;
        bytes[bytes.length - 1] = 1;
        Files.write(tensor, bytes);
        var outcome = CompressionCheck.check(copy);
        assertThat(outcome.mismatches()).isEqualTo(1);
        assertThat(outcome.details().get(0))
                .startsWith("gold_dense fc7 act: expected 64,1024,644,4,512,434,434,0.4238");
    }

    @Test
    void everyMagnitudeHasDnnsimsTerms() throws IOException {
        var outcome = TermsCheck.check(golden());
        assertThat(outcome.details()).isEmpty();
        assertThat(outcome.line()).isEqualTo(TermsCheck.FILE + "  records 32768  mismatches 0");
    }

    @Test
    void wrongTermsAreFoundAndShown(@TempDir Path folder) throws IOException {
        try (var out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(TermsCheck.FILE)))) {
            // 7 = 8 − 1 in two terms, powers 8 and 1; 14 would be 16 − 2
            out.write("value,popcount,dnnsim_booth_mask,dnnsim_terms,naf_terms\n7,3,9,2,2\n14,3,18,3,2\n"
                    .getBytes(StandardCharsets.UTF_8));
        }
        var outcome = TermsCheck.check(folder);
        assertThat(outcome.records()).isEqualTo(2);
        assertThat(outcome.details()).containsExactly("value 14: expected 3,18,3,2, got 3,18,2,2");
    }

    private static void copyGolden(Path copy) throws IOException {
        Path golden = golden();
        try (Stream<Path> files = Files.walk(golden)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(golden.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
                to.toFile().setWritable(true);
            }
        }
    }

    private static void replace(Path file, String text, String by) throws IOException {
        String content = Files.readString(file);
        assertThat(content).contains(text);
        Files.writeString(file, content.replace(text, by));
    }

    @Test
    void aFolderWithoutAFamilyIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> Conformance.check(empty, outcome -> {}))
                .isInstanceOf(GoldenDataException.class)
                .hasMessageEndingWith("not a folder of golden data, it has no file FAMILY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gold_dense", "gold_sparse"})
    void registersThatTickTakeTheCyclesOfTheStepModelAndGiveTheReferencesValues(String net) throws IOException {
        Path golden = golden();
        LayerTrace trace = GoldenNetworks.stored(golden, net);
        for (var row : new CsvTable(golden.resolve("configs.csv")).rows()) {
            if (!GoldenDesign.unsupported(row).isEmpty()) {
                continue;
            }
            SerialGrid machine = GoldenDesign.machine(row);
            for (Layer layer : trace.layers()) {
                String what = net + " " + row.text("config") + " " + layer.name();
                LayerResult ticked = run(machine, trace, layer, Fidelity.CYCLE);
                LayerResult stepped = run(machine, trace, layer, Fidelity.STEP);
                assertThat(ticked.cycles()).as(what).isEqualTo(stepped.cycles());
                assertThat(ticked.values().firstMismatch()).as(what).isEmpty();
                assertThat(stepped.values().firstMismatch()).as(what).isEmpty();
            }
        }
    }

    private static LayerResult run(SerialGrid machine, LayerTrace trace, Layer layer, Fidelity fidelity) {
        var setup = new Setup(new IdealMemory("dram"), FREE, fidelity, ValueCheck.Method.RECOMPUTED, 1, 1);
        return machine.run(new LayerTrace(trace.name(), trace.origin(), "", List.of(layer)), setup)
                .get(0);
    }

    private static final EnergyTable FREE = new EnergyTable(
            "free",
            45,
            "no prices: this test looks at cycles and values",
            Stream.of("mul.int,add.int,and,or,compare,mux,shift,register.write,sram.read,sram.write,dram".split(","))
                    .map(kind -> new EnergyTable.Row(
                            kind,
                            1,
                            kind.startsWith("sram") ? 1024 : 0,
                            0,
                            EnergyTable.Scaling.LINEAR,
                            Confidence.RECALLED,
                            "none"))
                    .toList());
}
