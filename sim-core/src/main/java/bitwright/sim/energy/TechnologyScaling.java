package bitwright.sim.energy;

import bitwright.sim.parameter.Doc;
import java.util.Locale;

/**
 * A table's prices and areas brought to another technology node. Off-chip memory stays as it is, and what leaks is
 * unknown afterwards: the method has no leakage.
 *
 * @param sram what becomes of on-chip memories, which scale far worse than logic does
 */
@Doc("Prices and areas brought to another technology node.")
public record TechnologyScaling(
        @Doc("stillmaker-baas: their equations of 2017, fitted to simulated inverters.")
        Method method,

        @Doc("The node that the table's rows are taken as, in nm: the one nearest to nodeNm that the method knows.")
        int fromNm,

        @Doc("The node that they are brought to, in nm.") int toNm,

        @Doc("The supply voltage that the rows hold at, in V.")
        double fromV,

        @Doc("The supply voltage at the other node, in V.") double toV,

        @Doc("as-logic, or unscaled: on-chip memories scale far worse than logic, and the method says nothing of them.")
        Sram sram) {
    /** Named methods. */
    public enum Method {
        STILLMAKER_BAAS
    }

    /** What becomes of on-chip memories. */
    public enum Sram {
        /** They shrink like logic: too cheap, most of all small ones. */
        AS_LOGIC,
        /** They stay as they are: too dear. */
        UNSCALED
    }

    public TechnologyScaling {
        requireNode("fromNm", fromNm);
        requireNode("toNm", toNm);
        requireVoltage("fromV", fromV, fromNm);
        requireVoltage("toV", toV, toNm);
    }

    private static void requireNode(String key, int nm) {
        if (!StillmakerBaas.hasNode(nm)) {
            throw new IllegalArgumentException(
                    key + " must be a node that the method tabulates, " + StillmakerBaas.nodes() + ", got " + nm);
        }
    }

    private static void requireVoltage(String key, double volts, int nm) {
        double lowest = StillmakerBaas.lowestV(nm);
        if (!(volts >= lowest && volts <= StillmakerBaas.HIGHEST_V)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "%s must be between %.2f V, below which the fit for %d nm means nothing, and %.1f V, got %s",
                    key,
                    lowest,
                    nm,
                    StillmakerBaas.HIGHEST_V,
                    volts));
        }
    }

    void requireFits(double nodeNm) {
        int nearest = StillmakerBaas.nearestNode(nodeNm);
        if (nearest != fromNm) {
            throw new IllegalArgumentException("scaling.fromNm must be " + nearest
                    + ", of the method's nodes the nearest to the table's " + nodeNm + " nm, got " + fromNm);
        }
    }

    /** Energy of logic at the new node and voltage over energy at the old ones. */
    public double energyFactor() {
        return StillmakerBaas.energy(toNm, toV) / StillmakerBaas.energy(fromNm, fromV);
    }

    /** Area of logic at the new node over area at the old one. */
    public double areaFactor() {
        return StillmakerBaas.areaFactor(fromNm, toNm);
    }

    double energyFactor(Action action) {
        return applies(action) ? energyFactor() : 1;
    }

    double areaFactor(Action action) {
        return applies(action) ? areaFactor() : 1;
    }

    private boolean applies(Action action) {
        return action.isMemory() ? sram == Sram.AS_LOGIC : !action.kind().startsWith("dram.");
    }
}
