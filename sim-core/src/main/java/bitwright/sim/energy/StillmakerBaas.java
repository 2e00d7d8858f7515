package bitwright.sim.energy;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How energy an operation and area go from one technology node to another, by A. Stillmaker and B. Baas, "Scaling
 * equations for the accurate prediction of CMOS device performance from 180 nm to 7 nm", Integration 58 (2017) 74–81:
 * polynomials in the supply voltage, fitted to simulated inverters, and a table of area factors. The coefficients are
 * those of accelergy-library-plug-in at ba4e9dac, which leaves 180 nm out.
 *
 * <p>Fits hold inside what was fitted. The paper's own range of voltages was not read; here it is from where a node's
 * polynomial has its minimum (below, less voltage would mean more energy) to 1.3 V, the highest of the paper's examples.
 */
final class StillmakerBaas {
    static final double HIGHEST_V = 1.3;

    private static final int[] NODES_NM = {130, 90, 65, 45, 32, 20, 16, 14, 10, 7};

    /** a, b, c of a·V² + b·V + c, a node a line. */
    private static final double[][] ENERGY = {
        {7.171, -6.709, 2.904},
        {4.762, -4.781, 2.092},
        {3.755, -4.398, 1.975},
        {1.103, -0.362, 0.2767},
        {0.9559, -0.7823, 0.471},
        {0.373, -0.1582, 0.04104},
        {0.2958, -0.1241, 0.03024},
        {0.2363, -0.09675, 0.02239},
        {0.2068, -0.09311, 0.02375},
        {0.1776, -0.09097, 0.02447}
    };

    /** From the line's node to the column's; rounded there, so that two steps need not multiply to one. */
    private static final double[][] AREA = {
        {1, 0.44, 0.23, 0.16, 0.072, 0.033, 0.03, 0.027, 0.016, 0.0092},
        {2.3, 1, 0.53, 0.35, 0.16, 0.075, 0.067, 0.061, 0.036, 0.021},
        {4.3, 1.9, 1, 0.66, 0.31, 0.14, 0.13, 0.12, 0.068, 0.039},
        {6.4, 2.8, 1.5, 1, 0.46, 0.21, 0.19, 0.17, 0.1, 0.059},
        {14, 6.1, 3.3, 2.2, 1, 0.46, 0.41, 0.38, 0.22, 0.13},
        {30, 13, 7.1, 4.7, 2.2, 1, 0.89, 0.82, 0.48, 0.28},
        {34, 15, 7.9, 5.3, 2.4, 1.1, 1, 0.91, 0.54, 0.31},
        {37, 16, 8.7, 5.8, 2.7, 1.2, 1.1, 1, 0.59, 0.34},
        {63, 28, 15, 9.8, 4.5, 2.1, 1.9, 1.7, 1, 0.58},
        {110, 48, 25, 17, 7.8, 3.6, 3.2, 2.9, 1.7, 1}
    };

    private StillmakerBaas() {}

    static boolean hasNode(int nm) {
        return Arrays.stream(NODES_NM).anyMatch(node -> node == nm);
    }

    static String nodes() {
        return Arrays.stream(NODES_NM).mapToObj(Integer::toString).collect(Collectors.joining(", "));
    }

    /** The node nearest to a technology's, the larger of two as near. */
    static int nearestNode(double nm) {
        int nearest = NODES_NM[0];
        for (int node : NODES_NM) {
            if (Math.abs(node - nm) < Math.abs(nearest - nm)) {
                nearest = node;
            }
        }
        return nearest;
    }

    /** The lowest voltage at which the node's polynomial still grows with the voltage. */
    static double lowestV(int nm) {
        double[] fit = ENERGY[index(nm)];
        return -fit[1] / (2 * fit[0]);
    }

    /** Energy of one operation in the paper's own unit, which cancels in ratios. */
    static double energy(int nm, double volts) {
        double[] fit = ENERGY[index(nm)];
        return fit[0] * volts * volts + fit[1] * volts + fit[2];
    }

    static double areaFactor(int fromNm, int toNm) {
        return AREA[index(fromNm)][index(toNm)];
    }

    private static int index(int nm) {
        for (int i = 0; i < NODES_NM.length; i++) {
            if (NODES_NM[i] == nm) {
                return i;
            }
        }
        throw new IllegalArgumentException(nm + " nm is not tabulated; " + nodes() + " are");
    }
}
