package bitwright.workload.quantise.mixed;

import java.util.function.ToDoubleFunction;

/**
 * What rounding costs the network's loss, by measurement: {@code Ω_ii = 2·(L(i) − L)} for each option of each layer, and
 * {@code Ω_ij = L(i,j) − L(i) − L(j) + L} for each pair of options of two layers (CLADO: Deng et al., arXiv 2307.05657).
 */
public final class Sensitivity {
    private Sensitivity() {}

    /**
     * Measures.
     *
     * @param loss the loss with an option for each layer, −1 for a layer that is not rounded
     * @param pairs whether pairs are measured, too: layers² · options² / 2 runs of the loss
     */
    public static Costs measure(int options, long[][] sizes, ToDoubleFunction<int[]> loss, boolean pairs) {
        int layers = sizes.length;
        int[] choice = new int[layers];
        java.util.Arrays.fill(choice, -1);
        double none = loss.applyAsDouble(choice);
        double[] alone = new double[layers * options];
        double[][] omega = new double[alone.length][alone.length];
        for (int i = 0; i < layers; i++) {
            for (int c = 0; c < options; c++) {
                choice[i] = c;
                alone[i * options + c] = loss.applyAsDouble(choice);
                omega[i * options + c][i * options + c] = 2 * (alone[i * options + c] - none);
            }
            choice[i] = -1;
        }
        for (int i = 0; i < layers && pairs; i++) {
            for (int j = i + 1; j < layers; j++) {
                for (int c = 0; c < options; c++) {
                    for (int d = 0; d < options; d++) {
                        choice[i] = c;
                        choice[j] = d;
                        int a = i * options + c;
                        int b = j * options + d;
                        omega[a][b] = loss.applyAsDouble(choice) - alone[a] - alone[b] + none;
                        omega[b][a] = omega[a][b];
                    }
                }
                choice[i] = -1;
                choice[j] = -1;
            }
        }
        return new Costs(options, omega, sizes);
    }
}
