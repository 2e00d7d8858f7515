package bitwright.conformance.bitserial;

import bitwright.accel.pe.LanePe;
import bitwright.accel.pe.LayerPrecision;
import bitwright.accel.pe.LoomPe;
import bitwright.accel.pe.PragmaticPe;
import bitwright.accel.pe.PrecisionRule;
import bitwright.accel.pe.StripesPe;
import bitwright.accel.pe.Work;
import bitwright.arith.recoding.Recoding;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.EnergyTable;
import bitwright.sim.energy.Ledger;
import bitwright.sim.energy.TechnologyScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Published areas and energies of PEs in 28 nm beside ours.
 *
 * <ul>
 *   <li>BBS (MICRO 2024), Table V: PEs of 8 bit-serial multipliers for 8-bit operands, synthesised at 800 MHz; a cycle's
 *       energy is power over clock.
 *   <li>PSMA (Ibrahim et al., arXiv 2108.04773): an array in the manner of Loom, 2 bits of both operands a cycle, 4,096
 *       multipliers of 2 by 2 bits, 1 GHz; an operation is half a multiply-accumulate. The nearest that is public to Loom
 *       with 2 bits, which takes 2 bits of activations only: ours has as many PEs as are as fast.
 * </ul>
 *
 * Ours are the bills of the PEs under an energy table, brought to 28 nm by two factors that have nothing to do with the
 * published numbers. Nothing is fitted.
 */
public final class PublishedPes {
    /** Area shrinks with the square of the node. */
    private static final double TARGET_NM = 28;
    /**
     * Energy by Stillmaker and Baas (Integration 2017) from 45 to 32 nm at 0.9 V, the step of the same ratio as 40 to 28
     * nm, which they do not tabulate.
     */
    private static final double ENERGY_FACTOR = new TechnologyScaling(
                    TechnologyScaling.Method.STILLMAKER_BAAS, 45, 32, 0.9, 0.9, TechnologyScaling.Sram.UNSCALED)
            .energyFactor();

    /** What the published PEs have is not said; wide enough here for steps without end. */
    private static final int ACCUMULATOR_BITS = 32;

    /**
     * A design under a table.
     *
     * @param per what the energies are of
     * @param areaUm2 ours at 28 nm
     * @param pj ours at 28 nm
     */
    public record Row(
            String design,
            String table,
            String per,
            double areaUm2,
            double publishedAreaUm2,
            double pj,
            double publishedPj) {}

    /**
     * A published design as one of ours.
     *
     * @param bits the operands' width
     * @param pes PEs that its area is of
     * @param step a step of a PE with all lanes busy
     * @param units how many of what the energy is of a step has
     */
    private record Published(
            String design,
            String per,
            LanePe pe,
            int bits,
            int pes,
            Work step,
            double units,
            double areaUm2,
            double picojoules) {}

    private PublishedPes() {}

    /** A row a design and table. The tables must have areas. */
    public static List<Row> rows(List<EnergyTable> tables) {
        var rows = new ArrayList<Row>();
        for (var design : published()) {
            for (var table : tables) {
                rows.add(row(design, table));
            }
        }
        return rows;
    }

    private static List<Published> published() {
        return List.of(
                bbs("Stripes", new StripesPe(8, 8, PrecisionRule.PROFILED, ACCUMULATOR_BITS), 532.8, 0.37),
                bbs("Pragmatic", new PragmaticPe(8, 2, Recoding.BINARY, 8, ACCUMULATOR_BITS), 923.1, 0.51),
                psma(8, 401.3),
                psma(4, 116.49),
                psma(2, 31.52));
    }

    /** A step of 8 cycles, over which what happens once a step is spread. */
    private static Published bbs(String design, LanePe pe, double areaUm2, double milliwatts) {
        return new Published(design, "cycle", pe, 8, 1, new Work(1, 8, 8, 1), 8, areaUm2, milliwatts / 0.8);
    }

    /** 256 multiply-accumulates of 8 by 8 bits a cycle: of ours a PE needs 4 · 8 cycles for its 16, so 512 are needed. */
    private static Published psma(int bits, double femtojoulesPerOperation) {
        var pe = new LoomPe(16, 2, PrecisionRule.PROFILED, PrecisionRule.PROFILED, 8, ACCUMULATOR_BITS);
        return new Published(
                "Loom 2b, " + bits + " bits",
                "MAC",
                pe,
                bits,
                512,
                new Work(1, bits / 2 * bits, bits / 2, bits),
                16,
                191_093,
                2 * femtojoulesPerOperation / 1000);
    }

    private static Row row(Published design, EnergyTable table) {
        var pe = design.pe;
        var materials = new TreeMap<Action, Long>();
        pe.bill(signed(pe.operandBits()))
                .materials(pe.lanes(), (action, count) -> materials.merge(action, count * design.pes, Long::sum));
        double shrink = TARGET_NM / table.nodeNm() * (TARGET_NM / table.nodeNm());
        var ledger = new Ledger();
        pe.bill(signed(design.bits))
                .charge(
                        design.step,
                        design.step.times(pe.lanes()),
                        (action, times) -> ledger.count(design.design, action, times));
        return new Row(
                design.design,
                table.name(),
                design.per,
                table.areaUm2(materials).orElseThrow() * shrink,
                design.areaUm2,
                ledger.price(table).totalPj() / design.units * ENERGY_FACTOR,
                design.picojoules);
    }

    private static LayerPrecision signed(int bits) {
        return new LayerPrecision(bits, true, bits, true);
    }

    /** The rows as a table in Markdown, deviations with them. */
    public static String markdown(List<Row> rows) {
        var text = new StringBuilder(
                "| design | table | area, µm² | published | deviation | energy, pJ | published | deviation |\n"
                        + "|---|---|---:|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f | %,.0f | %+.0f %% | %.3f a %s | %.3f | %+.0f %% |\n",
                    row.design,
                    row.table,
                    row.areaUm2,
                    row.publishedAreaUm2,
                    100 * (row.areaUm2 / row.publishedAreaUm2 - 1),
                    row.pj,
                    row.per,
                    row.publishedPj,
                    100 * (row.pj / row.publishedPj - 1)));
        }
        return text.toString();
    }
}
