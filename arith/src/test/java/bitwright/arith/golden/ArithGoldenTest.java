package bitwright.arith.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ArithGoldenTest {
    @TestFactory
    Stream<DynamicTest> everyFileAgreesInEveryRecord() {
        Path folder = Path.of(System.getProperty("bitwright.shared", "no-shared-data"), "golden", "arith");
        assumeTrue(Files.isDirectory(folder), "no golden data beside this checkout");
        List<String> files = ArithGolden.files(folder);
        assertThat(files).isNotEmpty();
        return files.stream()
                .map(file -> DynamicTest.dynamicTest(file, () -> {
                    FileResult result = ArithGolden.check(folder, file);
                    assertThat(result.skipped()).as(file).isEmpty();
                    assertThat(result.first()).as(file).isEmpty();
                    assertThat(result.records()).as(file).isPositive();
                }));
    }
}
