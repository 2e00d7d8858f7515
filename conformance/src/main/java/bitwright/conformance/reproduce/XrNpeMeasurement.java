package bitwright.conformance.reproduce;

import bitwright.accel.number.XrNpePe;
import bitwright.accel.pe.Bill;
import bitwright.accel.pe.Control;
import bitwright.accel.pe.LayerPrecision;
import bitwright.sim.energy.EnergyTable;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * XR-NPE (arXiv 2508.13049): energy of a product and a sum in each mode of one 16-bit lane, what gating saves, area, and how
 * much smaller weights are, from the bill of our reading of the engine.
 */
final class XrNpeMeasurement implements Measurement {
    private static final EnergyTable TABLE = ChipEnergy.table("cmos-45nm");
    private static final LayerPrecision PRECISION = new LayerPrecision(2, true, 2, true);

    @Override
    public Map<String, Double> measure(int threads) {
        var figures = new HashMap<String, Double>();
        double widest = energy(XrNpePe.Mode.POSIT16, XrNpePe.Sum.QUIRE, true);
        for (XrNpePe.Mode mode : XrNpePe.Mode.values()) {
            String key = mode.name().toLowerCase(Locale.ROOT);
            double gated = energy(mode, XrNpePe.Sum.QUIRE, true);
            figures.put("energy-" + key, gated);
            figures.put("gain-" + key, widest / gated);
            figures.put("gating-" + key, 100 * (1 - gated / energy(mode, XrNpePe.Sum.QUIRE, false)));
            figures.put("rounded-" + key, energy(mode, XrNpePe.Sum.ROUNDED, true) / gated);
        }
        figures.put("smaller-posit4", 16.0 / XrNpePe.Mode.POSIT4.bits());
        figures.put("smaller-posit8", 16.0 / XrNpePe.Mode.POSIT8.bits());
        figures.put("area", area() / 1e6);
        return figures;
    }

    /** Picojoules a pair. */
    private static double energy(XrNpePe.Mode mode, XrNpePe.Sum sum, boolean gated) {
        var pe = new XrNpePe(1, mode, sum, gated);
        var total = new double[1];
        Bill.Sink sink =
                (action, times) -> total[0] += times * TABLE.price(action).picojoules();
        pe.bill(PRECISION).chargeGroup(new Control(1, 1), 1, pe.lanes(), sink);
        return total[0] / pe.lanes();
    }

    /** Square micrometres of one lane that can do every mode: that of the widest, which the others are parts of. */
    private static double area() {
        var pe = new XrNpePe(1, XrNpePe.Mode.POSIT16, XrNpePe.Sum.QUIRE, false);
        var total = new double[1];
        pe.bill(PRECISION)
                .materials(
                        pe.lanes(),
                        (action, count) ->
                                total[0] += count * TABLE.areaUm2(action).orElse(Double.NaN));
        return total[0];
    }
}
