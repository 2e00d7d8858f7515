package bitwright.arith.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ArithmeticPageTest {
    private static final String BEGIN =
            "<!-- generated: mvn -pl arith test -Dtest=ArithmeticPageTest -Dbitwright.write=true -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    /** What is written by hand stands before and after the marks; with bitwright.write=true the rest is written anew. */
    @Test
    void thePageSaysWhatTheCodeHas() throws IOException {
        Path page = Path.of(System.getProperty("bitwright.root", "."), "docs", "arithmetic.md");
        assumeTrue(Files.isRegularFile(page), "no docs beside this module");
        String text = Files.readString(page);
        String before = text.substring(0, text.indexOf(BEGIN) + BEGIN.length());
        String after = text.substring(text.indexOf(END));
        String current = ArithmeticPage.text(before, after);
        if (Boolean.getBoolean("bitwright.write")) {
            Files.writeString(page, current);
        }
        assertThat(Files.readString(page).equals(current))
                .as("docs/arithmetic.md says what the code has; its first generated line tells how to write it anew")
                .isTrue();
    }
}
