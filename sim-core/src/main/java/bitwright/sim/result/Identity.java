package bitwright.sim.result;

/**
 * What a result belongs to: enough to run it again and to tell it from every other.
 *
 * @param design the design's name
 * @param designHash SHA-256 of the design's canonical configuration, in hex
 * @param workload the workload's name
 * @param workloadHash SHA-256 of the workload's content, in hex
 * @param workloadOrigin where the operands come from: a model, or {@code synthetic} and how
 * @param configHash SHA-256 of the whole experiment's canonical configuration, in hex
 * @param version Bitwright's version
 * @param seed the seed of everything random in the run
 * @param fidelity how closely time was simulated
 * @param memory the memory model's name
 * @param energyTable the energy table's name
 * @param clockMHz the machine's clock
 * @param peakMacsPerCycle the machine's peak in 16-bit by 16-bit multiply-accumulates a cycle; speed-ups are at equal
 *     peak only where these agree
 * @param areaUm2 silicon area of the machine's processing elements in square micrometres, by the energy table; 0 where
 *     it is not known
 */
public record Identity(
        String design,
        String designHash,
        String workload,
        String workloadHash,
        String workloadOrigin,
        String configHash,
        String version,
        long seed,
        Fidelity fidelity,
        String memory,
        String energyTable,
        double clockMHz,
        double peakMacsPerCycle,
        double areaUm2) {}
