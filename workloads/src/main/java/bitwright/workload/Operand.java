package bitwright.workload;

/**
 * One operand of a layer: its stored codes and what they mean.
 *
 * @param encoding the meaning of the codes
 * @param source the codes
 */
public record Operand(Encoding encoding, TensorSource source) {}
