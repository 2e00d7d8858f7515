package bitwright.conformance.bitserial;

import bitwright.accel.pe.Bill;
import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.pe.Work;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Published areas and powers of PEs beside ours: BBS (MICRO 2024), Table V, PEs of 8 bit-serial multipliers for 8-bit
 * operands, synthesised in 28 nm at 800 MHz. Ours are the bills of the PEs under an energy table, brought to 28 nm by two
 * factors that have nothing to do with the published numbers. Nothing is fitted.
 */
public final class PublishedPes {
    private static final double CLOCK_GHZ = 0.8;
    /** Area shrinks with the square of the node. */
    private static final double TARGET_NM = 28;
    /**
     * Energy by Stillmaker and Baas (Integration 2017) from 45 to 32 nm at 0.9 V, the step of the same ratio as 40 to 28
     * nm, which they do not tabulate: (0.9559 · 0.81 − 0.7823 · 0.9 + 0.471) / (1.103 · 0.81 − 0.362 · 0.9 + 0.2767).
     */
    private static final double ENERGY_FACTOR =
            (0.9559 * 0.81 - 0.7823 * 0.9 + 0.471) / (1.103 * 0.81 - 0.362 * 0.9 + 0.2767);

    /** Cycles of a step in which all lanes are busy; what happens once a step is spread over them. */
    private static final int STEP_CYCLES = 8;

    private static final int LANES = 8;
    private static final int BITS = 8;
    /** Sums of the published PEs are as wide as is not said; wide enough here for steps without end. */
    private static final int ACCUMULATOR_BITS = 32;

    /**
     * One PE under one table.
     *
     * @param areaUm2 ours at 28 nm
     * @param pj our energy of a busy cycle at 28 nm
     * @param publishedPj power over clock
     */
    public record Row(
            String pe, String table, double areaUm2, double publishedAreaUm2, double pj, double publishedPj) {}

    private record Published(String name, LanePe pe, double areaUm2, double milliwatts) {}

    private PublishedPes() {}

    /** A row a PE and table. The tables must have areas. */
    public static List<Row> rows(List<EnergyTable> tables) {
        var published = List.of(
                new Published(
                        "Stripes",
                        new StripesPe(LANES, BITS, PrecisionRule.PROFILED, ACCUMULATOR_BITS),
                        532.8,
                        0.37),
                new Published(
                        "Pragmatic",
                        new PragmaticPe(LANES, 2, Recoding.BINARY, BITS, ACCUMULATOR_BITS),
                        923.1,
                        0.51));
        var rows = new ArrayList<Row>();
        for (var pe : published) {
            for (var table : tables) {
                rows.add(row(pe, table));
            }
        }
        return rows;
    }

    private static Row row(Published published, EnergyTable table) {
        Bill bill = published.pe.bill(new LayerPrecision(BITS, true, BITS, true));
        var materials = new TreeMap<Action, Long>();
        bill.materials(LANES, (action, count) -> materials.merge(action, count, Long::sum));
        double shrink = TARGET_NM / table.nodeNm() * (TARGET_NM / table.nodeNm());
        var ledger = new Ledger();
        var step = new Work(1, STEP_CYCLES, STEP_CYCLES, 1);
        bill.charge(step, step.times(LANES), (action, times) -> ledger.count(published.name, action, times));
        return new Row(
                published.name,
                table.name(),
                table.areaUm2(materials).orElseThrow() * shrink,
                published.areaUm2,
                ledger.price(table).totalPj() / STEP_CYCLES * ENERGY_FACTOR,
                published.milliwatts / CLOCK_GHZ);
    }

    /** The rows as a table in Markdown, deviations with them. */
    public static String markdown(List<Row> rows) {
        var text = new StringBuilder(
                "| PE | table | area, µm² | published | deviation | energy, pJ/cycle | published | deviation |\n"
                        + "|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.0f | %.1f | %+.0f %% | %.2f | %.2f | %+.0f %% |\n",
                    row.pe,
                    row.table,
                    row.areaUm2,
                    row.publishedAreaUm2,
                    100 * (row.areaUm2 / row.publishedAreaUm2 - 1),
                    row.pj,
                    row.publishedPj,
                    100 * (row.pj / row.publishedPj - 1)));
        }
        return text.toString();
    }
}
