package bitwright.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import bitwright.sim.energy.Ledger;
import bitwright.sim.engine.Engine;
import bitwright.sim.memory.BandwidthMemory;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.memory.OffChip;
import bitwright.sim.trace.Timeline;
import bitwright.sim.trace.Timelines;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LibraryTest {
    private static final Position ASKED = new Position(new Source("run.yaml", Path.of("")), 2, 9, "memory");

    static Iterable<String> memories() {
        return Library.builtIn().names(Library.Kind.MEMORY);
    }

    static Iterable<String> energyTables() {
        return Library.builtIn().names(Library.Kind.ENERGY);
    }

    static Iterable<String> designs() {
        return Library.builtIn().names(Library.Kind.DESIGNS);
    }

    @ParameterizedTest
    @MethodSource("memories")
    void everyMemoryOfTheLibraryIsReadAndMovesBits(String name) {
        var memory = ConfigReader.builtIn().memory(Library.builtIn().path(Library.Kind.MEMORY, name), List.of());
        assertThat(memory.name()).isEqualTo(name);
        var engine = new Engine();
        var offChip = memory.memory().plug(engine, memory.memory().clock(1000), Timeline.OFF);
        List<Long> done = new ArrayList<>();
        offChip.transfer(OffChip.Direction.READ, 0, 4096, done::add, 7);
        engine.run();
        assertThat(done).containsExactly(7L);
        var ledger = new Ledger();
        offChip.charge(ledger);
        assertThat(ledger.totals())
                .isNotEmpty()
                .allSatisfy((action, count) -> assertThat(action).startsWith("dram."));
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("energyTables")
    void everyEnergyTableOfTheLibraryIsRead(String name) {
        var table = ConfigReader.builtIn().energy(Library.builtIn().path(Library.Kind.ENERGY, name), List.of());
        assertThat(table.name()).isEqualTo(name);
        assertThat(table.rows()).isNotEmpty();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("designs")
    void everyDesignOfTheLibraryIsRead(String name) {
        var design =
                ConfigReader.builtIn().design(Library.builtIn().path(Library.Kind.DESIGNS, name), List.of(), List.of());
        assertThat(design.name()).isEqualTo(name);
        assertThat(design.machine().clockMHz()).isPositive();
    }

    static Iterable<String> runs() {
        return Library.builtIn().names(Library.Kind.RUNS);
    }

    static Iterable<String> sweeps() {
        return Library.builtIn().names(Library.Kind.SWEEPS);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyRunOfTheLibraryIsRead(String name) {
        assumeThatTheLibraryIsWhole();
        var run = ConfigReader.builtIn().run(Library.builtIn().path(Library.Kind.RUNS, name), List.of(), List.of());
        assertThat(run.config().designs()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("sweeps")
    void everySweepOfTheLibraryIsReadAndEveryPointOfItIsSound(String name) {
        assumeThatTheLibraryIsWhole();
        var sweep =
                ConfigReader.builtIn().sweep(Library.builtIn().path(Library.Kind.SWEEPS, name), List.of(), List.of());
        assertThat(sweep.check()).isPositive();
    }

    private static void assumeThatTheLibraryIsWhole() {
        Assumptions.assumeTrue(
                Library.builtIn().names(Library.Kind.WORKLOADS).contains("glyphs-cnn")
                        && Library.builtIn().names(Library.Kind.ENERGY).contains("cmos-45nm"),
                "the quickstart's workload or energy table is not in the library");
    }

    @Test
    void memoriesHoldWhatTheirFilesSay() {
        var reader = ConfigReader.builtIn();
        assertThat(reader.memory(Library.builtIn().path(Library.Kind.MEMORY, "ideal"), List.of())
                        .memory())
                .isEqualTo(new IdealMemory("dram.lpddr4"));
        // 3200 million transfers of 32 bits a second: 3200e6 * 4 bytes = 12.8e9 bytes.
        assertThat(reader.memory(Library.builtIn().path(Library.Kind.MEMORY, "lpddr4-3200"), List.of())
                        .memory())
                .isEqualTo(new BandwidthMemory(12.8, 60, "dram.lpddr4"));
    }

    // The peaks follow from the names: 2400 and 2400 million transfers of 8 bytes a second; 14 Gbit/s on 32
    // pins; 2 Gbit/s on 1024 pins. Clock periods are rounded to hundredths of nanoseconds; refreshes and
    // turning rows cost a tenth at most.
    @ParameterizedTest(name = "{0} has a peak of {1} GB/s")
    @CsvSource({"ddr4-2400, 19.2", "lpddr4-2400, 19.2", "gddr6-14000, 56", "hbm2-2000, 256"})
    void aStreamComesNearThePeakOfADram(String name, double gigabytesPerSecond) {
        var memory = ConfigReader.builtIn()
                .memory(Library.builtIn().path(Library.Kind.MEMORY, name), List.of())
                .memory();
        long bytes = 1 << 20;
        var engine = new Engine();
        var clock = memory.clock(1000); // a cycle is a nanosecond
        var end = new long[1];
        memory.plug(engine, clock, Timelines.OFF.of("stream", clock))
                .transfer(OffChip.Direction.READ, 0, 8 * bytes, argument -> end[0] = engine.now(), 0);
        engine.run();
        double share = bytes / (double) clock.cycles(end[0]) / gigabytesPerSecond;
        assertThat(share).isBetween(0.9, 1.01);
    }

    @Test
    void anUnknownNameListsWhatIsThere() {
        assertThatThrownBy(() -> Library.builtIn().read(Library.Kind.MEMORY, "idael", ASKED))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "run.yaml:2:9: memory: must be a name in the library or a path (with a / in it, or ending in"
                                + " .yaml), got 'idael'; did you mean ideal? (the library's memory: ddr4-2400,"
                                + " gddr6-14000, hbm2-2000, ideal, ideal-hbm2, lpddr4-2400, lpddr4-3200)");
    }

    @Test
    void placesInTheLibraryAreNamedByKindAndName() {
        var tree = Library.builtIn().read(Library.Kind.MEMORY, "ideal", ASKED);
        assertThat(tree.get("model").at()).hasToString("memory/ideal.yaml (library):2:8");
    }

    @Test
    void aLibraryInAJarIsReadAlike(@TempDir Path folder) throws Exception {
        URI jar = URI.create("jar:" + folder.resolve("with space.jar").toUri());
        try (var files = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            Path root = files.getPath("/bitwright/library");
            Files.createDirectories(root.resolve("memory"));
            Files.createDirectories(root.resolve("workloads/tiny"));
            Files.writeString(root.resolve("memory/ideal.yaml"), "model: ideal\n");
            Files.writeString(root.resolve("workloads/tiny/trace.yaml"), "schemaVersion: 1\n");
            Files.writeString(root.resolve("workloads/README.md"), "not a workload");
            var library = new Library(root);
            assertThat(library.names(Library.Kind.MEMORY)).containsExactly("ideal");
            assertThat(library.names(Library.Kind.WORKLOADS)).containsExactly("tiny");
            assertThat(library.names(Library.Kind.RUNS)).isEmpty();
            assertThat(library.read(Library.Kind.MEMORY, "ideal", ASKED).has("model"))
                    .isTrue();
            assertThat(library.path(Library.Kind.WORKLOADS, "tiny").resolve("trace.yaml"))
                    .exists();
        }
    }
}
