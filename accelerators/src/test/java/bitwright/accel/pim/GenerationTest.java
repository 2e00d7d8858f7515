package bitwright.accel.pim;

import static org.assertj.core.api.Assertions.assertThat;

import bitwright.accel.Machine.Whole;
import bitwright.accel.Setup;
import bitwright.accel.pim.PimGpt.PimCompat;
import bitwright.accel.pim.PimGpt.Schedule;
import bitwright.sim.dram.Currents;
import bitwright.sim.energy.Confidence;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.memory.IdealMemory;
import bitwright.sim.result.Fidelity;
import bitwright.sim.result.LayerResult;
import bitwright.workload.transformer.Transformer;
import bitwright.workload.transformer.TransformerRun;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GenerationTest {
    private static final PimEnergy ENERGY =
            new PimEnergy(new Currents(1, 1.25, 122, 92, 142, 530, 470, 277, 0), 149.29, 1000, 16, 16, 1);

    private static Whole run(PimGpt machine, TransformerRun workload, Fidelity fidelity) {
        var prices = new EnergyTable(
                "none",
                45,
                "no price is asked for",
                List.of(new EnergyTable.Row(
                        "add.int", 16, 0, 0, EnergyTable.Scaling.LINEAR, Confidence.DERIVED, "none")));
        return machine.runWhole(workload, new Setup(new IdealMemory("dram.none"), prices, fidelity, null, 1, 1));
    }

    private static PimGpt machine(PimMemory memory, PimTiming timing, double chipMHz, Schedule schedule) {
        return new PimGpt(1000, memory, timing, ENERGY, ChannelPrograms.asic(chipMHz), schedule, true, PimCompat.NONE);
    }

    private static long total(Whole whole) {
        return whole.layers().stream()
                .mapToLong(layer -> layer.cycles().total())
                .sum();
    }

    @Test
    void rowByRowAndCommandByCommandGiveTheSameResults() {
        for (int seed = 0; seed < 40; seed++) {
            var random = new Random(seed);
            int macWidth = 4 << random.nextInt(4);
            int rowBytes = 128 << random.nextInt(3);
            var memory = new PimMemory(
                    1 + random.nextInt(5),
                    1 + random.nextInt(20),
                    1 << 20,
                    rowBytes,
                    macWidth,
                    16,
                    rowBytes >> random.nextInt(2),
                    1 + random.nextInt(3));
            int heads = 1 + random.nextInt(4);
            int dHead = 1 + random.nextInt(24);
            var model = new Transformer(1 + random.nextInt(3), heads, heads * dHead, 1 + random.nextInt(200), 100, 150);
            var workload = new TransformerRun("model", model, 1 + random.nextInt(3), 1 + random.nextInt(3));
            var machine = machine(
                    memory,
                    ChannelPrograms.random(random),
                    new double[] {1000, 100, 333}[random.nextInt(3)],
                    random.nextBoolean() ? Schedule.SERIAL : Schedule.OVERLAPPED);
            String what = "seed " + seed + " " + memory + " " + model + " " + workload;
            Whole cycle = run(machine, workload, Fidelity.CYCLE);
            Whole step = run(machine, workload, Fidelity.STEP);
            assertThat(step.statistics()).as(what).isEqualTo(cycle.statistics());
            assertThat(step.layers()).as(what).isEqualTo(cycle.layers());
        }
    }

    @Test
    void aLaterTokenOfAGptWithRefreshesIsTheSameByRowsAndByCommands() {
        // A slice of GPT3-XL: one of its layers, 24 tokens behind one another, 8 × 16 banks with the paper's times.
        var memory = new PimMemory(8, 16, 16384, 2048, 32, 16, 2048, 2);
        var model = new Transformer(1, 16, 2048, 8192, 512, 2048);
        var workload = new TransformerRun("slice", model, 20, 5);
        var machine = machine(memory, ChannelPrograms.paper(), 1000, Schedule.SERIAL);
        Whole cycle = run(machine, workload, Fidelity.CYCLE);
        Whole step = run(machine, workload, Fidelity.STEP);
        assertThat(step.layers()).isEqualTo(cycle.layers());
        assertThat(step.statistics()).isEqualTo(cycle.statistics());
        double refreshes = step.layers().stream()
                .mapToDouble(layer -> layer.statistics().getOrDefault("refreshes", 0.0))
                .sum();
        // Each channel is refreshed every 6,825 ns; those of the last moments may still be due.
        assertThat(refreshes).isCloseTo(8.0 * (total(step) / 6825), org.assertj.core.data.Offset.offset(8.0));
    }

    @Test
    void theScheduleChangesTheTimeAndNotTheWork() {
        var memory = new PimMemory(4, 8, 1 << 16, 512, 16, 8, 256, 2);
        var model = new Transformer(3, 4, 320, 1280, 1000, 64);
        var workload = new TransformerRun("model", model, 4, 8);
        Whole serial = run(machine(memory, ChannelPrograms.paper(), 100, Schedule.SERIAL), workload, Fidelity.STEP);
        Whole overlapped =
                run(machine(memory, ChannelPrograms.paper(), 100, Schedule.OVERLAPPED), workload, Fidelity.STEP);
        assertThat(total(overlapped)).isLessThan(total(serial));
        assertThat(macs(overlapped)).isEqualTo(macs(serial));
        // 11 passes with 1 to 11 keys, and 8 outputs.
        long expected = 11 * model.blockWeights() + 2L * 3 * 320 * (11 * 12 / 2) + 8 * model.headWeights();
        assertThat(macs(serial)).isEqualTo(expected);
    }

    private static long macs(Whole whole) {
        return whole.layers().stream().mapToLong(LayerResult::macs).sum();
    }

    @Test
    void theTimeOfAProductIsThatOfItsRowsWithoutRefresh() {
        // 128 outputs of 1,024 inputs on one channel of 16 banks: 8 lines, each a row.
        var memory = new PimMemory(1, 16, 1 << 16, 2048, 32, 16, 2048, 2);
        var model = new Transformer(1, 8, 128, 1024, 16, 64);
        var quiet = new PimTiming(12, 12, 12, 0, 1, 12, 1, 1, 1, 1, 1, 1, 0, 0, 6, 0, 0, 1, 1, 1, 1, 0, 0, 0);
        Whole whole = run(
                machine(memory, quiet, 1000, Schedule.SERIAL), new TransformerRun("model", model, 1, 1), Fidelity.STEP);
        LayerResult product = whole.layers().stream()
                .filter(layer -> layer.name().equals("feed-forward-2"))
                .findFirst()
                .orElseThrow();
        // The buffer's 64 writes with the opening of the first row among them; then 64 MACs a row, 24 cycles between
        // the last
        // of one and the first of the next; six cycles after the last MAC its sum is read, and there one later.
        assertThat(product.cycles().total()).isEqualTo(65 + 8 * 64 + 7 * 24 + (6 - 1) + 1);
        assertThat(product.cycles().compute()).isEqualTo(8 * 64);
        assertThat(product.statistics()).containsEntry("rowsOpened", 8.0).containsEntry("macCommands", 512.0);
        assertThat(product.statistics().get("rowHitPercent")).isEqualTo(100.0 * 504 / 512);
    }

    @Test
    void twiceTheChannelsNearlyHalveTheTimeOfProducts() {
        var model = new Transformer(2, 12, 768, 3072, 4096, 64);
        var workload = new TransformerRun("model", model, 1, 2);
        long[] cycles = new long[2];
        for (int i = 0; i < 2; i++) {
            var memory = new PimMemory(8 << i, 16, 16384, 2048, 32, 16, 2048, 2);
            cycles[i] =
                    run(machine(memory, ChannelPrograms.paper(), 1000, Schedule.SERIAL), workload, Fidelity.STEP)
                            .layers()
                            .stream()
                            .filter(layer -> layer.op().startsWith("feed-forward")
                                    || layer.op().equals("qkv"))
                            .mapToLong(layer -> layer.cycles().total())
                            .sum();
        }
        assertThat((double) cycles[0] / cycles[1]).isBetween(1.6, 2.0);
    }

    @Test
    void aClockChangesTimesAndNotTheEnergyOfTheWork() {
        var memory = new PimMemory(4, 8, 1 << 16, 512, 32, 16, 512, 2);
        var model = new Transformer(2, 4, 128, 512, 300, 64);
        var workload = new TransformerRun("model", model, 2, 3);
        var results = List.of(500.0, 1000.0, 3000.0).stream()
                .map(clockMHz -> run(
                        new PimGpt(
                                clockMHz,
                                memory,
                                PimTiming.AIM,
                                ENERGY,
                                ChannelPrograms.asic(1000),
                                Schedule.SERIAL,
                                true,
                                PimCompat.NONE),
                        workload,
                        Fidelity.STEP))
                .toList();
        for (String component : List.of("dram columns", "dram transfers", "mac units", "companion chip")) {
            var energies =
                    results.stream().map(whole -> energy(whole, component)).toList();
            assertThat(energies.get(0)).as(component).isPositive();
            assertThat(energies).as(component).containsOnly(energies.get(0));
        }
        assertThat(results.get(0).statistics().get("totalUs"))
                .isGreaterThan(results.get(1).statistics().get("totalUs"));
    }

    private static double energy(Whole whole, String component) {
        return whole.layers().stream()
                .mapToDouble(layer -> layer.energy().componentPj().getOrDefault(component, 0.0))
                .sum();
    }

    @Test
    void whatCrossesTheBusesIsCounted() {
        // One channel of 4 banks; rows of 64 values, accesses of 16 bytes: 8 values. A model of one layer and one head.
        var memory = new PimMemory(1, 4, 1 << 16, 128, 16, 8, 128, 2);
        var model = new Transformer(1, 1, 8, 16, 12, 16);
        Whole whole = run(
                machine(memory, ChannelPrograms.paper(), 1000, Schedule.SERIAL),
                new TransformerRun("model", model, 1, 1),
                Fidelity.STEP);
        // The query's chunk is an access in; 24 outputs are 6 lines of 4 sums, 8 bytes of an access of 16 out.
        assertThat(traffic(whole, "qkv")).containsExactly(16 * 8L, 6 * 16 * 8L);
        // The key: an access in one bank. The value: an access in each of 4 banks, twice.
        assertThat(traffic(whole, "store")).containsExactly((1 + 8) * 16 * 8L, 0L);
        // One key of 4 places of a line: an access in, one out.
        assertThat(traffic(whole, "score")).containsExactly(16 * 8L, 16 * 8L);
        // A token's row and a position's: an access out each.
        assertThat(traffic(whole, "embedding")).containsExactly(0L, 2 * 16 * 8L);
        // 16 inputs are two accesses in; 8 outputs are two lines.
        assertThat(traffic(whole, "feed-forward-2")).containsExactly(2 * 16 * 8L, 2 * 16 * 8L);
        // A processor: 4 · 8² + 2 · 8 · 16 weights, a key and a value, the output layer's 12 · 8, of two bytes each.
        assertThat(whole.statistics().get("processorOffChipMB")).isEqualTo((256 + 256 + 16 + 96) * 2 / 1e6);
    }

    private static List<Long> traffic(Whole whole, String name) {
        return whole.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .map(LayerResult::trafficBits)
                .flatMap(bits ->
                        List.of(bits.getOrDefault("dram.write", 0L), bits.getOrDefault("dram.read", 0L)).stream())
                .toList();
    }
}
