package bitwright.conformance.arith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.conformance.golden.FileOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ArithCheckTest {
    @TempDir
    private Path folder;

    @TestFactory
    Stream<DynamicTest> everyFileAgreesInEveryRecord() throws IOException {
        Path golden = Path.of(System.getProperty("bitwright.shared", "no-shared-data"), "golden", "arith");
        assumeTrue(Files.isDirectory(golden), "no golden data beside this checkout");
        List<String> files = ArithCheck.files(golden);
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file, () -> {
                    FileOutcome outcome = ArithCheck.check(golden, file);
                    assertThat(outcome.skipped()).isEmpty();
                    assertThat(outcome.details()).isEmpty();
                    assertThat(outcome.mismatches()).isZero();
                    assertThat(outcome.records()).isPositive();
                }));
    }

    @Test
    void aWrongBitIsAMismatchAndIsShown() throws IOException {
        // A posit4_es1 that claims 1.0 for code 1, whose value is 1/16.
        byte[] bytes = new byte[16];
        bytes[8 + 6] = (byte) 0xF0;
        bytes[8 + 7] = 0x3F;
        write("decode/posit4_es1.bin.gz", bytes);
        FileOutcome outcome = only();
        assertThat(outcome.records()).isEqualTo(2);
        assertThat(outcome.mismatches()).isEqualTo(1);
        assertThat(outcome.details())
                .containsExactly("record 1 code 0x1: expected 0x3ff0000000000000, got 0x3fb0000000000000");
    }

    @Test
    void whatCannotBeComparedSaysWhy() throws IOException {
        write("decode/martian7.bin.gz", new byte[8]);
        assertThat(only().skipped()).isEqualTo("no check for a file of this name");
        Files.delete(folder.resolve("decode/martian7.bin.gz"));
        assertThat(only().skipped()).isEqualTo("the manifest names it, but it is not there");
    }

    @Test
    void aTornFileIsNamed() throws IOException {
        write("decode/posit4_es1.bin.gz", new byte[9]);
        assertThatThrownBy(this::only).hasMessageEndingWith("posit4_es1.bin.gz: ends in the middle of a record");
    }

    private void write(String file, byte[] bytes) throws IOException {
        Files.createDirectories(folder.resolve(file).getParent());
        var zipped = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        Files.write(folder.resolve(file), zipped.toByteArray());
        Files.writeString(folder.resolve("MANIFEST.tsv"), file + "\t2\tlayout\tsource\thash\n");
    }

    private FileOutcome only() throws IOException {
        List<String> files = ArithCheck.files(folder);
        assertThat(files).hasSize(1);
        return ArithCheck.check(folder, files.get(0));
    }
}
