package bitwright.accel.serial;

import bitwright.accel.pe.Cost;
import bitwright.accel.pe.GroupStat;
import bitwright.accel.pe.LanePe;
import bitwright.sim.energy.Action;
import bitwright.sim.energy.Ledger;

/**
 * The precision detectors at the grid's edge. Every value that is fetched goes through an OR of a group's tree; a group has
 * one leading-one detector, billed as a comparison.
 */
final class Detectors {
    private final LanePe pe;
    private final GridLayer layer;
    private final Composition composition;

    Detectors(LanePe pe, GridLayer layer, Composition composition) {
        this.pe = pe;
        this.layer = layer;
        this.composition = composition;
    }

    /** Counts what they do when that many operands are fetched. */
    void charge(Ledger ledger, long activationReads, long weightReads) {
        if (composition.cost() instanceof Cost.Product product) {
            var precision = layer.precision();
            charge(ledger, product.activations(), precision.activationBits(), activationReads, pe.activationGroup());
            charge(ledger, product.weights(), precision.weightBits(), weightReads, pe.weightGroup());
        }
    }

    private void charge(Ledger ledger, GroupStat stat, int bits, long reads, int group) {
        if (stat.isDetected()) {
            long values = (long) pe.lanes() * group;
            ledger.count("detector", new Action("or", bits), reads);
            ledger.count("detector", new Action("compare", bits), (reads + values - 1) / values);
        }
    }
}
