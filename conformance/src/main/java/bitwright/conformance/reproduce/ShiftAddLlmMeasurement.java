package bitwright.conformance.reproduce;

import java.util.HashMap;
import java.util.Map;

/**
 * ShiftAddLLM (arXiv 2406.05981): memory and energy of a matrix-vector product of a language model, by the operations and the
 * prices of the authors' script (GATECH-EIC/ShiftAddLLM 1053837, hw_utils.py), in pJ.
 */
final class ShiftAddLlmMeasurement implements Measurement {
    /** Operations in 16 bits. */
    private static final double MULTIPLICATION = 1.1;

    private static final double ADDITION = 0.4;
    private static final double SHIFT = 0.15;
    private static final double LOOK_UP = 0.37;

    /** A 16-bit word from off-chip memory, the global buffer and the weights' registers. */
    private static final double DRAM = 200;

    private static final double BUFFER = 22.2;
    private static final double REGISTERS = 7.4;

    private static final int WORD_BITS = 16;
    private static final int GROUP = 8;
    private static final int TABLE = 256;

    /** Inputs and outputs of the layer: OPT-6.7B's attention projections. */
    private static final double SIZE = 4096;

    @Override
    public Map<String, Double> measure(int threads) {
        var figures = new HashMap<String, Double>();
        double products = SIZE * SIZE;
        double before = products * (MULTIPLICATION + ADDITION);
        double weightsBefore = products * (DRAM + BUFFER + REGISTERS);
        for (int bits : new int[] {2, 3, 4}) {
            double planeBits = products * bits;
            // a power of two of 5 bits for each plane and output
            double scaleBits = SIZE * bits * 5;
            double weights = (planeBits + scaleBits) / WORD_BITS * (DRAM + BUFFER + REGISTERS);
            double tables = SIZE / GROUP * (TABLE - 1) * ADDITION;
            double lookUps = products / GROUP * bits;
            double honest = tables + lookUps * (LOOK_UP + SHIFT + ADDITION);
            double script = tables + lookUps * (LOOK_UP + SHIFT) + products / GROUP * ADDITION;
            figures.put("memory-" + bits, 100 * (1 - (planeBits + scaleBits) / (products * WORD_BITS)));
            figures.put("operations-" + bits, 100 * (1 - honest / before));
            figures.put("operations-script-" + bits, 100 * (1 - script / before));
            figures.put("energy-" + bits, 100 * (1 - (honest + weights) / (before + weightsBefore)));
        }
        return figures;
    }
}
