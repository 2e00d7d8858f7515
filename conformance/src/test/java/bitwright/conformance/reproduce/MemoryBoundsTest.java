package bitwright.conformance.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import bitwright.sim.result.LayerResult;
import bitwright.sim.result.RunResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
class MemoryBoundsTest {
    private static final String BEGIN =
            "<!-- generated: mvn -P slow -pl conformance -am test -Dtest=MemoryBoundsTest -Dbitwright.write=true -->\n";
    private static final String END = "<!-- end of what is generated -->\n";

    /** With bitwright.write=true the table between the marks is written anew. */
    @Test
    void theDocumentShowsThisVeryTableAndPackingNeverMovesMore() throws IOException {
        var results = MemoryBounds.run(2);
        Path page = Path.of(System.getProperty("bitwright.root", "."), "docs", "memory.md");
        assumeTrue(Files.isRegularFile(page), "no docs beside this module");
        String text = Files.readString(page);
        String current = text.substring(0, text.indexOf(BEGIN) + BEGIN.length()) + "\n" + MemoryBounds.markdown(results)
                + "\n" + text.substring(text.indexOf(END));
        if (Boolean.getBoolean("bitwright.write")) {
            Files.writeString(page, current);
        }
        assertThat(Files.readString(page)).isEqualTo(current);
        for (List<RunResult> ofMemory : results) {
            for (int design = 0; design < ofMemory.size(); design += 2) {
                requireNoMore(ofMemory.get(design), ofMemory.get(design + 1));
            }
        }
    }

    /** The same compute and no more bits; fully connected layers, whose time is that of their weights, get no slower. */
    private static void requireNoMore(RunResult plain, RunResult packed) {
        for (int i = 0; i < plain.layers().size(); i++) {
            LayerResult before = plain.layers().get(i);
            LayerResult after = packed.layers().get(i);
            String place = packed.identity().design() + " " + before.name();
            assertThat(after.cycles().compute())
                    .as(place)
                    .isEqualTo(before.cycles().compute());
            assertThat(after.trafficBits().get("dram.read"))
                    .as(place)
                    .isLessThanOrEqualTo(before.trafficBits().get("dram.read"));
            if (before.op().equals("fully-connected")) {
                assertThat(after.cycles().total())
                        .as(place)
                        .isLessThanOrEqualTo(before.cycles().total());
            }
        }
    }
}
