package bitwright.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** The walls of the house: who may know whom, who may print, and that simulation knows neither time nor chance. */
@AnalyzeClasses(packages = "bitwright", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String[] SIMULATION = {
        "bitwright.arith..",
        "bitwright.sim..",
        "bitwright.workload..",
        "bitwright.accel..",
        "bitwright.config..",
        "bitwright.runner..",
        "bitwright.report..",
        "bitwright.conformance.."
    };

    @ArchTest
    static final ArchRule ARROWS_POINT_ONE_WAY = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("bitwright..")
            .layer("arith")
            .definedBy("bitwright.arith..")
            .layer("sim")
            .definedBy("bitwright.sim..")
            .layer("workload")
            .definedBy("bitwright.workload..")
            .layer("accel")
            .definedBy("bitwright.accel..")
            .layer("config")
            .definedBy("bitwright.config..")
            .layer("runner")
            .definedBy("bitwright.runner..")
            .layer("sweep")
            .definedBy("bitwright.sweep..")
            .layer("report")
            .definedBy("bitwright.report..")
            .layer("conformance")
            .definedBy("bitwright.conformance..")
            .layer("cli")
            .definedBy("bitwright.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("sweep")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("conformance")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("runner")
            .mayOnlyBeAccessedByLayers("sweep", "conformance", "cli")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("runner", "sweep", "conformance", "cli")
            .whereLayer("accel")
            .mayOnlyBeAccessedByLayers("config", "runner", "sweep", "conformance", "cli")
            .whereLayer("workload")
            .mayOnlyBeAccessedByLayers("accel", "config", "runner", "sweep", "conformance", "cli")
            .whereLayer("arith")
            .mayNotAccessAnyLayer()
            .whereLayer("sim")
            .mayNotAccessAnyLayer();

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching("bitwright.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule ONLY_CLI_PRINTS_AND_EXITS = noClasses()
            .that()
            .resideOutsideOfPackage("bitwright.cli..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .orShould()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Throwable.class, "printStackTrace")
            .because("libraries throw and return; bitwright.cli prints and exits");

    @ArchTest
    static final ArchRule NO_WALL_CLOCK = noClasses()
            .that()
            .resideInAnyPackage(SIMULATION)
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(ZonedDateTime.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("the same input gives the same bytes; simulated time is the engine's");

    @ArchTest
    static final ArchRule NO_UNSEEDED_RANDOM = noClasses()
            .that()
            .resideInAnyPackage(SIMULATION)
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callConstructor(SplittableRandom.class)
            .orShould()
            .callMethod(Math.class, "random")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(ThreadLocalRandom.class)
            .orShould()
            .callMethod(UUID.class, "randomUUID")
            .because("use new SplittableRandom(seed) with the run's seed");
}
