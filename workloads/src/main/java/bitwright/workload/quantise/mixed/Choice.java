package bitwright.workload.quantise.mixed;

/**
 * One option a layer.
 *
 * @param options the option of each layer
 * @param objective what it costs
 * @param proven whether no better one exists
 */
public record Choice(int[] options, double objective, boolean proven) {}
